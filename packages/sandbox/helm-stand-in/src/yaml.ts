/**
 * Reads YAML as helm does (version 1.1, where `yes` is true; dates stay text), and writes it as sigs.k8s.io/yaml does.
 */
import { formatFloat, type GoData, GoRecord, sortKeys, stringScalar } from "@kalypso-actions/go-template";
import { type ParseOptions, parse, type SchemaOptions, type Tags } from "yaml";

const timestamp = "tag:yaml.org,2002:timestamp";

const dialect: ParseOptions & SchemaOptions & { readonly version: "1.1" } = {
  version: "1.1",
  customTags: (tags: Tags) => tags.filter((tag) => typeof tag === "string" || tag.tag !== timestamp),
};

/** @throws the parser's error */
export function readYaml(text: string): GoData {
  return parse(text, dialect) ?? null;
}

/** Values pass through JSON, where a whole number has no point. */
function numberText(value: number): string {
  const isWhole = Number.isInteger(value) && Math.abs(value) < 2 ** 63;
  return isWhole ? BigInt(value).toString() : formatFloat(value, "g", -1);
}

/** A line is broken at its first space after this column. */
const bestWidth = 80;

/**
 * Folds a text into lines as yaml.v2 does: not at spaces next to others nor, in quotes, at the first or last one.
 * @param column where the text starts
 */
function folded(text: string, { indent, column }: Position): readonly string[] {
  const quote = /^["']/.exec(text)?.[0];
  const edge = quote === undefined ? 0 : 2;
  const lines: string[] = [];
  let line = "";
  let at = column;
  for (const [index, character] of Array.from(text).entries()) {
    const isInside = quote === undefined || (index >= edge && index < text.length - edge);
    const isAlone = text[index - 1] !== " " && (text[index + 1] !== " " || quote === '"');
    if (character === " " && isInside && isAlone && at > bestWidth) {
      lines.push(line);
      line = `${" ".repeat(indent)}${text[index + 1] === " " ? "\\" : ""}`;
      at = line.length;
    } else {
      line += character;
      at++;
    }
  }
  return [...lines, line];
}

/** Where a value goes: the column after its key or dash, and the indentation of further lines. */
interface Position {
  readonly indent: number;
  readonly column: number;
}

function scalarLines(
  value: string | number | bigint | boolean | null,
  position: Position,
): readonly string[] {
  if (typeof value === "number") return [numberText(value)];
  if (typeof value !== "string") return [String(value)];
  const { text } = stringScalar(value, position.indent, false);
  if (!text.startsWith("|")) return folded(text, position);
  const header = /^\|4?([-+]?)/.exec(text);
  const [indentation, chomping] = [text.startsWith("|4") ? "2" : "", header?.[1] ?? ""];
  const body = text.slice(header?.[0].length ?? 0).replace(/\n$/, "");
  // yaml.v3 mistakes a leading line break for the one after the header.
  return `|${indentation}${chomping}${value.startsWith("\n") ? "\n" : ""}${body}`.split("\n");
}

/** The lines of a value; the first goes after its key or dash if the value is a scalar or empty. */
function linesOf(value: GoData, position: Position): readonly string[] {
  if (value instanceof GoRecord) return linesOf(value.fields, position);
  if (typeof value !== "object" || value === null) return scalarLines(value, position);
  if (Array.isArray(value)) return value.length === 0 ? ["[]"] : itemLines(value, position.indent);
  return Object.keys(value).length === 0 ? ["{}"] : entryLines(value as YamlMap, position.indent);
}

function itemLines(list: readonly GoData[], indent: number): readonly string[] {
  const pad = " ".repeat(indent);
  return list.flatMap((item) => {
    const [first = "", ...rest] = linesOf(item, { indent: indent + 2, column: indent + 2 });
    return [`${pad}- ${isFilled(item) ? first.slice(indent + 2) : first}`, ...rest];
  });
}

function entryLines(map: YamlMap, indent: number): readonly string[] {
  return sortKeys(Object.keys(map)).flatMap((name) => {
    const key = `${" ".repeat(indent)}${stringScalar(String(name), indent, true).text}:`;
    const value = map[String(name)] ?? null;
    // A list's dashes are at the column of its key.
    const further = isFilled(value) && Array.isArray(value) ? indent : indent + 2;
    const lines = linesOf(value, { indent: further, column: key.length + 1 });
    return isFilled(value) ? [key, ...lines] : [`${key} ${lines[0]}`, ...lines.slice(1)];
  });
}

/** A list or map that has lines of its own. */
function isFilled(value: GoData): boolean {
  if (value instanceof GoRecord) return isFilled(value.fields);
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** Without the trailing newline. */
export function writeYaml(value: GoData): string {
  const indent = isFilled(value) ? 0 : 2;
  return linesOf(value, { indent, column: 0 }).join("\n").replace(/\n$/, "");
}

export type YamlMap = { readonly [key: string]: GoData };

/** Whether a value is a map. */
export function isMap(value: GoData | undefined): value is YamlMap {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** The name of a value's type in Go's JSON errors. */
export function jsonType(value: GoData): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value === "object" || typeof value === "string" ? typeof value : "number";
}
