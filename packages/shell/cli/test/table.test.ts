import { expect, test } from "vitest";
import { table } from "../src/table.ts";

test("a long cell does not make a row wider than a screen, unless it is the last one", () => {
  const text = table([
    ["KEY", "x".repeat(600), "where"],
    ["OTHER", "short", `last ${"y".repeat(100)}`],
  ]);
  const [first = "", second = ""] = text.split("\n");
  expect(first).toBe(`KEY    ${"x".repeat(61)}...  where`);
  expect(second).toBe(`OTHER  short${" ".repeat(59)}  last ${"y".repeat(100)}`);
});
