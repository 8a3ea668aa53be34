import { expect, test } from "vitest";
import { readConfigValue, readNested, shownText, toJson, toWholeJson } from "../src/index.ts";

const shown = (text: string) => shownText(readConfigValue(text).value);

test("reads values nested a thousand levels deep; deeper ones stay text", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(readNested(nested(999))).toBeDefined();
  expect(readNested(nested(1001))).toBeUndefined();
  expect(readNested(`${"- ".repeat(1100)}x`)).toBeUndefined();
  expect(readNested(nested(200_000))).toBeUndefined();
});

test("text in single quotes is the text inside, whatever it is", () => {
  expect(shown(" '{a: 1}' ")).toBe('"{a: 1}"');
  expect(shown("'''a'''")).toBe('"a"');
  expect(shown("'")).toBe('""');
  expect(shown("'a': 'b'")).toBe(`"a': 'b"`);
  expect(shown("\u00a0'a'\u0085")).toBe('"a"');
  expect(shown("\ufeff'a'")).toBe(JSON.stringify("\ufeff'a'"));
});

test("integers keep all digits in output, and are numbers in checks", () => {
  const { value } = readConfigValue("[9123456789012345678, 18446744073709551615, 12]");
  expect(shownText(value)).toBe("[9123456789012345678,18446744073709551615,12]");
  expect(toWholeJson(value)).toEqual(["9123456789012345678", "18446744073709551615", 12]);
  expect(toJson(value)).toEqual([Number("9123456789012345678"), 2 ** 64, 12]);
});

test("reports exactly what YAML 1.2 reads differently, with its place", () => {
  const text =
    "\ufeffa: yes\nlist: [0o17, 0x1F, 08, 1.50, ~, true, 0755, 1_0.5]\n'no': 'no'\nno: [{on: b}]\n";
  const found = readConfigValue(text).differences;
  expect(
    found.map(({ path, written, value, other, offset }) => [
      path.join("."),
      written,
      value,
      other,
      text.slice(offset, offset + 3),
    ]),
  ).toEqual([
    ["a", "yes", true, "yes", "yes"],
    ["list.6", "0755", 493n, 755, "075"],
    ["list.7", "1_0.5", 10.5, "1_0.5", "1_0"],
    ["false", "no", false, "no", "no:"],
    ["false.0.true", "on", true, "on", "on:"],
  ]);
});

test("endlessly expanding aliases stay text", () => {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const below = level === 0 ? "x" : Array.from({ length: 9 }, () => `*l${level - 1}`).join(", ");
    return `l${level}: &l${level} [${below}]`;
  });
  expect(readNested(levels.join("\n"))).toBeUndefined();
});

test("takes time in proportion to the length of a value", () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `key${index}: [a, {b: ${index}}]`);
  expect(toJson(readNested(lines.join("\n"))?.value ?? null)).toHaveProperty("key19999", ["a", { b: 19999 }]);
});

test("quotes in a value of 1 MiB are looked at once", () => {
  const quotes = "'".repeat(1024 * 1024);
  expect(readConfigValue(`'a${quotes}b'`).value).toBe(`a${quotes}b`);
  expect(readConfigValue(`'a${"' ".repeat(512 * 1024)}b' `).value).toBe(`a${"' ".repeat(512 * 1024)}b`);
  expect(readConfigValue(` ''a''b'' `).value).toBe("a''b");
});
