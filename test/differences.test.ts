import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = new URL("../docs/semantics.md", import.meta.url);
const list = readFileSync(page, "utf8").split("## Differences from the operator")[1] ?? "";
const rows = [...list.matchAll(/^\| (.*) \|$/gm)].map(([, row = ""]) => row.split(" | "));

test("every difference from the operator has a reason and a test that exists", () => {
  const differences = rows.filter(([first]) => first !== "the operator");
  expect(differences.length).toBeGreaterThan(30);
  for (const cells of differences) {
    expect(cells.length, cells[0]).toBe(4);
    const tests = [...(cells.at(-1) ?? "").matchAll(/\]\(([^)]+)\)/g)].map(([, path = ""]) => path);
    expect(tests, cells[0]).not.toEqual([]);
    for (const path of tests) expect(existsSync(new URL(path, page)), path).toBe(true);
  }
});
