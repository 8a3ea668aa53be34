/** YAML as gopkg.in/yaml.v3 marshals it: blocks indented by four, lists by two, keys in natural order. */
import { formatFloat } from "../format/float.ts";
import { GoError } from "../values/function.ts";
import {
  GoComplex,
  GoInteger,
  type GoMap,
  GoObject,
  GoSlice,
  GoStruct,
  typeOf,
  type Value,
} from "../values/value.ts";
import { Page } from "./page.ts";
import { type ScalarText, stringScalar } from "./scalar.ts";
import { sortKeys } from "./sort.ts";

/**
 * Where a node stands, which decides the indentation of its further lines. `complex` is after `? ` or the matching `:`.
 */
type Context = "root" | "item" | "value" | "complex";

const step = 4;

/** After `- `, a block aligns with its first line; otherwise it moves to the next multiple of four. */
function nested(indent: number, context: Context): number {
  if (context === "root") return 0;
  return context === "item" ? indent + 2 : step * Math.floor((indent + step) / step);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return formatFloat(value, "g", -1);
}

/** A scalar; undefined for a collection. */
function scalar(value: Value, indent: number, isKey: boolean): ScalarText | undefined {
  const simple = (text: string) => ({ text, isSimpleKey: true });
  if (typeof value === "string") return stringScalar(value, indent, isKey);
  if (value === null) return simple("null");
  if (typeof value === "boolean" || typeof value === "bigint") return simple(String(value));
  if (typeof value === "number") return simple(floatText(value));
  if (value instanceof GoInteger) return simple(String(value.value));
  if (value instanceof GoObject) {
    const text = value.marshalText();
    return value.type === "time.Time" ? simple(text) : stringScalar(text, indent, isKey);
  }
  if (value instanceof GoComplex) throw new GoError(`cannot marshal type: ${typeOf(value)}`);
  return undefined;
}

function entriesOf(value: GoMap | GoStruct): readonly (readonly [Value, Value])[] {
  if (value instanceof GoStruct) return [...value.fields].map(([name, item]) => [name.toLowerCase(), item]);
  return sortKeys(value.entries.keys()).map((key) => [key, value.entries.get(key) ?? null]);
}

class Writer {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** A node after its indicator: on the same line or, for a map's value, in a block below. */
  node(value: Value, indent: number, context: Context): void {
    const own = nested(indent, context);
    const space = context === "root" ? "" : " ";
    const single = scalar(value, context === "root" ? step : own, false);
    if (single !== undefined) {
      this.#page.add(`${space}${single.text}`);
      return;
    }
    const block = value as GoSlice | GoMap | GoStruct;
    const entries = block instanceof GoSlice ? block.items : entriesOf(block);
    if (entries.length === 0) {
      this.#page.add(`${space}${block instanceof GoSlice ? "[]" : "{}"}`);
      return;
    }
    if (context === "value") this.#page.startLine(own);
    // The first line follows the indicator, at the column of the others.
    else if (context !== "root") this.#page.add(" ".repeat(own - indent - 1));
    if (block instanceof GoSlice) this.#items(block.items, own);
    else this.#entries(entries as ReturnType<typeof entriesOf>, own);
  }

  #items(items: readonly Value[], indent: number): void {
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#page.startLine(indent);
      this.#page.add("-");
      this.node(item, indent, "item");
    }
  }

  #entries(entries: readonly (readonly [Value, Value])[], indent: number): void {
    for (const [index, [key, value]] of entries.entries()) {
      if (index > 0) this.#page.startLine(indent);
      const simple = scalar(key, nested(indent, "value"), true);
      if (simple?.isSimpleKey === true) {
        this.#page.add(`${simple.text}:`);
        this.node(value, indent, "value");
        continue;
      }
      this.#page.add("?");
      this.node(key, indent, "complex");
      this.#page.startLine(indent);
      this.#page.add(":");
      this.node(value, indent, "complex");
    }
  }
}

/**
 * A value as a YAML document, with a trailing newline.
 * @throws GoError for values that YAML cannot represent
 */
export function marshalYaml(value: Value): string {
  const page = new Page();
  new Writer(page).node(value, 0, "root");
  page.endLine();
  return page.text();
}
