import type { Diagnostic, Place, TextOrigin } from "@kalypso-actions/diagnostics";
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Pair,
  Scalar,
  type YAMLMap,
} from "yaml";
import { namedColumn } from "./block-scalars.ts";

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
  /** Problems that matter if the document is one of ours. */
  readonly remarks: readonly Diagnostic[];
  /** The place of the value at `path`; of its key when the value is absent or null; of the nearest parent otherwise. */
  placeOf(path: Path): Place;
  /** The place of the key at the end of `path`. */
  placeOfKey(path: Path): Place;
  /** How the scalar at `path` is written: `1.10`, where its value is the number 1.1. */
  writtenAt(path: Path): string | undefined;
  /** Where the text of the scalar at `path` begins. */
  originOf(path: Path): TextOrigin;
}

/** A file as it is parsed. */
export interface ReadFile {
  readonly lines: LineCounter;
  readonly file: SourceFile;
  readonly source: string | undefined;
}

export class LocatedDocument implements YamlDocument {
  readonly value: unknown;
  readonly remarks: readonly Diagnostic[];
  readonly begin: Place;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #file: string;
  readonly #source: string | undefined;
  readonly #text: string;
  readonly #pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

  constructor(
    document: Document,
    { value, remarks }: Pick<YamlDocument, "value" | "remarks">,
    { lines, file, source }: ReadFile,
  ) {
    this.value = value;
    this.remarks = remarks;
    this.#document = document;
    this.#lines = lines;
    this.#file = file.path;
    this.#source = source;
    this.#text = file.text;
    this.begin = this.#place(document.contents?.range?.[0] ?? 0);
  }

  placeOf(path: Path): Place {
    const node = this.#nodeAt(path);
    if (isNode(node) && node.range && !(isScalar(node) && node.value === null))
      return this.#place(node.range[0]);
    return this.placeOfKey(path);
  }

  placeOfKey(path: Path): Place {
    if (path.length === 0) return this.begin;
    const parent = path.slice(0, -1);
    const mapping = this.#nodeAt(parent);
    const key = isMap(mapping) ? this.#pairsOf(mapping).get(String(path.at(-1)))?.key : undefined;
    return isScalar(key) && key.range ? this.#place(key.range[0]) : this.placeOf(parent);
  }

  writtenAt(path: Path): string | undefined {
    const node = this.#nodeAt(path);
    return isScalar(node) ? node.source : undefined;
  }

  originOf(path: Path): TextOrigin {
    const node = this.#nodeAt(path);
    if (isScalar(node) && node.range && node.type === Scalar.BLOCK_LITERAL) {
      const header = this.#lines.linePos(node.range[0]);
      const begin = this.#lines.lineStarts[header.line] ?? this.#text.length;
      const parent = this.#nodeAt(path.slice(0, -1));
      const named = namedColumn(node, parent, { text: this.#text, lines: this.#lines });
      const column = named === undefined ? this.#blockColumn(begin) : named + 1;
      return { ...this.#at(header.line + 1, column), verbatim: true };
    }
    return { ...this.placeOf(path), verbatim: false };
  }

  #nodeAt(path: Path): unknown {
    let node: unknown = this.#document.contents;
    for (const part of path) {
      if (isMap(node)) node = this.#pairsOf(node).get(String(part))?.value;
      else if (isSeq(node)) node = node.items[Number(part)];
      else return undefined;
    }
    return node;
  }

  /** The entries of a map by key: the library looks through all of them for each. */
  #pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    let pairs = this.#pairs.get(map);
    if (pairs === undefined) {
      pairs = new Map(
        [...map.items].reverse().map((pair) => [String(isScalar(pair.key) ? pair.key.value : ""), pair]),
      );
      this.#pairs.set(map, pairs);
    }
    return pairs;
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
