import { describe, expect, test } from "vitest";
import { documentsOf } from "../src/index.ts";

const messages = (text: string, options = {}) =>
  documentsOf(text, options)?.map(({ errors }) => errors.map(({ code, pos }) => [code, pos[0]]));

describe("documents", () => {
  test("a repeated key is an error of its document, at the second key", () => {
    expect(messages("a: 1\nb: 2\na: 3\n---\na: 1\n")).toEqual([[["DUPLICATE_KEY", 10]], []]);
    expect(messages("- {a: 1, 'a': 2}\n")).toEqual([[["DUPLICATE_KEY", 9]]]);
  });

  test("keys of another type, and merge keys, are not repeated", () => {
    expect(messages("1: a\n'1': b\n")).toEqual([[]]);
    expect(messages("a: &a {b: 1}\nc: &c {d: 1}\ne:\n  <<: *a\n  <<: *c\n", { merge: true })).toEqual([[]]);
  });

  test("repeated keys are read if that is wanted", () => {
    expect(messages("a: 1\na: 2\n", { uniqueKeys: false })).toEqual([[]]);
  });

  test.each([
    ["? [x]\n: y\n", 2],
    ["name: {{Foo}}\n", 7],
    [`${"? ".repeat(90)}" "\n`, 2],
    [`a: 1\n${"? ".repeat(300)}" "\n`, 7],
    [`${"{".repeat(300)}${"}".repeat(300)}\n`, 1],
  ])("a list or a map as a key is refused, however deep: %s", (text, offset) => {
    expect(messages(text)).toEqual([[["BLOCK_AS_IMPLICIT_KEY", offset]]]);
  });

  test.each([
    ["a: !!merge <<\n", { a: "<<" }],
    ['a: !<tag:yaml.org,2002:merge> "<<"\n', { a: "<<" }],
    ["!!merge <<: {a: 1}\n", { a: 1 }],
    ["a: !!binary aGk=\nb: !!timestamp 2001-01-01\n", { a: "aGk=", b: "2001-01-01" }],
    ["a: !!set {b, c}\nd: !!omap [e: f]\n", { a: { b: null, c: null }, d: [{ e: "f" }] }],
  ])("whatever the tags, a value is data of JSON: %s", (text, value) => {
    expect(documentsOf(text, { merge: true })?.map((document) => document.toJS())).toEqual([value]);
  });

  test("an empty text has none", () => {
    expect(documentsOf("")).toEqual([]);
  });

  test("a text nested too deeply is refused, and does not end the process", () => {
    for (const [open, close] of ["[]", "{}"]) {
      const text = `${open?.repeat(100_000)}${close?.repeat(100_000)}`;
      const isRefused = documentsOf(text)?.some(({ errors }) => errors.length > 0) ?? true;
      expect(isRefused).toBe(true);
    }
  });

  test("a map of 100,000 keys is read in time that grows with its size", () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => `key${index}: 1\n`).join("");
    expect(messages(`${keys}key0: 2\n`)).toEqual([[["DUPLICATE_KEY", keys.length]]]);
  });
});
