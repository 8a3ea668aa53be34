import { applyPatch } from "diff";
import { expect, test } from "vitest";
import { patchText } from "../src/patch.ts";

const lines = (name: string, count: number, end = "\n") =>
  Array.from({ length: count }, (_, index) => `${name}${index}`).join("\n") + end;

test.each([
  ["each line is another", lines("a", 100_000), lines("b", 100_000)],
  ["one has no line end at its end", lines("a", 100_000), lines("b", 90_000, "")],
  ["the other has none", lines("a", 90_000, ""), lines("b", 100_000)],
  ["one is new", "", lines("b", 100_000)],
  ["one is gone", lines("a", 100_000), ""],
  [
    "every second line differs",
    lines("a", 50_000).replaceAll("\n", "\nsame\n"),
    lines("b", 50_000).replaceAll("\n", "\nsame\n"),
  ],
])("large files are compared in time that grows with their length: %s", (_, before, after) => {
  const patch = patchText({ from: "a/x", to: "b/x", before, after });
  expect(patch.slice(0, 30)).toMatch(/^--- a\/x\n\+\+\+ b\/x\n@@ -[01],/);
  expect(applyPatch(before, `${patch}\n`) === after).toBe(true);
});

test("of a large file, a few changes are shown with the lines around them", () => {
  const before = lines("a", 50_000);
  const patch = patchText({ from: "a/x", to: "b/x", before, after: before.replace("a20000\n", "b\n") });
  expect(patch.split("\n").slice(2)).toEqual([
    "@@ -19998,7 +19998,7 @@",
    " a19997",
    " a19998",
    " a19999",
    "-a20000",
    "+b",
    " a20001",
    " a20002",
    " a20003",
  ]);
});
