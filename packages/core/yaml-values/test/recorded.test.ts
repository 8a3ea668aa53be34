import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type ConfigValue, isList, isMap, readNested, type ValueKey } from "../src/index.ts";

const recordings = new URL("../../../../test/vectors/yaml/values.jsonl.gz", import.meta.url);
const lines = gunzipSync(readFileSync(recordings)).toString("utf8").trimEnd().split("\n");

function bytesOf(text: string): string {
  const bytes = [...text].flatMap((character) => {
    const code = character.charCodeAt(0);
    return code >= 0xdc80 && code <= 0xdcff ? [code - 0xdc00] : [...Buffer.from(character)];
  });
  return Buffer.from(bytes).toString("base64");
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : "-Inf";
}

/** A value in the recordings' form, with floats as JavaScript writes them. */
function recorded(value: ConfigValue | ValueKey): unknown {
  if (typeof value === "string") return value.isWellFormed() ? value : { b: bytesOf(value) };
  if (typeof value === "bigint") return { i: String(value) };
  if (typeof value === "number") return { f: Object.is(value, -0) ? "-0" : floatText(value) };
  if (isList(value)) return value.map(recorded);
  if (!isMap(value)) return value;
  return inOrder([...value.entries].map(([key, item]) => [recorded(key), recorded(item)]));
}

/** A key of -0.0 is 0 here; Go treats it as the same key but keeps its sign. */
function inOrder(pairs: unknown[][]): unknown {
  return { m: pairs.map((pair) => JSON.stringify(pair).replace(/^\[{"f":"-0"}/, '[{"f":"0"}')).sort() };
}

/** A recorded value in that form: Go formats floats differently. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== "object" || value === null) return value;
  if ("m" in value) return inOrder((value.m as unknown[][]).map((pair) => pair.map(normal)));
  if (!("f" in value)) return value;
  const text = String(value.f);
  return { f: /Inf|NaN|^-0$/.test(text) ? text : String(Number(text)) };
}

const parts = 16;
describe("values are read as yaml.v2 reads them", () => {
  test("the recordings exist", () => expect(lines.length).toBeGreaterThanOrEqual(20_000));
  for (let part = 0; part < parts; part++) {
    test(`part ${part + 1} of ${parts}`, () => {
      const wrong = lines
        .filter((_, index) => index % parts === part)
        .flatMap((line) => {
          const [text, reading] = JSON.parse(line) as [string, string | [unknown]];
          const found = readNested(text)?.value;
          const mine = found === undefined ? "text" : JSON.stringify(recorded(found));
          const theirs = typeof reading === "string" ? "text" : JSON.stringify(normal(reading[0]));
          return mine === theirs ? [] : [{ text, mine, theirs, reading }];
        });
      expect(wrong).toEqual([]);
    });
  }
});
