/** sprig's conversions from any value to text. */

import { quoteText } from "../format/quote.ts";
import { printText } from "../format/value.ts";
import { define, defineVariadic, type Functions, printing } from "../values/function.ts";
import { GoSlice, strings, type Value } from "../values/value.ts";

/** A value as text, as sprig's functions convert it (its `strval`). */
export function textOf(value: Value): string {
  return printText(value);
}

/** The elements of a list as text, without nil; for anything else, its own text. */
export function textsOf(value: Value): string[] {
  if (value === null) return [];
  if (!(value instanceof GoSlice)) return [textOf(value)];
  return value.items.filter((item) => item !== null).map(textOf);
}

function present(values: readonly Value[]): Exclude<Value, null>[] {
  return values.filter((value) => value !== null);
}

export const convertFunctions: Functions = {
  toString: printing(define(["interface {}"], textOf)),
  toStrings: printing(define(["interface {}"], (value) => strings(textsOf(value)))),
  join: printing(define(["string", "interface {}"], (separator, value) => textsOf(value).join(separator))),
  quote: printing(
    defineVariadic({ parameters: [], rest: "interface {}" }, (...values) =>
      present(values)
        .map((value) => quoteText(textOf(value)))
        .join(" "),
    ),
  ),
  squote: printing(
    defineVariadic({ parameters: [], rest: "interface {}" }, (...values) =>
      present(values)
        .map((value) => `'${printText(value)}'`)
        .join(" "),
    ),
  ),
  cat: printing(
    defineVariadic({ parameters: [], rest: "interface {}" }, (...values) =>
      present(values).map(printText).join(" "),
    ),
  ),
};
