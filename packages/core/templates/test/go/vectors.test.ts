import { compatibleOptions, type GoResult, isFailure, parse, render } from "@kalypso-actions/go-template";
import { describe, expect, test } from "vitest";
import { readVectors, type Vector, vectorData } from "./vectors.ts";

function run({ template, data }: Vector): GoResult {
  const parsed = parse("template", template, compatibleOptions);
  return isFailure(parsed) ? { failures: [parsed] } : render(parsed, vectorData(data), compatibleOptions);
}

/** The engine's result for a vector, and the real engine's. */
function compare(vector: Vector) {
  const result = run(vector);
  const found = "text" in result ? { output: result.text } : { error: result.failures[0]?.message };
  const expected = vector.output === undefined ? { error: vector.error } : { output: vector.output };
  return { id: vector.id, template: vector.template, found, expected };
}

const vectors = readVectors();
const groups = new Map(
  [...new Set(vectors.map(({ group }) => group))].map((name) => [
    name,
    vectors.filter(({ group }) => group === name),
  ]),
);

test("all vectors exist", () => {
  expect(vectors.length).toBe(1_514);
});

describe("matches the real engine byte for byte", () => {
  for (const [name, group] of groups) {
    test(`${name}: the same outputs, and an error for every error`, () => {
      const compared = group.map(compare);
      const different = compared.filter(({ found, expected }) =>
        expected.output === undefined ? found.error === undefined : found.output !== expected.output,
      );
      expect(different).toEqual([]);
    });
  }
});

test("errors use the real engine's words, except for one limit that is lower here", () => {
  const different = vectors
    .filter(({ error }) => error !== undefined)
    .map(compare)
    .filter(({ found, expected }) => found.error !== expected.error);
  expect(different.map(({ found }) => found.error)).toEqual([
    'template: template:1:31: executing "loop" at <{{template "loop" .}}>: exceeded maximum template depth (250)',
  ]);
});
