/** Plain YAML scalars that gopkg.in/yaml.v3 would resolve to something other than text; such texts are quoted. */

/** Without `<<`: yaml.v3 intends to treat it as a merge but never looks it up. */
const named = new Set([
  "true",
  "True",
  "TRUE",
  "false",
  "False",
  "FALSE",
  "",
  "~",
  "null",
  "Null",
  "NULL",
  ".nan",
  ".NaN",
  ".NAN",
  ".inf",
  ".Inf",
  ".INF",
  "+.inf",
  "+.Inf",
  "+.INF",
  "-.inf",
  "-.Inf",
  "-.INF",
]);

/** The booleans of YAML 1.1, which some readers still accept. */
const oldBooleans = new Set([
  "y",
  "Y",
  "yes",
  "Yes",
  "YES",
  "on",
  "On",
  "ON",
  "n",
  "N",
  "no",
  "No",
  "NO",
  "off",
  "Off",
  "OFF",
]);

/** Base 60, from YAML 1.1: `12:30:45`. */
const sexagesimal = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

const clock = "(?<hour>\\d{1,2}):(?<minute>\\d{1,2}):(?<second>\\d{1,2})(?:[.,]\\d{1,9})?";
const date = "(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})";
const zone = "(?:Z|[-+]\\d{2}:\\d{2})";
/** A date, with a time after any number of spaces, or with a time and a zone after a T. */
const timestamps = [`^${date}$`, `^${date} +${clock}$`, `^${date}[Tt]${clock}${zone}$`].map(
  (pattern) => new RegExp(pattern),
);

function daysIn(year: number, month: number): number {
  // The calendar repeats every 400 years; Date reads years below 100 as years of the last century.
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/** Any zone offset is accepted, however large. */
function isTimestamp(text: string): boolean {
  const parts = timestamps.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups);
  if (parts === undefined) return false;
  const { year, month, day, hour = 0, minute = 0, second = 0 } = parts;
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  const isMonth = Number(month) >= 1 && Number(month) <= 12;
  return isTime && isMonth && Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month));
}

const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** If a number starts with a point, underscores are allowed only between digits. */
const fraction = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

/** A number too large for a float is text. */
function isDecimal(text: string, pattern: RegExp): boolean {
  return pattern.test(text) && Number.isFinite(Number(text.replaceAll("_", "")));
}

const prefixed = /^(?<sign>[-+]?)0(?:[xX](?<hex>[0-9a-fA-F]+)|[oO](?<octal>[0-7]+)|[bB](?<binary>[01]+))$/;

/** A sign may also follow a lower-case prefix. */
const signedInside = /^0(?<base>[ob])(?<sign>[-+])(?<digits>[0-7]+)$/;

/** Whether a number fits into 64 bits; without a sign, values beyond int64 count too. */
function fits(value: bigint, sign: string): boolean {
  if (sign === "-") return value <= 2n ** 63n;
  return sign === "+" ? value < 2n ** 63n : value < 2n ** 64n;
}

/** The value of the digits, without the cost of reading more of them than fit into 64 bits. */
function integerOf(prefix: "0x" | "0o" | "0b", digits: string): bigint {
  const significant = digits.replace(/^0+/, "");
  if (significant === "") return 0n;
  return significant.length > 64 ? 2n ** 65n : BigInt(prefix + significant);
}

function isPrefixedInteger(text: string): boolean {
  const { sign = "", hex, octal, binary } = prefixed.exec(text)?.groups ?? {};
  if (hex !== undefined) return fits(integerOf("0x", hex), sign);
  if (octal !== undefined) return fits(integerOf("0o", octal), sign);
  if (binary !== undefined) return fits(integerOf("0b", binary), sign);
  const inside = signedInside.exec(text)?.groups;
  if (inside === undefined) return false;
  const { base, sign: innerSign = "", digits = "" } = inside;
  if (base === "o") return fits(integerOf("0o", digits), innerSign);
  return /^[01]+$/.test(digits) && fits(integerOf("0b", digits), innerSign);
}

function isNumber(text: string): boolean {
  const plain = text.replaceAll("_", "");
  return isDecimal(plain, decimal) || isPrefixedInteger(plain);
}

/** Whether a text, written plainly, would be read as something else, here or by a YAML 1.1 reader. */
export function needsQuotes(text: string): boolean {
  if (named.has(text) || oldBooleans.has(text) || sexagesimal.test(text)) return true;
  if (text.startsWith(".")) return isDecimal(text, fraction);
  return /^[-+0-9]/.test(text) && (isTimestamp(text) || isNumber(text));
}
