/** Keywords of JSON Schema whose time would not grow with the size of the schema and of the value, as Ajv has them. */
import type { Ajv, FuncKeywordDefinition } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { RE2JS } from "re2js";

/** A configuration on which a schema's patterns would take too long. */
export class CostlyPatterns extends Error {
  override readonly name = "CostlyPatterns";
}

/** A configuration on which a schema's references and violations would take too long. */
export class CostlySchema extends Error {
  override readonly name = "CostlySchema";
}

/**
 * For one configuration: instructions of each pattern times characters, calls and violations. A step takes up to 50
 * nanoseconds, and patterns in use have less than 100 instructions.
 */
const maxSteps = 50_000_000;

/** A call of a part of a schema that a reference names. */
const stepsOfCall = 20;

/** A violation is an object, which is kept until all of them are found. */
const stepsOfViolation = 250;

let stepsLeft = Number.POSITIVE_INFINITY;

function spend(steps: number): void {
  stepsLeft -= steps;
  if (stepsLeft < 0) throw new CostlySchema();
}

/**
 * Counts what a compiled schema does, because only Ajv knows what a reference leads to: names are relative, escaped, and
 * may be there twice. Ajv writes each statement on a line of its own, and no text of a schema has lines.
 * @param code the JavaScript of a part of a schema
 */
export function countedCode(code: string): string {
  return code
    .replace(/^let vErrors = null;$/gm, `$&self.spend(${stepsOfCall});`)
    .replace(/^errors\+\+;$/gm, `$&self.spend(${stepsOfViolation});`);
}

/** Does something with one schema and one configuration. @throws CostlyPatterns, CostlySchema */
export function countingSteps<T>(work: () => T): T {
  stepsLeft = maxSteps;
  try {
    return work();
  } finally {
    stepsLeft = Number.POSITIVE_INFINITY;
  }
}

interface Pattern {
  test(text: string): boolean;
  /** Ajv takes patterns with the same text for the same one, in whatever schema they are. */
  toString(): string;
}

/** JSON Schema patterns in RE2 syntax: a schema from a workload repository cannot make a run hang. */
export function linearRegExp(pattern: string): Pattern {
  const compiled = RE2JS.compile(pattern);
  const size = compiled.programSize();
  return {
    test: (text) => {
      stepsLeft -= size * text.length;
      if (stepsLeft < 0) throw new CostlyPatterns();
      return compiled.matcher(text).find();
    },
    toString: () => pattern,
  };
}
linearRegExp.code = "linearRegExp";

/** The same text for values that JSON Schema calls equal: the order of keys does not matter. */
function identity(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Ajv compares each item with each other. */
const uniqueItems: FuncKeywordDefinition = {
  keyword: "uniqueItems",
  type: "array",
  schemaType: "boolean",
  errors: true,
  validate: function unique(isWanted: boolean, items: readonly unknown[]): boolean {
    const places = new Map<string, number>();
    for (const [index, item] of isWanted ? items.entries() : []) {
      const id = identity(item);
      const first = places.get(id);
      if (first !== undefined) {
        const message = `must NOT have duplicate items (items ## ${first} and ${index} are identical)`;
        Object.assign(unique, {
          errors: [{ keyword: "uniqueItems", message, params: { i: index, j: first } }],
        });
        return false;
      }
      places.set(id, index);
    }
    return true;
  },
};

/** A user name has any characters already, so that its password need not be looked for. */
function linearUrl(): RegExp {
  const { url } = fullFormats;
  if (!(url instanceof RegExp)) throw new TypeError("the format url is not a regular expression");
  return new RegExp(url.source.replace("\\S+(?::\\S*)?@", "\\S+@"), url.flags);
}

/** Puts them in the place of Ajv's, and lets `countedCode` count. */
export function addLinearKeywords(ajv: Ajv): void {
  Object.assign(ajv, { spend });
  ajv.removeKeyword("uniqueItems").addKeyword(uniqueItems);
  ajv.addFormat("url", linearUrl());
}
