/** Records what a scan finds out about an object. */
import { isPlainText } from "./plain-text.ts";
import { char, giveUp } from "./scan-cursor.ts";
import { Identity } from "./scan-identity.ts";
import { type Role, roleOf } from "./scan-roles.ts";
import { ScalarScan } from "./scan-scalars.ts";
import { code, type TokenCode } from "./scan-tokens.ts";

export class NotingScan extends ScalarScan {
  identity = new Identity();
  /** Whether the key read last is in quotes. */
  isKeyQuoted = false;

  /** Records apiVersion, kind, metadata.name and metadata.namespace, and what is not text where it must be. */
  note(role: Role, key: string, kind: TokenCode): void {
    if (role === "opaque" || (role === "any" && (key.length !== 11 || key !== "matchLabels"))) return;
    if (role === "texts" || role === "data") this.#noteEntry(role, key, kind);
    const child = roleOf(role, key);
    if (child === "texts" || child === "data") {
      if (kind !== code.map && kind !== code.null) this.#noteOther(child);
    } else if (role === "identity" && (key === "name" || key === "namespace")) this.#noteName(key, kind);
    else if (role === "document" && (key === "apiVersion" || key === "kind")) {
      this.identity.isMeant = true;
      this.#noteName(key, kind);
    }
  }

  #noteName(field: "apiVersion" | "kind" | "name" | "namespace", kind: TokenCode): void {
    if (kind !== code.text) {
      if (field !== "namespace" || kind !== code.null) this.identity.isText = false;
      return;
    }
    if (!this.isAsWritten) giveUp();
    const isQuoted = this.isQuote(this.start);
    const cut = isQuoted ? 1 : 0;
    const text = this.text.slice(this.start + cut, this.end - cut);
    if (!isQuoted && !isPlainText(text)) this.identity.isText = false;
    this.identity[field] = text;
  }

  /** An entry of a mapping of texts. */
  #noteEntry(role: "texts" | "data", key: string, kind: TokenCode): void {
    if (kind !== code.text || !this.#isText() || !(this.isKeyQuoted || isPlainText(key)))
      this.#noteOther(role);
  }

  /** Whether the scalar read last, which is text by YAML 1.2, is certainly text to all who apply manifests. */
  #isText(): boolean {
    const first = this.text.charCodeAt(this.start);
    const isPlain = !(
      first === char.doubleQuote ||
      first === char.singleQuote ||
      first === char.pipe ||
      first === char.greater
    );
    return !isPlain || (this.isAsWritten && isPlainText(this.text.slice(this.start, this.end)));
  }

  #noteOther(role: "texts" | "data"): void {
    if (role === "texts") this.identity.isText = false;
    else this.identity.isDataText = false;
  }
}
