import { expect, test } from "vitest";
import { matchesBranch, matchesRef } from "../src/doctor/patterns.ts";

test.each([
  ["dev", "dev"],
  ["*", "dev"],
  ["release/*", "release/1"],
  ["*/*", "release/1"],
  ["d?v", "dev"],
  ["[a-d]ev", "dev"],
  ["[!x]ev", "dev"],
  ["[ds]*", "stage"],
  ["**/dev", "dev"],
  ["**/dev", "eu/west/dev"],
  ["eu/**/*", "eu/west/dev"],
  ["eu/**/*", "eu/dev"],
  ["release-v1.*", "release-v1.2"],
  ["a+b(c)", "a+b(c)"],
])("%s is a pattern of %s", (pattern, branch) => {
  expect(matchesBranch(pattern, branch)).toBe(true);
});

test.each([
  ["dev", "dev2"],
  ["dev", "Dev"],
  ["*", "release/1"],
  ["release/*", "release/1/2"],
  ["release/**", "release/1/2"],
  ["release/?", "release/"],
  ["d?v", "d/v"],
  ["[!x]ev", "xev"],
  ["[z-a]ev", "dev"],
  ["**/dev", "mydev"],
  ["release-v1.*", "release-v1x2"],
  ["", "dev"],
])("%s is no pattern of %s", (pattern, branch) => {
  expect(matchesBranch(pattern, branch)).toBe(false);
});

test("rulesets name refs, and have words for all branches and the default one", () => {
  expect(matchesRef("~ALL", "x", "main")).toBe(true);
  expect(matchesRef("~DEFAULT_BRANCH", "main", "main")).toBe(true);
  expect(matchesRef("~DEFAULT_BRANCH", "dev", "main")).toBe(false);
  expect(matchesRef("refs/heads/release/*", "release/1", "main")).toBe(true);
  expect(matchesRef("refs/heads/**/*", "release/1", "main")).toBe(true);
  expect(matchesRef("dev", "dev", "main")).toBe(false);
});

test("a pattern of many wildcards takes time that grows with its length", () => {
  const pattern = `${"*a".repeat(100)}${"**/".repeat(100)}x`;
  expect(matchesBranch(pattern, "a".repeat(250))).toBe(false);
  expect(matchesBranch(`${"*a".repeat(100)}*`, "a".repeat(250))).toBe(true);
});
