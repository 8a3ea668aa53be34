import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../", import.meta.url);
const page = readFileSync(new URL("docs/security.md", root), "utf8");

/** The rows of the tables whose last column is `tests`. */
const rows = [...page.matchAll(/^\|.*\| tests \|\n\|[-|]+\n((?:\|.*\n)+)/gm)].flatMap(([, table = ""]) =>
  table
    .trimEnd()
    .split("\n")
    .map((row) => row.slice(1, -1).split("|")),
);

/** The tests that a row names, each as `file: title`. */
function testsOf(cells: readonly string[]) {
  const named = [...(cells.at(-1) ?? "").matchAll(/`([^`]+\.test\.ts): ((?:[^`]|`[^`;|]*`(?=[^;|]*`))+)`/g)];
  return named.map(([, file = "", title = ""]) => ({ file, title }));
}

test.each(rows.map((cells) => [(cells[0] ?? "").trim(), cells] as const))("%s", (_, cells) => {
  const tests = testsOf(cells);
  expect(tests).not.toEqual([]);
  expect(tests.length).toBe((cells.at(-1) ?? "").split(".test.ts:").length - 1);
  for (const { file, title } of tests) {
    const path = new URL(file, root);
    expect(existsSync(path), file).toBe(true);
    const text = readFileSync(path, "utf8");
    expect(text.includes(`"${title}"`) || text.includes(`\`${title}\``), `${file}: ${title}`).toBe(true);
  }
});
