import { expect, test } from "vitest";
import { type Place, present, wholeFile } from "../src/index.ts";

test("leaves out undefined, and no other empty value", () => {
  const fields: { readonly a: number; readonly b?: string } = present({
    a: 0,
    b: undefined as string | undefined,
  });
  expect(Object.entries(fields)).toEqual([["a", 0]]);
  expect(Object.entries(present({ b: "", c: null, d: false }))).toEqual([
    ["b", ""],
    ["c", null],
    ["d", false],
  ]);
});

test("a problem of a whole file points at its start, and names the repository if it is another one", () => {
  const own: Place = wholeFile("a.yaml");
  expect(Object.entries(own)).toEqual([
    ["file", "a.yaml"],
    ["line", 1],
    ["column", 1],
  ]);
  expect(wholeFile("a.yaml", "https://github.com/acme/app@1a2b3c4")).toEqual({
    ...own,
    source: "https://github.com/acme/app@1a2b3c4",
  });
});
