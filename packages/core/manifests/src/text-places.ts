/** Finds what is not text where Kubernetes wants text: slowly, in a parsed document. */
import { type PlainType, plainType } from "@kalypso-actions/yaml-values";
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  Scalar,
  type YAMLMap,
} from "yaml";
import { hasTextData, itemRole, type Role, roleOf } from "./scan-roles.ts";

/** The type of a value. */
type ValueType = PlainType | "map" | "list";

/** A key or value of another type than Kubernetes wants. */
export interface WrongType {
  readonly wanted: "text" | "map";
  readonly type: ValueType;
  /** From the object down, such as `["metadata", "labels", "tier"]`. */
  readonly path: readonly string[];
  readonly isKey: boolean;
  /** Empty for an absent value and for collections. */
  readonly written: string;
  /** 0-based, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

const tagPrefix = "tag:yaml.org,2002:";

/** Tags that make a scalar something else than text, whatever it looks like. */
const typesByTag: ReadonlyMap<string, ValueType> = new Map([
  ["bool", "boolean"],
  ["int", "integer"],
  ["float", "float"],
  ["null", "null"],
  ["timestamp", "date"],
]);

/** The type of a node: text only if all who apply manifests read it as written. */
function typeOf(node: unknown): ValueType {
  if (isMap(node)) return "map";
  if (isSeq(node)) return "list";
  if (!isScalar(node)) return "null";
  // go-yaml 3, and so Flux, drops the tag `!`.
  if (node.tag !== undefined && node.tag !== "!")
    return typesByTag.get(node.tag.replace(tagPrefix, "")) ?? "text";
  if (node.type !== "PLAIN") return "text";
  // Over several lines, the value is the text.
  const isFolded = typeof node.value === "string" && node.source?.includes("\n") === true;
  return plainType(isFolded ? String(node.value) : (node.source ?? ""));
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.source ?? key.value) : "";
}

function isMerge(key: unknown): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.source === "<<";
}

const maxAliases = 1_000;

/** One document, walked once. */
class TextPlaces {
  readonly found: WrongType[] = [];
  readonly #document: Document.Parsed;
  /** What has been walked: aliases can lead to one node many times, or back to where they are. */
  readonly #walked = new Map<unknown, Set<Role>>();
  #aliases = 0;
  readonly #path: string[] = [];

  constructor(document: Document.Parsed) {
    this.#document = document;
  }

  #resolved(node: unknown): unknown {
    if (!isAlias(node)) return node;
    // The library searches the document for each of them; no manifest needs more.
    return ++this.#aliases > maxAliases ? new Scalar("") : node.resolve(this.#document);
  }

  walk(given: unknown, role: Role): void {
    const node = this.#resolved(given);
    const roles = this.#walked.get(node) ?? new Set();
    if (role === "opaque" || roles.has(role)) return;
    this.#walked.set(node, roles.add(role));
    if (isSeq(node)) this.#items(node.items, itemRole(role));
    else if (isMap(node)) for (const pair of node.items) this.#entry(pair, role, node);
  }

  #items(items: readonly unknown[], role: Role): void {
    for (const [index, item] of items.entries()) {
      this.#path.push(String(index));
      this.walk(item, role);
      this.#path.pop();
    }
  }

  #entry(pair: Pair, role: Role, map: YAMLMap): void {
    if (isMerge(pair.key)) {
      const merged = this.#resolved(pair.value);
      for (const part of isSeq(merged) ? merged.items : [merged]) this.walk(part, role);
      return;
    }
    const key = keyText(pair.key);
    this.#path.push(key);
    const child = this.#roleOf(role, key, map);
    if (role === "texts" || role === "data") this.#text(pair);
    else this.#other(pair, { key, role, child });
    if (role === "document" && key === "items" && this.#isList(map)) this.#objects(pair.value);
    else this.walk(pair.value, child);
    this.#path.pop();
  }

  #roleOf(role: Role, key: string, map: YAMLMap): Role {
    const child = roleOf(role, key);
    const text = (name: string) => String(map.get(name) ?? "");
    return child === "data" && !hasTextData(text("apiVersion"), text("kind")) ? "any" : child;
  }

  #isList(map: YAMLMap): boolean {
    return String(map.get("kind") ?? "").endsWith("List");
  }

  #objects(given: unknown): void {
    const list = this.#resolved(given);
    if (!isSeq(list)) return;
    for (const [index, item] of list.items.entries()) {
      this.#path.push(String(index));
      this.walk(item, "document");
      this.#path.pop();
    }
  }

  #text({ key, value }: Pair): void {
    this.#expectText(key, typeOf(this.#resolved(key)), true);
    this.#expectText(value ?? key, typeOf(this.#resolved(value)), false);
  }

  #expectText(node: unknown, type: ValueType, isKey: boolean): void {
    if (type !== "text") this.#add(node, { wanted: "text", type, isKey });
  }

  /** Identities are text, and what holds text is a mapping. */
  #other(
    { key: keyNode, value }: Pair,
    { key, role, child }: { key: string; role: Role; child: Role },
  ): void {
    const node = value ?? keyNode;
    const type = typeOf(this.#resolved(value));
    if (child === "texts" || child === "data") {
      if (type !== "map" && type !== "null") this.#add(node, { wanted: "map", type, isKey: false });
      return;
    }
    const isIdentity =
      role === "document"
        ? key === "apiVersion" || key === "kind"
        : role === "identity" && (key === "name" || key === "namespace");
    const isAbsent = key === "namespace" && type === "null";
    if (isIdentity && !isAbsent) this.#expectText(node, type, false);
  }

  #add(node: unknown, what: Pick<WrongType, "wanted" | "type" | "isKey">): void {
    const [start, end] = (isNode(node) ? node.range : undefined) ?? [0, 0];
    this.found.push({ ...what, path: [...this.#path], written: "", start, end });
  }
}

/** The keys and values of a document that are of another type than Kubernetes wants, in order. */
export function wrongTypes(document: Document.Parsed, text: string): readonly WrongType[] {
  const places = new TextPlaces(document);
  places.walk(document.contents, "document");
  return places.found.map((found) => ({ ...found, written: text.slice(found.start, found.end) }));
}
