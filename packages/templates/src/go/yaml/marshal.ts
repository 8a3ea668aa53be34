/** YAML as gopkg.in/yaml.v3 marshals it: blocks indented by four, in lists by two, keys in natural order. */
import { formatFloat } from "../format/float.ts";
import { GoError } from "../functions/function.ts";
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
import { type ScalarText, stringScalar } from "./scalar.ts";
import { sortKeys } from "./sort.ts";

/** Where a node stands: it decides how its further lines are indented. `complex` is behind `? `, or the `:` to it. */
type Context = "root" | "item" | "value" | "complex";

const step = 4;

/** Behind `- `, a block is aligned with its first line; else it goes to the next multiple of four. */
function nested(indent: number, context: Context): number {
  if (context === "root") return 0;
  return context === "item" ? indent + 2 : step * Math.floor((indent + step) / step);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return formatFloat(value, "g", -1);
}

/** A scalar; undefined for what has parts. */
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

/** A node behind its indicator: what stands on the same line, with a space before it, or blocks on lines of their own. */
function node(value: Value, indent: number, context: Context): string {
  const own = nested(indent, context);
  const text = scalar(value, context === "root" ? step : own, false);
  if (text !== undefined) return text.text === "" ? "" : ` ${text.text}`;
  const lines = value instanceof GoSlice ? sequence(value, own) : mapping(value as GoMap | GoStruct, own);
  if (lines.length === 0) return value instanceof GoSlice ? " []" : " {}";
  const pad = " ".repeat(own);
  if (context === "root" || context === "value") return `\n${pad}${joinLines(lines, pad)}`;
  // The first line goes behind the indicator, at the column of the others.
  return " ".repeat(own - indent - 1) + joinLines(lines, pad);
}

/** Whether a text ends in a line break, as blocks do that keep theirs: then the next line needs none before it. */
function endsInBreak(text: string): boolean {
  return /[\n\u2028\u2029]$/.test(text);
}

/** Lines one below the other. */
function joinLines(lines: readonly string[], pad: string): string {
  let text = "";
  for (const [index, line] of lines.entries()) {
    const lineBreak = index === 0 || endsInBreak(text) ? "" : "\n";
    text += lineBreak + (index === 0 ? "" : pad) + line;
  }
  return text;
}

/** The items of a list, each with its indicator and the further lines that it has. */
function sequence({ items }: GoSlice, indent: number): string[] {
  return items.map((item) => `-${node(item, indent, "item")}`);
}

function mapping(map: GoMap | GoStruct, indent: number): string[] {
  return entriesOf(map).map(([key, value]) => {
    const text = scalar(key, nested(indent, "value"), true);
    if (text?.isSimpleKey === true) return `${text.text}:${node(value, indent, "value")}`;
    const complex = `?${text === undefined ? node(key, indent, "complex") : ` ${text.text}`}`;
    return joinLines([complex, `:${node(value, indent, "complex")}`], " ".repeat(indent));
  });
}

/**
 * A value as a YAML document, with the newline at its end.
 * @throws GoError for what YAML cannot hold
 */
export function marshalYaml(value: Value): string {
  const text = node(value, 0, "root").replace(/^[ \n]/, "");
  return endsInBreak(text) ? text : `${text}\n`;
}
