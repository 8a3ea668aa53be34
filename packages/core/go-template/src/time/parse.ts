/** Parses a time with a layout, with the error messages of Go's time.Parse. */
import { secondsOf } from "./civil.ts";
import { Instant } from "./instant.ts";
import { daysBefore, daysIn, isLeap, layoutParts } from "./layout.ts";
import { quoteBytes } from "./quote.ts";
import { type Fields, readerOf } from "./readers.ts";
import { fixedZone, utc, type Zone } from "./zone.ts";

/** The problem with a time, in Go's words. */
export class TimeError extends Error {}

/** The rest of a value after a literal part of the layout; runs of spaces match each other. */
function skip(value: string, literal: string): { readonly rest: string; readonly isMatch: boolean } {
  let rest = value;
  for (let at = 0; at < literal.length; ) {
    if (literal.charAt(at) === " ") {
      if (rest !== "" && !rest.startsWith(" ")) return { rest, isMatch: false };
      while (literal.charAt(at) === " ") at++;
      rest = rest.replace(/^ +/, "");
      continue;
    }
    if (rest.charAt(0) !== literal.charAt(at)) return { rest, isMatch: false };
    rest = rest.slice(1);
    at++;
  }
  return { rest, isMatch: true };
}

function readFields(layout: string, value: string): Fields {
  const fields: Fields = {
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanoseconds: 0,
    half: undefined,
    offset: undefined,
    zoneName: "",
    isUtc: false,
  };
  const cannot = (rest: string, element: string) =>
    new TimeError(
      `parsing time ${quoteBytes(value)} as ${quoteBytes(layout)}: cannot parse ${quoteBytes(rest)} as ${quoteBytes(element)}`,
    );
  let rest = value;
  const parts = layoutParts(layout);
  for (const [index, { prefix, element }] of parts.entries()) {
    const skipped = skip(rest, prefix);
    rest = skipped.rest;
    if (!skipped.isMatch) throw cannot(rest, prefix);
    if (element === undefined) break;
    const read = readerOf(element)(fields, rest, parts[index + 1]?.element);
    if (read === "bad") throw cannot(rest, element);
    if (typeof read === "object")
      throw new TimeError(`parsing time ${quoteBytes(value)}: ${read.range} out of range`);
    rest = rest.slice(read);
  }
  if (rest !== "") throw new TimeError(`parsing time ${quoteBytes(value)}: extra text: ${quoteBytes(rest)}`);
  return fields;
}

/** The month and the day, possibly computed from the day of the year. */
function dateOf({ year, month, day, yearDay }: Fields, value: string) {
  const fail = (what: string) => new TimeError(`parsing time ${quoteBytes(value)}: ${what}`);
  if (yearDay === undefined) {
    const date = { month: month ?? 1, day: day ?? 1 };
    if (date.day < 1 || date.day > daysIn(year, date.month)) throw fail("day out of range");
    return date;
  }
  if (yearDay < 1 || yearDay > (isLeap(year) ? 366 : 365)) throw fail("day-of-year out of range");
  let found = 1;
  while (found < 12 && daysBefore(year, found + 1) < yearDay) found++;
  const date = { month: found, day: yearDay - daysBefore(year, found) };
  if (month !== undefined && month !== date.month) throw fail("day-of-year does not match month");
  if (day !== undefined && day !== date.day) throw fail("day-of-year does not match day");
  return date;
}

function zoneOfFields({ isUtc, offset, zoneName }: Fields): { readonly zone: Zone; readonly shift: number } {
  if (isUtc) return { zone: utc, shift: 0 };
  if (offset !== undefined) {
    const isLocal = offset === 0 && (zoneName === "" || zoneName === "UTC");
    return { zone: isLocal ? utc : fixedZone(zoneName, offset), shift: offset };
  }
  if (zoneName === "") return { zone: utc, shift: 0 };
  // An abbreviation other than the local one says nothing about the offset, except `GMT+3`.
  const hours = zoneName.startsWith("GMT") ? Number(zoneName.slice(3) || 0) : 0;
  return { zone: fixedZone(zoneName, hours * 3600), shift: 0 };
}

/**
 * Parses a time with a layout; UTC if the text has no zone.
 * @throws TimeError
 */
export function parseInstant(layout: string, value: string): Instant {
  const fields = readFields(layout, value);
  const { month, day } = dateOf(fields, value);
  const { year, minute, second, nanoseconds, half } = fields;
  const hour =
    half === "pm" && fields.hour < 12
      ? fields.hour + 12
      : half === "am" && fields.hour === 12
        ? 0
        : fields.hour;
  const { zone, shift } = zoneOfFields(fields);
  const seconds = secondsOf({ year, month, day, hour, minute, second }) - shift;
  return new Instant(seconds, nanoseconds, zone);
}
