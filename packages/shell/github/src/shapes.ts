import { objectId } from "@kalypso-actions/names";

/** What an answer has to look like, as far as it is used. */

/** @returns what is wrong, beginning with the path to it; undefined if nothing is */
export type Shape = (value: unknown, path: string) => string | undefined;

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "missing";
  return Array.isArray(value) ? "a list" : `a${typeof value === "object" ? "n" : ""} ${typeof value}`;
}

function expected(what: string, holds: (value: unknown) => boolean): Shape {
  return (value, path) => (holds(value) ? undefined : `\`${path}\` is ${kindOf(value)}, not ${what}`);
}

export const text = expected("a text", (value) => typeof value === "string");
export const number = expected("a number", (value) => typeof value === "number");
export const flag = expected("true or false", (value) => typeof value === "boolean");
/** The ID of a git object. */
export const id = expected(
  "the id of an object",
  (value) => typeof value === "string" && objectId.test(value),
);

export function oneOf(...words: readonly string[]): Shape {
  return expected(words.join(" or "), (value) => words.some((word) => word === value));
}

export function nullable(shape: Shape): Shape {
  return (value, path) => (value === null || value === undefined ? undefined : shape(value, path));
}

export function list(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `\`${path}\` is ${kindOf(value)}, not a list`;
    for (const [index, each] of value.entries()) {
      const wrong = item(each, `${path}[${index}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

export function object(fields: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (value === null || typeof value !== "object" || Array.isArray(value))
      return `\`${path}\` is ${kindOf(value)}, not an object`;
    for (const [name, shape] of Object.entries(fields)) {
      const wrong = shape((value as Readonly<Record<string, unknown>>)[name], `${path}.${name}`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
}

export function either(one: Shape, other: Shape): Shape {
  return (value, path) => {
    const wrong = one(value, path);
    return wrong === undefined || other(value, path) === undefined ? undefined : wrong;
  };
}

/** No body, as with status 204. */
export const nothing: Shape = (value) =>
  value === "" || value === undefined ? undefined : "the answer has a body, where none is expected";
