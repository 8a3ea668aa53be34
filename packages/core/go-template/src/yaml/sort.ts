/** The order of map keys: numbers by value, texts in yaml.v3's natural order, with `a2` before `a10`. */
import { compareText, runes } from "../values/text.ts";
import { isDigit, isLetter } from "../values/unicode.ts";
import { integerOf, kindOf, type Value } from "../values/value.ts";

/** The numbers of reflect.Kind, for the kinds that keys can have. */
const kinds = ["invalid", "bool", "int", "int8", "int16", "int32", "int64", "uint"];
const laterKinds = ["uint8", "uint16", "uint32", "uint64", "uintptr", "float32", "float64"];
const kindNumbers = new Map([...kinds, ...laterKinds].map((kind, index) => [kind, index]));
const interfaceKind = 20;
const stringKind = 24;

function kindNumber(value: Value): number {
  if (value === null) return interfaceKind;
  return kindNumbers.get(kindOf(value)) ?? stringKind;
}

function numeric(value: Value): number | undefined {
  if (typeof value === "boolean" || typeof value === "number") return Number(value);
  const integer = integerOf(value);
  return integer === undefined ? undefined : Number(integer);
}

const code = (character: string) => character.codePointAt(0) ?? 0;

/** The number that starts at an index, computed in 64 bits, and where it ends. */
function numberAt(characters: readonly string[], begin: number, seed: bigint) {
  let value = seed;
  let end = begin;
  for (; end < characters.length && isDigit(characters[end] ?? ""); end++)
    value = BigInt.asIntN(64, value * 10n + BigInt(code(characters[end] ?? "") - 48));
  return { value, end };
}

/** Whether digits other than zero come right before an index. */
function followsNumber(characters: readonly string[], at: number): boolean {
  for (let before = at - 1; before >= 0 && isDigit(characters[before] ?? ""); before--)
    if (characters[before] !== "0") return true;
  return false;
}

function compareNatural(a: readonly string[], b: readonly string[]): number {
  let afterDigit = false;
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [x = "", y = ""] = [a[at], b[at]];
    if (x === y) {
      afterDigit = isDigit(x);
      continue;
    }
    const [isXLetter, isYLetter] = [isLetter(x), isLetter(y)];
    if (isXLetter && isYLetter) return code(x) - code(y);
    // After digits a letter sorts first, elsewhere last.
    if (isXLetter || isYLetter) return isXLetter === afterDigit ? -1 : 1;
    const seed = (x === "0" || y === "0") && followsNumber(a, at) ? 1n : 0n;
    const [m, n] = [numberAt(a, at, seed), numberAt(b, at, seed)];
    if (m.value !== n.value) return m.value < n.value ? -1 : 1;
    return m.end !== n.end ? m.end - n.end : code(x) - code(y);
  }
  return a.length - b.length;
}

/** For integers that convert to the same float. */
function compareExactly(a: Value, b: Value): number {
  const [x, y] = [integerOf(a), integerOf(b)];
  return x === undefined || y === undefined || x === y ? 0 : x < y ? -1 : 1;
}

interface Key {
  readonly value: Value;
  readonly number: number | undefined;
  readonly kind: number;
  readonly characters: readonly string[];
}

function compareKeys(a: Key, b: Key): number {
  if (a.number !== undefined && b.number !== undefined) {
    if (a.number !== b.number) return a.number < b.number ? -1 : 1;
    return a.kind - b.kind || compareExactly(a.value, b.value);
  }
  if (a.kind !== stringKind || b.kind !== stringKind) return a.kind - b.kind;
  return compareNatural(a.characters, b.characters) || compareText(String(a.value), String(b.value));
}

/** The keys of a map in the order in which they are written. */
export function sortKeys(keys: Iterable<Value>): Value[] {
  const decorated = Array.from(keys, (value): Key => {
    const characters =
      typeof value === "string" ? runes(value).map((rune) => String.fromCodePoint(rune)) : [];
    return { value, number: numeric(value), kind: kindNumber(value), characters };
  });
  return decorated.sort(compareKeys).map(({ value }) => value);
}
