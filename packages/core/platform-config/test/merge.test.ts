import { readConfigValue, shownText } from "@kalypso-actions/yaml-values";
import { expect, test } from "vitest";
import { mergeValues } from "../src/index.ts";

/** Two values of one key, merged and printed. */
function merged(first: string, second: string): string {
  return shownText(mergeValues(readConfigValue(first).value, readConfigValue(second).value));
}

test("merges list items by name; appends items without a name and never merges them", () => {
  expect(merged("[{name: a, x: 1}]", "[{name: a, z: 2}, {name: b}]")).toBe(
    '[{"name":"a","x":1,"z":2},{"name":"b"}]',
  );
  expect(merged("[{x: 1}, {x: 2}]", "[{z: 3}]")).toBe('[{"x":1},{"x":2},{"z":3}]');
});

test("treats names as equal only if their types match", () => {
  expect(merged("[{name: 1, x: 1}]", "[{name: '1', z: 2}]")).toBe('[{"name":1,"x":1},{"name":"1","z":2}]');
  expect(merged("[{name: yes, x: 1}]", "[{name: true, z: 2}]")).toBe('[{"name":true,"x":1,"z":2}]');
});

test("keys merge by their type, and integers keep their digits", () => {
  expect(merged("{8080: a, x: 1}", "{0x1F90: b, '8080': c}")).toBe('{8080:"b","x":1,"8080":"c"}');
  expect(merged("{id: 9007199254740993}", "{other: 18446744073709551615}")).toBe(
    '{"id":9007199254740993,"other":18446744073709551615}',
  );
});

test.each([
  ["{a: 1}", "text"],
  ["text", "{a: 1}"],
  ["[1]", "{a: 1}"],
  ["{a: 1}", "[1]"],
  ["[1]", "2"],
  ["{a: 1}", "null"],
])("of %s and %s, which have different kinds, the later one wins", (first, second) => {
  expect(merged(first, second)).toBe(shownText(readConfigValue(second).value));
});
