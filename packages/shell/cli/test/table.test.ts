import { expect, test } from "vitest";
import { table } from "../src/table.ts";
import { printedLine } from "../src/text.ts";

const rows = [
  ["KEY", "x".repeat(600), "where"],
  ["OTHER", "short", `last ${"y".repeat(100)}`],
];

function shown(cells: readonly (readonly string[])[], columns?: number, indent = ""): readonly string[] {
  return table(cells, { indent, columns }).map((line) => printedLine(line));
}

test("without a terminal, a row is one line, whole, and a long cell widens no other row", () => {
  expect(shown(rows)).toEqual([`KEY    ${"x".repeat(600)}  where`, `OTHER  short  last ${"y".repeat(100)}`]);
});

test("on a terminal, every line fits and no text is lost", () => {
  const lines = shown(rows, 80, "  ");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.join("").replaceAll(/\s/g, "").match(/x/g)).toHaveLength(600);
  expect(lines.join("").replaceAll(/\s/g, "").match(/y/g)).toHaveLength(100);
  expect(lines[0]).toMatch(/^ {2}KEY +x+ +where$/);
});

test("on a terminal, a table that fits is not wrapped", () => {
  expect(
    shown(
      [
        ["A", "b"],
        ["long name", "c d"],
      ],
      20,
    ),
  ).toEqual(["A          b", "long name  c d"]);
});

test("a column that needs less than its share leaves the rest to the others", () => {
  expect(shown([["ab", "one two three four five six seven", "x"]], 24)).toEqual([
    "ab  one two three      x",
    "    four five six",
    "    seven",
  ]);
});

test("breaks at spaces, else after a mark, else anywhere", () => {
  expect(shown([["hello-world-application", "z"]], 22)).toEqual(["hello-world-         z", "application"]);
  expect(
    shown([["a".repeat(30), "z"]], 22)
      .join("")
      .replaceAll(/[\sz]/g, ""),
  ).toBe("a".repeat(30));
});

test("characters of two columns and of none count as what they take", () => {
  expect(
    shown(
      [
        ["日本", "x"],
        ["abcd", "y"],
        ["e\u0301a", "z"],
      ],
      40,
    ),
  ).toEqual(["日本  x", "abcd  y", "e\u0301a    z"]);
});

test("control characters in a cell are visible and count", () => {
  expect(
    shown([
      ["a\nb", "x"],
      ["abcd", "y"],
    ]),
  ).toEqual(["a\\nb  x", "abcd  y"]);
});

test("on a terminal, a cell of 1 MiB is wrapped in time that grows with its length", () => {
  for (const part of ["x", "\u00e9", "x ", "- ", "\u4f60", "a\u0301"]) {
    const lines = shown([["KEY", part.repeat(2 ** 20 / part.length)]], 80);
    expect(lines.length).toBeGreaterThan(5_000);
  }
});
