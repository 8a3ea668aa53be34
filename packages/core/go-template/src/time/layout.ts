/** Go's time layouts: the reference time, Mon Jan 2 15:04:05 MST 2006, written in the desired form. */

/** An element of a layout, written as in the reference time; fractions of a second as zeros or nines. */
interface LayoutPart {
  /** The literal text before the element. */
  readonly prefix: string;
  /** Undefined at the end. */
  readonly element: string | undefined;
}

// Longer elements come before their prefixes. `Jan` and `Mon` do not count if lower-case letters follow.
const element = new RegExp(
  [
    "January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST",
    "002|01|02|03|04|05|06|15|1|2006|2",
    "__2|_2(?!006)|3|4|5|PM|pm",
    "-07:00:00|-070000|-07:00|-0700|-07",
    "Z07:00:00|Z070000|Z07:00|Z0700|Z07",
    "[.,](?:0+|9+)(?![0-9])",
  ].join("|"),
  "g",
);

/** The parts of a layout; the last one has no element. */
export function layoutParts(layout: string): readonly LayoutPart[] {
  const parts: LayoutPart[] = [];
  let at = 0;
  for (const match of layout.matchAll(element)) {
    parts.push({ prefix: layout.slice(at, match.index), element: match[0] });
    at = match.index + match[0].length;
  }
  return [...parts, { prefix: layout.slice(at), element: undefined }];
}

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export const dayNames = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;

/** The days of a year before a month, 1 to 12. */
export function daysBefore(year: number, month: number): number {
  const lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return lengths.slice(0, month - 1).reduce((total, length) => total + length, 0);
}

export function daysIn(year: number, month: number): number {
  return daysBefore(year, month + 1) - daysBefore(year, month);
}

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
