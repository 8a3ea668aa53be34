/** The structure of rendered YAML: what a team's text must not change. */
import { isStackOverflow } from "@kalypso-actions/diagnostics";
import { harmless } from "@kalypso-actions/templates";
import { documentsOf } from "@kalypso-actions/yaml-documents";
import { type Document, isAlias, isMap, isScalar, isSeq, Lexer, type Scalar } from "yaml";

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

function textOf(node: unknown): string {
  return isScalar(node) ? String(node.value) : "";
}

interface Properties {
  readonly tag?: string | undefined;
  readonly anchor?: string | undefined;
}

/** The tag and the anchor, which an alias elsewhere could mean. */
function propertiesOf({ tag, anchor }: Properties): string {
  return harmless(`${tag ?? ""}&${anchor ?? ""}`);
}

/** The structure of one text, and its scalars by the keys that lead to them. */
class Outline {
  /** How often each is there. */
  readonly scalars = new Map<string, number>();

  ofDocument({ contents, errors, range }: Document.Parsed, text: string): unknown {
    if (errors.length > 0) return ["broken", text.slice(range[0], range[2]).split("\n").length];
    return this.#ofNode(contents, "", "");
  }

  /**
   * Lists with their items, maps with their keys and items, and scalars only where they decide what an object is.
   * Sorted, because a team's keys in another form can have another order.
   */
  #ofNode(node: unknown, key: string, path: string): unknown {
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#ofNode(item, "", `${path}[]`));
      return ["list", propertiesOf(node), ...sorted(items)];
    }
    if (isMap(node)) {
      const items = node.items.map(({ key: name, value }) => {
        const own = this.#ofKey(name);
        return [own, this.#ofNode(value, textOf(name), `${path}.${own}`)];
      });
      return ["map", propertiesOf(node), ...sorted(items)];
    }
    if (isAlias(node)) return ["alias", node.source];
    return isScalar(node) ? this.#ofScalar(node, key, path) : "nothing";
  }

  #ofScalar(node: Scalar, key: string, path: string): unknown {
    const text = textOf(node);
    const id = JSON.stringify([path, text]);
    this.scalars.set(id, (this.scalars.get(id) ?? 0) + 1);
    return ["scalar", propertiesOf(node), identifying.has(key) ? text : ""];
  }

  /** A merge key is another key than its letters. */
  #ofKey(node: unknown): string {
    if (!isScalar(node))
      return isAlias(node) ? `*${node.source}` : JSON.stringify(this.#ofNode(node, "", ""));
    const source = String(node.source ?? textOf(node));
    return source === "<<" ? source : harmless(source) + propertiesOf(node);
  }
}

function sorted(parts: readonly unknown[]): readonly string[] {
  return parts.map((part) => JSON.stringify(part)).sort();
}

export interface Structure {
  /** Equal for two texts of the same structure. */
  readonly outline: string;
  /** How often each scalar, with the keys that lead to it, is there. */
  readonly scalars: ReadonlyMap<string, number>;
}

export function structureOf(text: string): Structure {
  const outline = new Outline();
  const tooDeep = { outline: "nested too deep", scalars: new Map() };
  const documents = documentsOf(text, { uniqueKeys: false });
  if (documents === undefined) return tooDeep;
  try {
    const outlines = documents.map((each) => outline.ofDocument(each, text));
    return { outline: JSON.stringify([commentsIn(text), sorted(outlines)]), scalars: outline.scalars };
  } catch (error) {
    if (isStackOverflow(error)) return tooDeep;
    throw error;
  }
}

/** Whether a text has every scalar that two others have in common. */
export function hasCommonScalars(
  { scalars }: Structure,
  [one, other]: readonly [Structure, Structure],
): boolean {
  return [...one.scalars].every(
    ([id, count]) => (scalars.get(id) ?? 0) >= Math.min(count, other.scalars.get(id) ?? 0),
  );
}
