/** Prints any value as Go's fmt does: `[a b]`, `map[a:1 b:2]`, `{field field}`, `<nil>`. */
import { GoError } from "../values/function.ts";
import { sortedEntries } from "../values/order.ts";
import {
  type GoComplex,
  GoInteger,
  GoMap,
  GoObject,
  GoSlice,
  GoStruct,
  typeOf,
  type Value,
} from "../values/value.ts";
import { formatBool, formatComplex, formatInteger, formatNumber, formatText } from "./scalars.ts";
import { pad, plainSpec, type Spec } from "./spec.ts";

/** A value as print prints it. */
export function printText(value: Value): string {
  if (typeof value === "string") return value;
  return formatValue(value, plainSpec);
}

/** A value formatted with a printf verb; `%!verb(type=value)` if its type does not support the verb. */
export function formatValue(value: Value, spec: Spec): string {
  if (value === null) {
    if (spec.verb === "v" || spec.verb === "T") return pad("<nil>", spec);
    return `%!${spec.verb}(<nil>)`;
  }
  if (spec.verb === "T") return formatText(typeOf(value), { ...spec, verb: "s" }) ?? "";
  const isReference = value instanceof GoSlice || value instanceof GoMap;
  if (spec.verb === "p" && isReference)
    throw new GoError("%p prints an address, which differs from run to run");
  // Go supports %w for errors only.
  return spec.verb === "w" ? badVerb(value, spec) : formatPart(value, spec);
}

function formatPart(value: Value, spec: Spec): string {
  if (value === null) return spec.isSyntax ? "interface {}(nil)" : "<nil>";
  if (value instanceof GoSlice) return formatSlice(value, spec);
  if (value instanceof GoMap) return formatMap(value, spec);
  if (value instanceof GoStruct) return formatStruct(value, spec);
  return formatScalar(value, spec) ?? badVerb(value, spec);
}

function badVerb(value: Value, spec: Spec): string {
  return `%!${spec.verb}(${typeOf(value)}=${formatValue(value, { ...spec, verb: "v" })})`;
}

function formatScalar(
  value: string | boolean | number | bigint | GoInteger | GoComplex | GoObject,
  spec: Spec,
): string | undefined {
  switch (typeof value) {
    case "string":
      return formatText(value, spec);
    case "boolean":
      return formatBool(value, spec);
    case "number":
      return formatNumber(value, spec);
    case "bigint":
      return formatInteger(value, spec);
    default:
      break;
  }
  if (value instanceof GoObject) return formatText(value.text(), { ...spec, isSyntax: false });
  if (!(value instanceof GoInteger)) return formatComplex(value, spec);
  // In Go syntax, Go writes unsigned integers in hexadecimal.
  const isHex = spec.isSyntax && value.type.startsWith("uint");
  return formatInteger(value.value, isHex ? { ...spec, verb: "x", sharp: true } : spec);
}

function formatSlice(slice: GoSlice, spec: Spec): string {
  if (!spec.isSyntax) return `[${slice.items.map((item) => formatPart(item, spec)).join(" ")}]`;
  if (slice.isNil) return `${slice.type}(nil)`;
  return `${slice.type}{${slice.items.map((item) => formatPart(item, spec)).join(", ")}}`;
}

function formatMap(map: GoMap, spec: Spec): string {
  const entries = sortedEntries(map).map(
    ([key, value]) => `${formatPart(key, spec)}:${formatPart(value, spec)}`,
  );
  if (!spec.isSyntax) return `map[${entries.join(" ")}]`;
  return map.isNil ? `${map.type}(nil)` : `${map.type}{${entries.join(", ")}}`;
}

function formatStruct({ type, fields }: GoStruct, spec: Spec): string {
  const isNamed = spec.isNamed || spec.isSyntax;
  const parts = [...fields].map(([name, value]) => `${isNamed ? `${name}:` : ""}${formatPart(value, spec)}`);
  return spec.isSyntax ? `${type}{${parts.join(", ")}}` : `{${parts.join(" ")}}`;
}
