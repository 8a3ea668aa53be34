/** Scans the nodes of a text, document by document. */
import { char, giveUp } from "./scan-cursor.ts";
import { Identity, type ScannedDocument } from "./scan-identity.ts";
import { ScannedKeys } from "./scan-keys.ts";
import { NotingScan } from "./scan-notes.ts";
import { itemRole, type Role, roleOf } from "./scan-roles.ts";
import { code, plainType, type TokenCode } from "./scan-tokens.ts";

/** Deeper nesting does not occur in real manifests. */
const maxDepth = 60;

export class YamlScan extends NotingScan {
  readonly documents: ScannedDocument[] = [];
  #depth = 0;

  run(): void {
    while (this.pos < this.text.length || this.pos === 0) {
      if (this.text.length === 0) return;
      this.#document();
    }
  }

  #document(): void {
    this.nextLine();
    if (this.indent < 0 && this.pos < this.text.length) {
      this.pos += 3;
      this.endLine();
    }
    if (this.indent < 0) return;
    if (this.indent > 0) giveUp();
    this.identity = new Identity();
    const kind = this.#node(0, -1, "document");
    if (this.indent >= 0 || (kind !== code.map && kind !== code.list)) giveUp();
    this.identity.isMap = kind === code.map;
    this.documents.push(this.identity);
  }

  /**
   * The node at the cursor.
   * @param parent its lines must be indented deeper than this column
   */
  #node(column: number, parent: number, role: Role): TokenCode {
    const first = this.at();
    if (this.isDash()) return this.#list(column, role);
    if (first === char.openMap || first === char.openList) return this.#flowNode(parent, role);
    if (first === char.pipe || first === char.greater) return this.#emitted(this.block(parent));
    const start = this.pos;
    const isQuoted = this.isQuote();
    if (isQuoted) this.quoted(parent);
    else this.written(code.text, start, this.plainLine());
    const { end, isAsWritten } = this;
    if (isQuoted) this.skipSpaces();
    if (this.at() === char.colon && this.isBreak(this.pos + 1)) {
      if (!isAsWritten) giveUp();
      return this.#map(column, role);
    }
    if (!isQuoted) return this.#emitted(this.plainRest(start, end, parent));
    this.endLine();
    return this.#emitted(
      isAsWritten ? this.written(code.text, start, end) : this.readAs(code.text, start, end),
    );
  }

  #emitted(kind: TokenCode): TokenCode {
    this.emit(kind, this.start, this.end);
    return kind;
  }

  #flowNode(parent: number, role: Role): TokenCode {
    const kind = this.#flow(parent, role);
    this.endLine();
    return kind;
  }

  #deeper(): void {
    if (++this.#depth > maxDepth) giveUp();
  }

  /** The text of the key read last. */
  #key(keys: ScannedKeys): string {
    const isQuoted = this.isQuote(this.start);
    const cut = isQuoted ? 1 : 0;
    const text = this.text.slice(this.start + cut, this.end - cut);
    this.isKeyQuoted = isQuoted;
    keys.add(text, isQuoted);
    this.emit(code.key, this.start, this.end);
    return text;
  }

  /** A mapping. Its first key has been read and the cursor is at the colon. */
  #map(column: number, role: Role): TokenCode {
    this.#deeper();
    this.emit(code.map, this.start, this.start);
    const keys = new ScannedKeys();
    for (;;) {
      const key = this.#key(keys);
      this.pos++;
      this.note(role, key, this.#value(column, roleOf(role, key)));
      if (this.indent !== column) break;
      this.#nextKey();
    }
    if (this.indent > column) giveUp();
    this.emit(code.mapEnd, this.pos, this.pos);
    this.#depth--;
    return code.map;
  }

  #nextKey(): void {
    if (this.isQuote()) {
      this.quoted(Number.MAX_SAFE_INTEGER);
      this.skipSpaces();
    } else this.written(code.text, this.pos, this.plainLine());
    if (!this.isAsWritten || this.at() !== char.colon || !this.isBreak(this.pos + 1)) giveUp();
  }

  /** The value of an entry. The cursor is after the colon. */
  #value(column: number, role: Role): TokenCode {
    if (!this.isLineDone()) return this.#inlineValue(column, role);
    const end = this.pos;
    this.nextLine();
    if (this.indent > column) return this.#below(column, role);
    if (this.indent === column && this.isDash()) return this.#list(column, role);
    return this.#emitted(this.readAs(code.null, end, end));
  }

  /** A value on its own lines. After a comment the library occasionally reads a scalar differently. */
  #below(column: number, role: Role): TokenCode {
    const isCommented = this.passedComment;
    const kind = this.#node(this.indent, column, role);
    if (isCommented && kind >= code.text) giveUp();
    return kind;
  }

  /** A value on its key's line, where neither a block list nor a block mapping may start. */
  #inlineValue(column: number, role: Role): TokenCode {
    const first = this.at();
    if (first === char.openMap || first === char.openList) return this.#flowNode(column, role);
    if (first === char.pipe || first === char.greater) return this.#emitted(this.block(column));
    if (this.isQuote()) {
      const kind = this.quoted(column);
      this.emit(kind, this.start, this.end);
      this.endLine();
      return kind;
    }
    const start = this.pos;
    return this.#emitted(this.plainRest(start, this.plainLine(), column));
  }

  #list(column: number, role: Role): TokenCode {
    this.#deeper();
    this.emit(code.list, this.pos, this.pos);
    const item = itemRole(role);
    do this.#item(column, item);
    while (this.indent === column && this.isDash());
    if (this.indent > column) giveUp();
    this.emit(code.listEnd, this.pos, this.pos);
    this.#depth--;
    return code.list;
  }

  #item(column: number, role: Role): void {
    const dash = this.pos++;
    if (!this.isLineDone()) {
      this.#node(column + this.pos - dash, column, role);
      return;
    }
    const end = this.pos;
    this.nextLine();
    if (this.indent > column) this.#below(column, role);
    else this.#emitted(this.readAs(code.null, end, end));
  }

  #flow(parent: number, role: Role): TokenCode {
    this.#deeper();
    const isMap = this.at() === char.openMap;
    const close = isMap ? char.closeMap : char.closeList;
    this.emit(isMap ? code.map : code.list, this.pos, this.pos);
    this.pos++;
    const keys = new ScannedKeys();
    for (;;) {
      this.skipInner(parent);
      if (this.at() === close) break;
      if (isMap) this.#flowEntry(parent, role, keys);
      else this.#flowItem(parent, itemRole(role));
      this.skipInner(parent);
      if (this.at() === char.comma) this.pos++;
      else if (this.at() !== close) giveUp();
    }
    this.pos++;
    this.emit(isMap ? code.mapEnd : code.listEnd, this.pos, this.pos);
    this.#depth--;
    return isMap ? code.map : code.list;
  }

  #flowEntry(parent: number, role: Role, keys: ScannedKeys): void {
    this.#flowScalar();
    if (!this.isAsWritten) giveUp();
    const key = this.#key(keys);
    this.skipSpaces();
    if (this.at() === char.colon) {
      if (!this.isBreak(this.pos + 1)) giveUp();
      this.pos++;
      this.skipInner(parent);
      if (this.at() !== char.comma && this.at() !== char.closeMap) {
        this.note(role, key, this.#flowItem(parent, roleOf(role, key)));
        return;
      }
    }
    this.note(role, key, this.#emitted(this.readAs(code.null, this.pos, this.pos)));
  }

  #flowItem(parent: number, role: Role): TokenCode {
    const first = this.at();
    if (first === char.openMap || first === char.openList) return this.#flow(parent, role);
    const isPlain = this.#flowScalar();
    const kind = isPlain ? plainType(this.text.slice(this.start, this.end)) : code.text;
    return this.#emitted(kind);
  }

  /**
   * A scalar on one line: one that may continue on the next line is left to the library.
   * @returns whether it is plain
   */
  #flowScalar(): boolean {
    if (this.isQuote()) {
      this.quoted(Number.MAX_SAFE_INTEGER);
      return false;
    }
    const start = this.pos;
    this.written(code.text, start, this.plainInFlow());
    return true;
  }
}
