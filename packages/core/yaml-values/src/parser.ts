/** Parses tokens into the nodes of the first document. */
import { ReadError } from "./cursor.ts";
import type { ListNode, MapNode, Node } from "./node.ts";
import { Scanner } from "./scanner.ts";
import type { Token, TokenKind } from "./token.ts";

const standardPrefix = "tag:yaml.org,2002:";

/** The nesting limit, because code that walks over values recurses. */
const maxDepth = 1000;

interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string;
  readonly offset: number;
}

class Parser {
  readonly #scanner: Scanner;
  readonly #prefixes = new Map<string, string>();
  readonly #anchors = new Map<string, Node>();
  #depth = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  /** @returns undefined if there is no document */
  document(): Node | undefined {
    const first = this.#scanner.peek();
    if (first.kind === "end") return undefined;
    const isExplicit = ["version", "tag-directive", "document-start"].includes(first.kind);
    if (isExplicit) this.#directives();
    this.#prefixes.set("!", this.#prefixes.get("!") ?? "!");
    this.#prefixes.set("!!", this.#prefixes.get("!!") ?? standardPrefix);
    if (isExplicit) {
      if (this.#scanner.peek().kind !== "document-start")
        throw new ReadError("directives without a document");
      this.#scanner.take();
    }
    const isEmpty =
      isExplicit && this.#is("version", "tag-directive", "document-start", "document-end", "end");
    const content = isEmpty ? this.#empty(this.#scanner.peek()) : this.#node(true, false);
    // Anything after the document must be a valid token.
    this.#scanner.peek();
    return content;
  }

  #directives(): void {
    let hasVersion = false;
    for (;;) {
      const { kind, text, suffix } = this.#scanner.peek();
      if (kind === "version") {
        if (hasVersion || text !== "1.1") throw new ReadError("a version other than 1.1");
        hasVersion = true;
      } else if (kind === "tag-directive") {
        if (this.#prefixes.has(text)) throw new ReadError("a handle is declared twice");
        this.#prefixes.set(text, suffix);
      } else return;
      this.#scanner.take();
    }
  }

  #is(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.#scanner.peek().kind);
  }

  #empty({ mark }: Token): Node {
    return { kind: "scalar", text: "", tag: "", isImplicit: true, offset: mark.offset };
  }

  /** A node, or an empty one if one of these tokens comes next. */
  #nodeUnless(kinds: readonly TokenKind[], isBlock: boolean, mayBeIndentless: boolean): Node {
    const next = this.#scanner.peek();
    return kinds.includes(next.kind) ? this.#empty(next) : this.#node(isBlock, mayBeIndentless);
  }

  #node(isBlock: boolean, mayBeIndentless: boolean): Node {
    const { kind, text } = this.#scanner.peek();
    if (kind === "alias") {
      this.#scanner.take();
      const target = this.#anchors.get(text);
      if (target === undefined) throw new ReadError("an alias of an anchor that does not exist");
      return { kind: "alias", target };
    }
    if (++this.#depth > maxDepth) throw new ReadError("values are nested too deep");
    const node = this.#content(this.#properties(), isBlock, mayBeIndentless);
    this.#depth--;
    return node;
  }

  #properties(): Properties {
    const { offset } = this.#scanner.peek().mark;
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const { kind, text, suffix } = this.#scanner.peek();
      if (kind === "anchor" && anchor === undefined) anchor = text;
      else if (kind === "tag" && tag === undefined) tag = this.#tag(text, suffix);
      else return { anchor, tag: tag ?? "", offset };
      this.#scanner.take();
    }
  }

  #tag(handle: string, suffix: string): string {
    if (handle === "") return suffix;
    const prefix = this.#prefixes.get(handle);
    if (prefix === undefined) throw new ReadError("a tag with a handle that is not declared");
    return prefix + suffix;
  }

  /** An anchor is valid from the start of its node. That includes the inside, where reading refuses it. */
  #anchored<T extends Node>({ anchor }: Properties, node: T): T {
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #content(properties: Properties, isBlock: boolean, mayBeIndentless: boolean): Node {
    const { kind, text, isPlain, mark } = this.#scanner.peek();
    const { anchor, tag } = properties;
    if (mayBeIndentless && kind === "item") {
      const list = this.#anchored<ListNode>(properties, { kind: "list", items: [] });
      this.#indentlessItems(list.items);
      return list;
    }
    if (kind === "scalar") {
      this.#scanner.take();
      const isImplicit = tag === "!" || (tag === "" && isPlain);
      return this.#anchored(properties, { kind, text, tag, isImplicit, offset: mark.offset });
    }
    if (kind === "flow-list" || (isBlock && kind === "block-list")) {
      const list = this.#anchored<ListNode>(properties, { kind: "list", items: [] });
      this.#scanner.take();
      if (kind === "flow-list") this.#flowItems(list.items);
      else this.#blockItems(list.items);
      return list;
    }
    if (kind === "flow-map" || (isBlock && kind === "block-map")) {
      const map = this.#anchored<MapNode>(properties, { kind: "map", entries: [] });
      this.#scanner.take();
      if (kind === "flow-map") this.#flowEntries(map.entries);
      else this.#blockEntries(map.entries);
      return map;
    }
    if (anchor === undefined && tag === "") throw new ReadError("a value is missing");
    const { offset } = properties;
    return this.#anchored(properties, { kind: "scalar", text: "", tag, isImplicit: tag === "", offset });
  }

  #indentlessItems(items: Node[]): void {
    while (this.#is("item")) {
      this.#scanner.take();
      items.push(this.#nodeUnless(["item", "key", "value", "block-end"], true, false));
    }
  }

  #blockItems(items: Node[]): void {
    while (this.#is("item")) {
      this.#scanner.take();
      items.push(this.#nodeUnless(["item", "block-end"], true, false));
    }
    this.#expect("block-end");
  }

  #blockEntries(entries: MapNode["entries"]): void {
    const others = ["key", "value", "block-end"] as const;
    while (this.#is("key")) {
      this.#scanner.take();
      const key = this.#nodeUnless(others, true, true);
      if (!this.#is("value")) {
        entries.push([key, this.#empty(this.#scanner.peek())]);
        continue;
      }
      this.#scanner.take();
      entries.push([key, this.#nodeUnless(others, true, true)]);
    }
    this.#expect("block-end");
  }

  #expect(kind: TokenKind): void {
    if (!this.#is(kind)) throw new ReadError(`expected ${kind}`);
    this.#scanner.take();
  }

  /**
   * Consumes the comma before all entries but the first.
   * @returns whether there is an entry
   */
  #nextEntry(end: TokenKind, isFirst: boolean): boolean {
    if (!isFirst && !this.#is(end)) this.#expect("comma");
    if (!this.#is(end)) return true;
    this.#scanner.take();
    return false;
  }

  #flowItems(items: Node[]): void {
    while (this.#nextEntry("flow-list-end", items.length === 0)) {
      if (!this.#is("key")) {
        items.push(this.#node(false, false));
        continue;
      }
      this.#scanner.take();
      items.push({ kind: "map", entries: [this.#pair()] });
    }
  }

  /** A single-entry map in a list, after its `?` or before its `:`. */
  #pair(): readonly [Node, Node] {
    const next = this.#scanner.peek();
    let key: Node;
    if (this.#is("value", "comma", "flow-list-end")) {
      // libyaml skips this token, whatever it is.
      this.#scanner.take();
      key = this.#empty(next);
    } else key = this.#node(false, false);
    if (!this.#is("value")) return [key, this.#empty(this.#scanner.peek())];
    this.#scanner.take();
    return [key, this.#nodeUnless(["comma", "flow-list-end"], false, false)];
  }

  #flowEntries(entries: MapNode["entries"]): void {
    while (this.#nextEntry("flow-map-end", entries.length === 0)) {
      if (!this.#is("key")) {
        const key = this.#node(false, false);
        entries.push([key, this.#empty(this.#scanner.peek())]);
        continue;
      }
      this.#scanner.take();
      const key = this.#nodeUnless(["value", "comma", "flow-map-end"], false, false);
      if (!this.#is("value")) {
        entries.push([key, this.#empty(this.#scanner.peek())]);
        continue;
      }
      this.#scanner.take();
      entries.push([key, this.#nodeUnless(["comma", "flow-map-end"], false, false)]);
    }
  }
}

/**
 * The first document of a text; undefined if there is none.
 * @throws ReadError if yaml.v2 fails
 */
export function parseDocument(text: string): Node | undefined {
  return new Parser(text).document();
}
