import { compileSelector, explainSelector } from "@kalypso-actions/scheduling";
import { describe, expect, test } from "vitest";

const labels = { edge: "true", size: "large", empty: "" };

/** Kubernetes' own rules, row by row. */
test.each<[string, Parameters<typeof compileSelector>[0], boolean]>([
  ["an empty selector", {}, true],
  ["a label that exists", { matchLabels: { edge: "true" } }, true],
  ["a label with another value", { matchLabels: { edge: "false" } }, false],
  ["all labels, one of which is absent", { matchLabels: { edge: "true", zone: "1" } }, false],
  [
    "a value in a set",
    { matchExpressions: [{ key: "size", operator: "In", values: ["small", "large"] }] },
    true,
  ],
  [
    "a value not in the set",
    { matchExpressions: [{ key: "size", operator: "In", values: ["small"] }] },
    false,
  ],
  ["an absent label in a set", { matchExpressions: [{ key: "zone", operator: "In", values: ["1"] }] }, false],
  ["an excluded value", { matchExpressions: [{ key: "size", operator: "NotIn", values: ["large"] }] }, false],
  [
    "a value other than the excluded one",
    { matchExpressions: [{ key: "size", operator: "NotIn", values: ["small"] }] },
    true,
  ],
  [
    "an absent label with an excluded set",
    { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["1"] }] },
    true,
  ],
  [
    "an existing label with an empty value",
    { matchExpressions: [{ key: "empty", operator: "Exists" }] },
    true,
  ],
  ["a required label that is absent", { matchExpressions: [{ key: "zone", operator: "Exists" }] }, false],
  [
    "a label that must not exist but does",
    { matchExpressions: [{ key: "edge", operator: "DoesNotExist" }] },
    false,
  ],
  [
    "a label that must not exist and does not",
    { matchExpressions: [{ key: "zone", operator: "DoesNotExist" }] },
    true,
  ],
  [
    "a label named like an inherited property",
    { matchExpressions: [{ key: "toString", operator: "Exists" }] },
    false,
  ],
  [
    "matching labels with a failing expression",
    { matchLabels: { edge: "true" }, matchExpressions: [{ key: "edge", operator: "DoesNotExist" }] },
    false,
  ],
])("%s", (_, selector, expected) => {
  expect(compileSelector(selector)(labels)).toBe(expected);
  expect(explainSelector(selector, labels).every(({ matched }) => matched)).toBe(expected);
});

describe("an explanation", () => {
  test("shows each condition as people write it, and what was found", () => {
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
