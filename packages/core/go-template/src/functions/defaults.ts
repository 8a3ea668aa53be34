/** sprig's defaults and reflection: replacements for empty values, and the type of a value. */
import { deepEqual } from "../values/equality.ts";
import { deep, define, defineVariadic, type Functions, GoError } from "../values/function.ts";
import { isTrue } from "../values/truth.ts";
import { GoStruct, kindOf, typeOf, type Value } from "../values/value.ts";

/** nil, zero, false and anything without elements; never the data as a whole. */
export function isEmpty(value: Value): boolean {
  return !(value instanceof GoStruct) && !isTrue(value);
}

/** The type as `%T` prints it. */
function typeName(value: Value): string {
  return value === null ? "<nil>" : typeOf(value);
}

export const defaultFunctions: Functions = {
  default: defineVariadic({ parameters: ["interface {}"], rest: "interface {}" }, (fallback, ...given) =>
    given[0] === undefined || isEmpty(given[0]) ? fallback : given[0],
  ),
  empty: define(["interface {}"], isEmpty),
  coalesce: defineVariadic(
    { parameters: [], rest: "interface {}" },
    (...values) => values.find((value) => !isEmpty(value)) ?? null,
  ),
  all: defineVariadic({ parameters: [], rest: "interface {}" }, (...values) => !values.some(isEmpty)),
  any: defineVariadic({ parameters: [], rest: "interface {}" }, (...values) =>
    values.some((value) => !isEmpty(value)),
  ),
  ternary: define(["interface {}", "interface {}", "bool"], (yes, no, condition) => (condition ? yes : no)),
  fail: define(["string"], (message) => {
    throw new GoError(message);
  }),
  typeOf: define(["interface {}"], typeName),
  typeIs: define(["string", "interface {}"], (target, value) => target === typeName(value)),
  typeIsLike: define(
    ["string", "interface {}"],
    (target, value) => target === typeName(value) || `*${target}` === typeName(value),
  ),
  kindOf: define(["interface {}"], kindOf),
  kindIs: define(["string", "interface {}"], (target, value) => target === kindOf(value)),
  deepEqual: deep(define(["interface {}", "interface {}"], deepEqual)),
};
