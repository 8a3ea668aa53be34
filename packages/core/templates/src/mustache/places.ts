/**
 * Where in YAML each tag of a mustache template prints. Found once per template, in a skeleton: the template with every
 * tag as a letter and the text of its sections once. Where a section decides what is around a tag, the text that
 * follows from its sections counts, not what their inverted ones have instead.
 */
import { isStackOverflow } from "@kalypso-actions/diagnostics";
import { Parser } from "yaml";
import type { Token } from "./tokens.ts";

/** The place of a tag in its scalar, comment or block. */
export type TagPlace =
  | { readonly in: "double" | "single" | "comment" | "unknown" }
  | {
      readonly in: "plain";
      readonly isKey: boolean;
      /** Inside brackets. */
      readonly isFlow: boolean;
      /** The rest of the scalar on the tag's line, with other tags as letters. */
      readonly before: string;
      readonly after: string;
    }
  | { readonly in: "block"; readonly startsLine: boolean };

interface Skeleton {
  readonly text: string;
  /** The tags that print, each as one letter at an offset, in order. */
  readonly tags: readonly (readonly [tag: Token, offset: number])[];
}

/** @param inverted whether inverted sections are rendered, too */
function skeletonOf(tokens: readonly Token[], inverted: boolean): Skeleton {
  let text = "";
  const tags: (readonly [Token, number])[] = [];
  const add = (token: Token): void => {
    const [type, value, , , inner] = token;
    if (type === "text") text += value;
    else if (type === "name" || type === "&") {
      tags.push([token, text.length]);
      text += "x";
    } else if (Array.isArray(inner) && (type === "#" || inverted))
      for (const each of inner) add(each as Token);
  };
  for (const token of tokens) add(token);
  return { text, tags };
}

/** A part of the skeleton that ends in one way. */
interface Region {
  readonly type: "scalar" | "double-quoted-scalar" | "single-quoted-scalar" | "block-scalar" | "comment";
  readonly start: number;
  readonly source: string;
  readonly isKey: boolean;
  readonly isFlow: boolean;
}

const regionTypes = new Set<string>([
  "scalar",
  "double-quoted-scalar",
  "single-quoted-scalar",
  "block-scalar",
  "comment",
] satisfies readonly Region["type"][]);

interface Visit {
  readonly node: unknown;
  readonly isKey: boolean;
  readonly isFlow: boolean;
}

/** A block's text starts after its header, a comment behind that, and the line end. */
function startOf({ props }: Readonly<Record<string, unknown>>, offset: number): number {
  const last: unknown = Array.isArray(props) ? props.at(-1) : undefined;
  if (typeof last !== "object" || last === null) return offset;
  const { offset: begin, source } = last as { readonly offset: number; readonly source: string };
  return begin + source.length;
}

/** A loop, because the nesting of a template may be deeper than the stack. */
function regionsOf(text: string): readonly Region[] {
  const regions: Region[] = [];
  const waiting: Visit[] = [];
  for (const document of new Parser().parse(text))
    waiting.push({ node: document, isKey: false, isFlow: false });
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, isKey, isFlow } = next;
    if (typeof node !== "object" || node === null) continue;
    const token = node as Readonly<Record<string, unknown>>;
    const { type, offset, source } = token;
    if (typeof type === "string" && regionTypes.has(type) && typeof offset === "number") {
      const start = startOf(token, offset);
      regions.push({ type: type as Region["type"], start, source: String(source), isKey, isFlow });
    }
    const inFlow = isFlow || type === "flow-collection";
    for (const [name, part] of Object.entries(token)) {
      if (typeof part !== "object" || part === null) continue;
      const isKeyPart = name === "key" || (name !== "value" && name !== "items" && isKey);
      const parts: readonly unknown[] = Array.isArray(part) ? part : [part];
      for (const each of parts) waiting.push({ node: each, isKey: isKeyPart, isFlow: inFlow });
    }
  }
  return regions.sort((a, b) => a.start - b.start);
}

/** Whether only spaces and tabs precede an offset on its line. */
function startsLine(source: string, offset: number): boolean {
  let begin = offset;
  while (source[begin - 1] === " " || source[begin - 1] === "\t") begin--;
  return begin === 0 || source[begin - 1] === "\n";
}

function placeIn({ type, start, source, isKey, isFlow }: Region, offset: number): TagPlace {
  const at = offset - start;
  switch (type) {
    case "double-quoted-scalar":
      return { in: "double" };
    case "single-quoted-scalar":
      return { in: "single" };
    case "comment":
      return { in: "comment" };
    case "block-scalar":
      return { in: "block", startsLine: startsLine(source, at) };
    default: {
      const before = source.slice(source.lastIndexOf("\n", at) + 1, at).trimStart();
      const end = source.indexOf("\n", at);
      const after = source.slice(at + 1, end < 0 ? source.length : end).trimEnd();
      return { in: "plain", isKey, isFlow, before, after };
    }
  }
}

/** The parser of the library recurses: what is nested too deeply has no places. */
function regionsOrNone(text: string): readonly Region[] {
  try {
    return regionsOf(text);
  } catch (error) {
    if (isStackOverflow(error)) return [];
    throw error;
  }
}

function placesIn({ text, tags }: Skeleton): ReadonlyMap<Token, TagPlace> {
  const regions = regionsOrNone(text);
  const places = new Map<Token, TagPlace>();
  let index = 0;
  for (const [tag, offset] of tags) {
    const endOf = (region: Region) => region.start + region.source.length;
    for (; index < regions.length; index++) {
      const region = regions[index];
      if (region === undefined || endOf(region) > offset) break;
    }
    const region = regions[index];
    const isInside = region !== undefined && region.start <= offset;
    places.set(tag, isInside ? placeIn(region, offset) : { in: "unknown" });
  }
  return places;
}

/** The place of every tag that prints. */
export function placesOf(tokens: readonly Token[]): ReadonlyMap<Token, TagPlace> {
  const all = placesIn(skeletonOf(tokens, true));
  return new Map([...all, ...placesIn(skeletonOf(tokens, false))]);
}
