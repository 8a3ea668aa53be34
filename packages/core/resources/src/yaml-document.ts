import {
  type Diagnostic,
  type DiagnosticCode,
  type Outcome,
  type Place,
  present,
  type TextOrigin,
  wholeFile,
} from "@kalypso-actions/diagnostics";
import {
  type Document,
  isNode,
  isScalar,
  LineCounter,
  parseAllDocuments,
  Scalar,
  type YAMLError,
} from "yaml";
import { mendBlocks, namedColumn } from "./block-scalars.ts";

/** A file that is read for resources. */
export interface SourceFile {
  /** Path inside its repository, `/` between the parts. */
  readonly path: string;
  readonly text: string;
}

export type Path = readonly (string | number)[];

/** One document of a YAML file, as plain data with the place of each part. */
export interface YamlDocument {
  readonly value: unknown;
  readonly begin: Place;
  /** The place of the value at `path`; of its key when the value is absent or null; of the nearest parent otherwise. */
  placeOf(path: Path): Place;
  /** The place of the key at the end of `path`. */
  placeOfKey(path: Path): Place;
  /** How the scalar at `path` is written: `1.10`, where its value is the number 1.1. */
  writtenAt(path: Path): string | undefined;
  /** Where the text of the scalar at `path` begins. */
  originOf(path: Path): TextOrigin;
}

/** Aliases may repeat at most this many nodes in one document: generous for people, harmless for us. */
const maxAliasCount = 100;

const codes: Readonly<Record<string, DiagnosticCode>> = { DUPLICATE_KEY: "yaml-duplicate-key" };

const messages: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "the mapping already has this key; expected each key once",
};

const hints: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: "Keep one of the two keys; YAML readers disagree about which value wins.",
  TAB_AS_INDENT: "Indent with spaces; YAML does not allow tabs there.",
};

/** A file with its parsed documents. */
interface ReadFile {
  readonly lines: LineCounter;
  readonly file: SourceFile;
  readonly source: string | undefined;
}

class LocatedDocument implements YamlDocument {
  readonly value: unknown;
  readonly begin: Place;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #file: string;
  readonly #source: string | undefined;
  readonly #text: string;

  constructor(document: Document, value: unknown, { lines, file, source }: ReadFile) {
    this.value = value;
    this.#document = document;
    this.#lines = lines;
    this.#file = file.path;
    this.#source = source;
    this.#text = file.text;
    this.begin = this.#place(document.contents?.range?.[0] ?? 0);
  }

  placeOf(path: Path): Place {
    const node = this.#document.getIn(path, true);
    if (isNode(node) && node.range && !(isScalar(node) && node.value === null))
      return this.#place(node.range[0]);
    return this.placeOfKey(path);
  }

  placeOfKey(path: Path): Place {
    if (path.length === 0) return this.begin;
    const parent = path.slice(0, -1);
    const key = String(path.at(-1));
    const mapping = this.#document.getIn(parent, true);
    if (
      mapping !== null &&
      typeof mapping === "object" &&
      "items" in mapping &&
      Array.isArray(mapping.items)
    ) {
      for (const item of mapping.items) {
        const name = item?.key;
        if (isScalar(name) && String(name.value) === key && name.range) return this.#place(name.range[0]);
      }
    }
    return this.placeOf(parent);
  }

  writtenAt(path: Path): string | undefined {
    const node = this.#document.getIn(path, true);
    return isScalar(node) ? node.source : undefined;
  }

  originOf(path: Path): TextOrigin {
    const node = this.#document.getIn(path, true);
    if (isScalar(node) && node.range && node.type === Scalar.BLOCK_LITERAL) {
      const header = this.#lines.linePos(node.range[0]);
      const begin = this.#lines.lineStarts[header.line] ?? this.#text.length;
      const parent = this.#document.getIn(path.slice(0, -1), true);
      const named = namedColumn(node, parent, { text: this.#text, lines: this.#lines });
      const column = named === undefined ? this.#blockColumn(begin) : named + 1;
      return { ...this.#at(header.line + 1, column), verbatim: true };
    }
    return { ...this.placeOf(path), verbatim: false };
  }

  /** The 1-based column of a literal block's text: that of its first line that is not blank. */
  #blockColumn(begin: number): number {
    const firstText = /^(?:[ \t]*\r?\n)*( *)/.exec(this.#text.slice(begin));
    return (firstText?.[1]?.length ?? 0) + 1;
  }

  #place(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return this.#at(line, col);
  }

  #at(line: number, column: number): Place {
    const place = { file: this.#file, line: Math.max(line, 1), column: Math.max(column, 1) };
    return this.#source === undefined ? place : { ...place, source: this.#source };
  }
}

function problemOf(error: YAMLError, { lines, file, source }: ReadFile): Diagnostic {
  const { line, col } = lines.linePos(error.pos[0]);
  const place = { file: file.path, line: Math.max(line, 1), column: Math.max(col, 1) };
  const hint = hints[error.code];
  return {
    severity: "error",
    code: codes[error.code] ?? "yaml-syntax",
    message: messages[error.code] ?? error.message,
    ...present({ hint }),
    place: source === undefined ? place : { ...place, source },
  };
}

/** The parser recurses, and reports a stack overflow, whose depth varies, as an error. */
function isStackOverflow({ message }: YAMLError): boolean {
  return /call stack/i.test(message);
}

function tooDeep(file: SourceFile, source: string | undefined): Diagnostic {
  const message = "the file is nested too deeply to be read";
  return {
    severity: "error",
    code: "yaml-syntax",
    message,
    hint: "Use fewer levels, or list the file in .sourceignore.",
    place: wholeFile(file.path, source),
  };
}

/**
 * The documents of a YAML 1.2 file (with merge keys, as Go's readers have them), empty ones left out.
 * A document with a problem is reported and left out; the others are still read.
 * @param source the file's repository, for places; absent for the current checkout
 */
export function parseYamlFile(file: SourceFile, source?: string): Outcome<readonly YamlDocument[]> {
  const lines = new LineCounter();
  const diagnostics: Diagnostic[] = [];
  const documents: YamlDocument[] = [];
  // YAML allows a byte order mark; offsets start after it, as in editors.
  const text = file.text.startsWith("\uFEFF") ? file.text.slice(1) : file.text;
  const read: ReadFile = { lines, file: { ...file, text }, source };
  const parsed = parseAllDocuments(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const found = "empty" in parsed ? [] : parsed;
  mendBlocks(found, text, lines);
  for (const document of found) {
    if (document.errors.some(isStackOverflow)) diagnostics.push(tooDeep(file, source));
    else diagnostics.push(...document.errors.map((error) => problemOf(error, read)));
    if (document.errors.length > 0) continue;
    try {
      const value: unknown = document.toJS({ maxAliasCount });
      if (value !== null) documents.push(new LocatedDocument(document, value, read));
    } catch {
      const { begin } = new LocatedDocument(document, null, read);
      diagnostics.push({
        severity: "error",
        code: "yaml-aliases",
        message: `the aliases of the document expand too far; expected at most ${maxAliasCount} repeated nodes`,
        hint: "Write the repeated parts out, or use fewer anchors and aliases.",
        place: begin,
      });
    }
  }
  return { value: documents, diagnostics };
}
