/** The structure of rendered YAML: what a team's text must not change. */
import { harmless } from "@kalypso-actions/templates";
import { type Document, isAlias, isMap, isScalar, isSeq, Lexer, parseAllDocuments } from "yaml";

/** Keys whose values decide what an object is and where it goes. */
const identifying = new Set(["apiVersion", "kind", "namespace"]);

const scalarMark = "\x1f";

function commentsIn(text: string): number {
  let count = 0;
  let previous = "";
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith("#") && previous !== scalarMark) count++;
    previous = lexeme;
  }
  return count;
}

function keyOf(node: unknown): string {
  if (isScalar(node)) return harmless(String(node.source ?? node.value));
  return isAlias(node) ? `*${node.source}` : JSON.stringify(outlineOf(node));
}

function tagOf(node: { readonly tag?: string | undefined }): string {
  return node.tag === undefined ? "" : harmless(node.tag);
}

/**
 * Lists with their items, maps with their keys and items, and scalars only where they decide what an object is. Sorted,
 * because a team's keys in another form can have another order.
 */
function outlineOf(node: unknown, key = ""): unknown {
  if (isSeq(node)) return ["list", tagOf(node), ...sorted(node.items.map((item) => outlineOf(item)))];
  if (isMap(node)) {
    const items = node.items.map(({ key: name, value }) => [keyOf(name), outlineOf(value, textOf(name))]);
    return ["map", tagOf(node), ...sorted(items)];
  }
  if (isAlias(node)) return ["alias", node.source];
  return identifying.has(key) ? ["text", isScalar(node) ? String(node.value) : ""] : "scalar";
}

function textOf(node: unknown): string {
  return isScalar(node) ? String(node.value) : "";
}

function sorted(parts: readonly unknown[]): readonly string[] {
  return parts.map((part) => JSON.stringify(part)).sort();
}

function outlineOfDocument({ contents, errors, range }: Document.Parsed, text: string): unknown {
  if (errors.length > 0) return ["broken", text.slice(range[0], range[2]).split("\n").length];
  return outlineOf(contents);
}

/** Equal for two texts of the same structure. */
export function structureOf(text: string): string {
  try {
    const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: "silent" });
    const outlines = "empty" in documents ? [] : documents.map((each) => outlineOfDocument(each, text));
    return JSON.stringify([commentsIn(text), documents.length ?? 0, sorted(outlines)]);
  } catch (error) {
    if (error instanceof RangeError && /call stack/.test(error.message)) return "nested too deep";
    throw error;
  }
}
