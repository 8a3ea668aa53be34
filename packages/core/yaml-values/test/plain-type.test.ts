import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { plainType } from "@kalypso-actions/yaml-values";
import { expect, test } from "vitest";

const file = new URL("../../../../test/vectors/manifests/scalars.jsonl.gz", import.meta.url);
type Recorded = readonly [text: string, kubectl: string, flux: string];
const recorded = gunzipSync(readFileSync(file))
  .toString()
  .trim()
  .split("\n")
  .map((line): Recorded => JSON.parse(line));

const typesByReading: Readonly<Record<string, readonly string[]>> = {
  boolean: ["boolean"],
  null: ["null"],
  number: ["integer", "float"],
  rewritten: ["date"],
};

test("a plain scalar is text only if kubectl, Argo CD and Flux read it as written", () => {
  expect(recorded.length).toBeGreaterThan(3_000);
  const wrong = recorded.filter(([text, ...read]) => {
    const type = plainType(text);
    const isText = read.every((reading) => reading === "text");
    return isText !== (type === "text");
  });
  expect(wrong).toEqual([]);
});

test("the type is the one that they read", () => {
  const wrong = recorded.filter(([text, kubectl, flux]) => {
    const types = typesByReading[kubectl] ?? typesByReading[flux];
    return types !== undefined && !types.includes(plainType(text));
  });
  expect(wrong).toEqual([]);
});

test.each(["0o+", "0_o-", "0o+_", "0", "1e", "+.", "1:"])(
  "a scalar of 1 MiB that begins with %s is read once",
  (start) => {
    for (const more of ["0", "_", "7_", "0:"])
      expect(plainType(`${start}${more.repeat((1024 * 1024) / more.length)}x`)).toBe("text");
    expect(plainType("0o+_7")).toBe("integer");
  },
);
