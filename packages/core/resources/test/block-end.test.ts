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
  return { m: Object.entries(value).map(([key, item]) => [key, recorded(item)]) };
}

test("the text of a block at the end of a file is what yaml.v3 has read", () => {
  expect(lines.length).toBeGreaterThanOrEqual(3000);
  const wrong = lines.flatMap((line) => {
    const [text, reading] = JSON.parse(line) as [string, "error" | [unknown]];
    const { value, diagnostics } = parseYamlFile({ path: "f.yaml", text });
    if (reading === "error" || diagnostics.length > 0) return [];
    const [mine, theirs] = [recorded(value[0]?.value), reading[0]].map((one) => JSON.stringify(one));
    return mine === theirs ? [] : [{ text, mine, theirs }];
  });
  expect(wrong).toEqual([]);
});
