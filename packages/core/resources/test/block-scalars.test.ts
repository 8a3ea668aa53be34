import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseYamlFile } from "../src/index.ts";

const recordings = new URL("../../../../test/vectors/yaml/files.jsonl.gz", import.meta.url);
const lines = gunzipSync(readFileSync(recordings)).toString("utf8").trimEnd().split("\n");

function recorded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(recorded);
  if (typeof value === "number") return { i: String(value) };
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { m: entries.map(([key, item]) => [key, recorded(item)]) };
}

/** YAML needs an indicator if a block starts with blank lines deeper than its text; Go's reader does not. */
function isRefused(message: string | undefined): boolean {
  return message?.startsWith("the text block begins with blank lines") ?? false;
}

test("a block that starts with blank lines deeper than its text needs an indicator", () => {
  const text = "k: |\n     \n  a\n";
  expect(isRefused(parseYamlFile({ path: "f.yaml", text }).diagnostics[0]?.message)).toBe(true);
});

test("a block's text is what yaml.v3 reads", () => {
  expect(lines.length).toBeGreaterThanOrEqual(6000);
  const wrong = lines.flatMap((line) => {
    const [text, reading] = JSON.parse(line) as [string, "error" | [unknown]];
    const { documents, diagnostics } = parseYamlFile({ path: "f.yaml", text });
    if (reading === "error" || isRefused(diagnostics[0]?.message)) return [];
    const [mine, theirs] = [recorded(documents[0]?.value), reading[0]].map((one) => JSON.stringify(one));
    return mine === theirs ? [] : [{ text, mine, theirs }];
  });
  expect(wrong).toEqual([]);
});

test.each([
  ["k: |2\n    a\n  b\n", 3],
  ["k: |2\n   \n    a\n", 3],
  ["k: |\n\n    a\n", 5],
  ["k:\n  - |+1\n      a\n", 4],
  ["k:\n- |1-\n   a\n", 2],
  ["k:\n- x: >1\n    a\n  y: |1\n     a\n", 4],
])("the text of the literal in %j starts in column %i", (text, column) => {
  const [document] = parseYamlFile({ path: "f.yaml", text }).documents;
  const path = text.startsWith("k: ") ? ["k"] : text.includes("y:") ? ["k", 0, "y"] : ["k", 0];
  expect(document?.originOf(path)).toMatchObject({ verbatim: true, column });
});
