import { Cursor, ReadError } from "./cursor.ts";
import type { MapNode, Node, ScalarNode } from "./node.ts";
import { parseDocument } from "./parser.ts";
import { otherReading, type ScalarValue, scalarValue } from "./resolve.ts";
import { readBlock } from "./scalars.ts";
import { type ConfigValue, keyText, type ValueKey, ValueMap } from "./value.ts";

/** A scalar that YAML 1.1, which values use, reads differently from YAML 1.2. */
export interface Difference {
  /** Keys, as strings, and list indexes. */
  readonly path: readonly (string | number)[];
  readonly isKey: boolean;
  readonly written: string;
  readonly value: ScalarValue;
  /** The YAML 1.2 value. */
  readonly other: string | number;
  /** In the text, in UTF-16 code units. */
  readonly offset: number;
}

/** A list or map, and its differences in YAML 1.2. */
interface Reading {
  readonly value: readonly ConfigValue[] | ValueMap;
  readonly differences: readonly Difference[];
}

/**
 * Matches every text that could contain a list or map: those have a bracket, or an indicator followed by white space.
 */
const mayBeNested = /[[{]|[-:?](?:[\s\u0085]|$)/;

/** Characters that yaml.v2 rejects anywhere. */
const unreadable = /[^\t\n\r\x20-\x7e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The maximum share of aliases in what is read, falling to a tenth for large values. */
function maxAliasShare(read: number): number {
  const [small, large] = [400_000, 4_000_000];
  if (read <= small) return 0.99;
  return read >= large ? 0.1 : 0.99 - (0.89 * (read - small)) / (large - small);
}

function isMerge(node: Node): boolean {
  if (node.kind !== "scalar" || node.text !== "<<") return false;
  return node.isImplicit || node.tag === "tag:yaml.org,2002:merge";
}

function isMapNode(node: Node): node is MapNode {
  return node.kind === "map";
}

class Reader {
  readonly differences: Difference[] = [];
  /** The offset that the nodes' offsets are relative to. */
  readonly #begin: number;
  readonly #path: (string | number)[] = [];
  /** Aliases currently being followed. */
  readonly #open = new Set<Node>();
  #read = 0;
  #readByAlias = 0;

  constructor(begin: number) {
    this.#begin = begin;
  }

  value(node: Node): ConfigValue {
    this.#count();
    switch (node.kind) {
      case "alias":
        return this.#alias(node, node.target, (target) => this.value(target));
      case "scalar":
        return this.#scalar(node, false);
      case "list":
        return node.items.map((item, index) => this.#at(index, () => this.value(item)));
      case "map": {
        const entries = new Map<ValueKey, ConfigValue>();
        const written = new Map<string, ValueKey>();
        this.#entries(node, entries, written);
        return new ValueMap(entries, written);
      }
    }
  }

  #count(): void {
    this.#read++;
    if (this.#open.size > 0) this.#readByAlias++;
    const isMuch = this.#readByAlias > 100 && this.#read > 1000;
    if (isMuch && this.#readByAlias / this.#read > maxAliasShare(this.#read))
      throw new ReadError("the aliases expand too far");
  }

  #at<T>(part: string | number, read: () => T): T {
    this.#path.push(part);
    const result = read();
    this.#path.pop();
    return result;
  }

  #alias<T>(alias: Node, target: Node, read: (target: Node) => T): T {
    if (this.#open.has(alias)) throw new ReadError("an anchor contains itself");
    this.#open.add(alias);
    const result = read(target);
    this.#open.delete(alias);
    return result;
  }

  #scalar(node: ScalarNode, isKey: boolean): ScalarValue {
    const value = scalarValue(node);
    if (node.tag !== "" || !node.isImplicit || this.#open.size > 0) return value;
    const other = otherReading(node.text, value);
    if (other !== undefined) {
      const { text: written } = node;
      const offset = this.#begin + node.offset;
      const path = isKey ? [...this.#path, keyText(value)] : [...this.#path];
      this.differences.push({ path, isKey, written, value, other, offset });
    }
    return value;
  }

  #key(node: Node): ValueKey {
    this.#count();
    if (node.kind === "alias") return this.#alias(node, node.target, (target) => this.#key(target));
    if (node.kind !== "scalar") throw new ReadError("a list or map cannot be a key");
    return this.#scalar(node, true);
  }

  /** The last value of a repeated key wins, even if one of them is merged. */
  #entries(node: MapNode, entries: Map<ValueKey, ConfigValue>, written: Map<string, ValueKey>): void {
    for (const [keyNode, valueNode] of node.entries) {
      if (isMerge(keyNode)) {
        this.#merge(valueNode, entries, written);
        continue;
      }
      const key = this.#key(keyNode);
      if (typeof key !== "string" && keyNode.kind === "scalar") written.set(keyNode.text, key);
      entries.set(
        key,
        this.#at(keyText(key), () => this.value(valueNode)),
      );
    }
  }

  #merge(node: Node, entries: Map<ValueKey, ConfigValue>, written: Map<string, ValueKey>): void {
    if (node.kind !== "list") {
      this.#mergeMap(node, entries, written);
      return;
    }
    const isMapOrAlias = (item: Node) => isMapNode(item) || (item.kind === "alias" && isMapNode(item.target));
    // In reverse, so that the first one wins.
    for (const item of [...node.items].reverse()) {
      if (!isMapOrAlias(item)) throw new ReadError("only maps can be merged");
      this.#mergeMap(item, entries, written);
    }
  }

  #mergeMap(node: Node, entries: Map<ValueKey, ConfigValue>, written: Map<string, ValueKey>): void {
    this.#count();
    if (node.kind === "map") {
      this.#entries(node, entries, written);
      return;
    }
    if (node.kind !== "alias" || !isMapNode(node.target)) throw new ReadError("only maps can be merged");
    this.#alias(node, node.target, (target) => this.#mergeMap(target, entries, written));
  }
}

/**
 * The list or map that the operator reads from a text's first document, as YAML 1.1 with gopkg.in/yaml.v2;
 * undefined for everything that stays text: scalars, empty text, and invalid YAML.
 */
export function readNested(text: string): Reading | undefined {
  if (!mayBeNested.test(text) || unreadable.test(text)) return undefined;
  try {
    const mark = text.startsWith("\ufeff") ? 1 : 0;
    const node = parseDocument(text.slice(mark));
    if (node === undefined || node.kind === "scalar" || node.kind === "alias") return undefined;
    const reader = new Reader(mark);
    const value = reader.value(node);
    return typeof value === "object" && value !== null
      ? { value, differences: reader.differences }
      : undefined;
  } catch (error) {
    if (error instanceof ReadError) return undefined;
    throw error;
  }
}

/**
 * The text of a block scalar, as libyaml and Go's readers read it; undefined if they reject it.
 * @param source starts at its `|` or `>`
 * @param parent the column of the enclosing list or map; -1 for none
 */
export function readBlockScalar(source: string, parent: number): string | undefined {
  try {
    return readBlock(new Cursor(source), parent);
  } catch (error) {
    if (error instanceof ReadError) return undefined;
    throw error;
  }
}
