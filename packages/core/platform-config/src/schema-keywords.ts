/** Keywords of JSON Schema whose time would not grow with the size of the schema and of the value, as Ajv has them. */
import type { Ajv, FuncKeywordDefinition } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { RE2JS } from "re2js";

/** A configuration on which a schema's patterns would take too long. */
export class CostlyPatterns extends Error {
  override readonly name = "CostlyPatterns";
}

/**
 * Instructions of a pattern times characters, summed over one configuration. A step takes up to 50 nanoseconds, and
 * patterns in use have less than 100 instructions.
 */
const maxPatternSteps = 50_000_000;

let stepsLeft = Number.POSITIVE_INFINITY;

/** Does something with the patterns of one schema and one configuration. @throws CostlyPatterns */
export function countingSteps<T>(work: () => T): T {
  stepsLeft = maxPatternSteps;
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

/** Puts them in the place of Ajv's. */
export function addLinearKeywords(ajv: Ajv): void {
  ajv.removeKeyword("uniqueItems").addKeyword(uniqueItems);
  ajv.addFormat("url", linearUrl());
}
