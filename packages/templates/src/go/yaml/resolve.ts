/** Which plain YAML scalars are more than text, as gopkg.in/yaml.v3 resolves them: those texts are quoted. */
import { parseFloatLiteral, parseInteger } from "../syntax/literals.ts";

const named = new Set([
  ...["true", "True", "TRUE", "false", "False", "FALSE", "", "~", "null", "Null", "NULL"],
  ...[".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF"],
  ...["+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF"],
]);

/** The booleans of YAML 1.1, which other readers still take for such. */
const oldBooleans = new Set([
  ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"],
  ...["n", "N", "no", "No", "NO", "off", "Off", "OFF"],
]);

/** Base 60, of YAML 1.1: `12:30:45`. */
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** Go's parser of numbers lets a sign stand behind the prefix. */
const signedPrefix = /^0b[-+][01]+$|^0o[-+][0-7]+$/;

const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?(?:Z|[-+](\d{2}):(\d{2}))|\s(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,]\d+)?)?$/;

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

function isTimestamp(text: string): boolean {
  const match = timestamp.exec(text);
  if (match === null || /\s/.test(text.replace(" ", ""))) return false;
  const [, year, month, day, ...clock] = match.map((part) => (part === undefined ? 0 : Number(part)));
  const [hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0, ...plain] = clock;
  const [plainHour = 0, plainMinute = 0, plainSecond = 0] = plain;
  const isDate = month !== undefined && month >= 1 && month <= 12 && day !== undefined && day >= 1;
  return (
    isDate &&
    day <= daysIn(year ?? 0, month) &&
    Math.max(hour, plainHour) < 24 &&
    Math.max(minute, plainMinute, second, plainSecond) < 60 &&
    zoneHour <= 24 &&
    zoneMinute <= 60
  );
}

const minInt = -(2n ** 63n);
const maxUint = 2n ** 64n - 1n;

function isNumber(text: string): boolean {
  const plain = text.replaceAll("_", "");
  const integer = parseInteger(plain);
  if (integer !== undefined && integer >= minInt && integer <= maxUint)
    return !(plain.startsWith("+") && integer >= 2n ** 63n);
  if (float.test(plain) && parseFloatLiteral(plain) !== undefined) return true;
  return signedPrefix.test(plain);
}

/** Whether a text, written plainly, would be read as something else, here or by a reader of YAML 1.1. */
export function needsQuotes(text: string): boolean {
  if (named.has(text) || oldBooleans.has(text) || sexagesimal.test(text)) return true;
  if (text.startsWith(".")) return parseFloatLiteral(text) !== undefined;
  return /^[-+0-9]/.test(text) && (isTimestamp(text) || isNumber(text));
}
