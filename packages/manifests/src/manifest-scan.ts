/**
 * A fast yes for the YAML that templates mostly write: block mappings and lists of one-line scalars and literal
 * blocks. It says yes only to well-formed manifests; whatever it is not sure of goes to the real parser, which is
 * some fifty times slower. Twenty thousand assignments have sixty thousand files.
 */

/** Indentation, list dashes, then a key with a value or a value. Keys and values that need no thought. */
const line = /^( *)((?:- +)*)(?:([A-Za-z_][\w./-]*):(?: +(.*?))?|(.*?)) *$/;

const isBlankOrComment = /^(?: *#.*)?$/;
const quoted = /^(?:"[^"\\]*"|'[^']*')$/;
const plain = /^[A-Za-z0-9_./](?:[A-Za-z0-9_./@+=,()-]|:(?=[A-Za-z0-9_./-])| (?=[A-Za-z0-9_./(-]))*$/;
const blockHeader = /^\|[-+]?$/;

/** Plain texts that no YAML reader takes for a number, boolean or null. */
const surelyText = /^(?!(?:true|false|yes|no|on|off|y|n|null|nan|inf)$)[A-Za-z][A-Za-z0-9_./:-]*$/i;

interface Frame {
  readonly indent: number;
  readonly list: boolean;
  /** Of a mapping: what it has. */
  readonly keys: Set<string>;
  /** The key the mapping hangs under, for finding metadata.name. */
  readonly under: string;
}

function isScalar(value: string): boolean {
  return plain.test(value) || quoted.test(value) || value === "[]" || value === "{}";
}

function isName(value: string): boolean {
  return surelyText.test(value) || (quoted.test(value) && value.length > 2);
}

/** A quoted scalar has no escapes here: `quoted` lets none through. */
function textOf(value: string): string {
  return quoted.test(value) ? value.slice(1, -1) : value;
}

/** What an object is and is called. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty where none is written. */
  readonly namespace: string;
  readonly name: string;
}

class DocumentScan implements ManifestObject {
  apiVersion = "";
  kind = "";
  namespace = "";
  name = "";
  readonly #frames: Frame[] = [];
  #has = 0;
  /** The key of a mapping entry that still waits for its value on the following lines. */
  #pending: string | undefined = "";
  /** The literal block that is being passed over: its key's indentation, and its text's once that is known. */
  #block: { readonly key: number; text?: number } | undefined;

  /** @returns false when the line is not surely fine */
  accept(text: string): boolean {
    const match = line.exec(text);
    if (match === null) return false;
    const [, spaces = "", dashes = "", key, value, bare = ""] = match;
    const indent = spaces.length;
    if (this.#block !== undefined && indent > this.#block.key) {
      this.#block.text ??= indent;
      return indent >= this.#block.text;
    }
    this.#block = undefined;
    if (dashes === "") return key !== undefined && this.#entry(indent, key, value);
    return this.#item(indent, dashes, key, value, bare);
  }

  /** Whether the document is a manifest, or nothing at all. */
  get isComplete(): boolean {
    return this.#has === 7 || this.#frames.length === 0;
  }

  #item(
    indent: number,
    dashes: string,
    key: string | undefined,
    value: string | undefined,
    bare: string,
  ): boolean {
    // Nested dashes (`- - a`) are rare enough for the real parser.
    if (dashes.indexOf("-", 1) !== -1 || !this.#open(indent, true)) return false;
    if (key === undefined) {
      this.#pending = undefined;
      return isScalar(bare);
    }
    this.#pending = "-";
    return this.#entry(indent + dashes.length, key, value);
  }

  #entry(indent: number, key: string, value: string | undefined): boolean {
    if (!this.#open(indent, false)) return false;
    const frame = this.#frames.at(-1);
    if (frame === undefined || frame.keys.has(key)) return false;
    frame.keys.add(key);
    this.#pending = undefined;
    if (value === undefined || value === "") {
      this.#pending = key;
      return true;
    }
    if (blockHeader.test(value)) {
      this.#block = { key: indent };
      return true;
    }
    return this.#identity(frame, key, value) && isScalar(value);
  }

  /** Notes apiVersion, kind, metadata.name and metadata.namespace; false when one of them may not be a text. */
  #identity(frame: Frame, key: string, value: string): boolean {
    const depth = this.#frames.length;
    const isMetadata = depth === 2 && frame.under === "metadata";
    if (depth === 1 && key === "apiVersion") {
      this.#has |= 1;
      this.apiVersion = textOf(value);
    } else if (depth === 1 && key === "kind") {
      this.#has |= 2;
      this.kind = textOf(value);
    } else if (isMetadata && key === "name") {
      this.#has |= 4;
      this.name = textOf(value);
    } else if (isMetadata && key === "namespace") this.namespace = textOf(value);
    else return true;
    return isName(value);
  }

  /** Finds or opens the mapping or list that a line at this indentation belongs to. */
  #open(indent: number, list: boolean): boolean {
    const frames = this.#frames;
    let top = frames.at(-1);
    while (top !== undefined && (top.indent > indent || (top.indent === indent && top.list && !list))) {
      frames.pop();
      this.#pending = undefined;
      top = frames.at(-1);
    }
    if (top !== undefined && top.indent === indent && top.list === list) return true;
    // Something new may begin only where a value is awaited; a list may stand as deep as its key.
    const deeper = top === undefined ? indent === 0 : top.indent < indent || (list && top.indent === indent);
    if (this.#pending === undefined || !deeper) return false;
    frames.push({ indent, list, keys: new Set(), under: this.#pending });
    this.#pending = undefined;
    return true;
  }
}

function scan(text: string): readonly DocumentScan[] | undefined {
  let document = new DocumentScan();
  const documents = [document];
  for (const current of text.split("\n")) {
    if (current === "---") {
      if (!document.isComplete) return undefined;
      document = new DocumentScan();
      documents.push(document);
    } else if (!isBlankOrComment.test(current) && !document.accept(current)) return undefined;
  }
  return document.isComplete ? documents : undefined;
}

/** Whether the text surely is YAML whose every document is a manifest. False means: not sure. */
export function scanManifests(text: string): boolean {
  return scan(text) !== undefined;
}

/** The objects of a text that surely is such YAML; undefined means: not sure. */
export function scanObjects(text: string): readonly ManifestObject[] | undefined {
  const found = scan(text)?.filter(({ kind }) => kind !== "");
  // Lists are what they hold, which is for the real parser to find.
  return found?.some(({ kind }) => kind.endsWith("List")) ? undefined : found;
}
