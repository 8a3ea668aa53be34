import { compileSelector, explainSelector } from "@kalypso-actions/scheduling";
import { describe, expect, test } from "vitest";

const labels = { edge: "true", size: "large", empty: "" };

/** Kubernetes' own rules, row by row. */
test.each<[string, Parameters<typeof compileSelector>[0], boolean]>([
  ["an empty selector", {}, true],
  ["a label that is there", { matchLabels: { edge: "true" } }, true],
  ["a label of another value", { matchLabels: { edge: "false" } }, false],
  ["all labels, one of them absent", { matchLabels: { edge: "true", zone: "1" } }, false],
  [
    "a value in a set",
    { matchExpressions: [{ key: "size", operator: "In", values: ["small", "large"] }] },
    true,
  ],
  [
    "a value not in the set asked for",
    { matchExpressions: [{ key: "size", operator: "In", values: ["small"] }] },
    false,
  ],
  ["an absent label in a set", { matchExpressions: [{ key: "zone", operator: "In", values: ["1"] }] }, false],
  ["a value kept out", { matchExpressions: [{ key: "size", operator: "NotIn", values: ["large"] }] }, false],
  [
    "another value kept out",
    { matchExpressions: [{ key: "size", operator: "NotIn", values: ["small"] }] },
    true,
  ],
  [
    "an absent label, kept out of a set",
    { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["1"] }] },
    true,
  ],
  ["an empty label that exists", { matchExpressions: [{ key: "empty", operator: "Exists" }] }, true],
  ["an absent label that should exist", { matchExpressions: [{ key: "zone", operator: "Exists" }] }, false],
  ["a label that should not exist", { matchExpressions: [{ key: "edge", operator: "DoesNotExist" }] }, false],
  [
    "an absent label that should not exist",
    { matchExpressions: [{ key: "zone", operator: "DoesNotExist" }] },
    true,
  ],
  [
    "a label that every object inherits",
    { matchExpressions: [{ key: "toString", operator: "Exists" }] },
    false,
  ],
  [
    "labels that hold, an expression that does not",
    { matchLabels: { edge: "true" }, matchExpressions: [{ key: "edge", operator: "DoesNotExist" }] },
    false,
  ],
])("%s", (_, selector, expected) => {
  expect(compileSelector(selector)(labels)).toBe(expected);
  expect(explainSelector(selector, labels).every(({ matched }) => matched)).toBe(expected);
});

describe("an explanation", () => {
  test("names each condition as people write it, and what was found", () => {
    const selector = {
      matchLabels: { edge: "true" },
      matchExpressions: [
        { key: "size", operator: "NotIn" as const, values: ["large", "small"] },
        { key: "zone", operator: "Exists" as const },
      ],
    };
    expect(explainSelector(selector, labels)).toEqual([
      { requirement: "edge In (true)", matched: true, found: "true" },
      { requirement: "size NotIn (large, small)", matched: false, found: "large" },
      { requirement: "zone Exists", matched: false, found: undefined },
    ]);
  });
});
