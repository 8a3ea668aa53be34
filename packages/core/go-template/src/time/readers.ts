/** Readers for the elements of a layout: years, month names, zones. */
import { dayNames, monthNames } from "./layout.ts";

/** The fields read so far. */
export interface Fields {
  year: number;
  month: number | undefined;
  day: number | undefined;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanoseconds: number;
  half: "am" | "pm" | undefined;
  offset: number | undefined;
  zoneName: string;
  isUtc: boolean;
}

/** Reads the start of a text. Undefined if it does not match; a word if the value is out of range. */
type Reader = (fields: Fields, text: string, nextElement: string | undefined) => number | "bad" | Range;

/** The name of the field that is out of range. */
interface Range {
  readonly range: string;
}

function digits(pattern: RegExp, set: (fields: Fields, value: number) => string | undefined): Reader {
  return (fields, text) => {
    const match = pattern.exec(text);
    if (match === null) return "bad";
    const range = set(fields, Number(match[0].trim()));
    return range === undefined ? match[0].length : { range };
  };
}

function named(names: readonly string[], set: (fields: Fields, index: number) => void): Reader {
  return (fields, text) => {
    const lower = text.toLowerCase();
    const index = names.findIndex((name) => lower.startsWith(name.toLowerCase()));
    if (index < 0) return "bad";
    set(fields, index);
    return (names[index] ?? "").length;
  };
}

const oneOrTwo = /^[0-9]{1,2}/;
const twoDigits = /^[0-9]{2}/;

const month = (pattern: RegExp) =>
  digits(pattern, (fields, value) => {
    fields.month = value;
    return value >= 1 && value <= 12 ? undefined : "month";
  });
const day = (pattern: RegExp) =>
  digits(pattern, (fields, value) => {
    fields.day = value;
    return undefined;
  });
const yearDay = (pattern: RegExp) =>
  digits(pattern, (fields, value) => {
    fields.yearDay = value;
    return undefined;
  });
const hour = (pattern: RegExp, last: number) =>
  digits(pattern, (fields, value) => {
    fields.hour = value;
    return value <= last ? undefined : "hour";
  });
const minute = (pattern: RegExp) =>
  digits(pattern, (fields, value) => {
    fields.minute = value;
    return value < 60 ? undefined : "minute";
  });

function setFraction(fields: Fields, text: string): void {
  fields.nanoseconds = Number(text.slice(1, 10).padEnd(9, "0"));
}

/** A fraction after the seconds is read even if the layout has none. */
const second =
  (pattern: RegExp): Reader =>
  (fields, text, nextElement) => {
    const match = pattern.exec(text);
    if (match === null) return "bad";
    fields.second = Number(match[0]);
    if (fields.second >= 60) return { range: "second" };
    const fraction = /^[.,][0-9]+/.exec(text.slice(match[0].length))?.[0];
    if (fraction === undefined || /^[.,]/.test(nextElement ?? "")) return match[0].length;
    setFraction(fields, fraction);
    return match[0].length + fraction.length;
  };

const halfDay =
  (am: string, pm: string): Reader =>
  (fields, text) => {
    const written = text.slice(0, 2);
    if (written !== am && written !== pm) return "bad";
    fields.half = written === am ? "am" : "pm";
    return 2;
  };

const zoneAbbreviation =
  /^(?:ChST|MeST|GMT(?:[+-][0-9]{1,2})?|[+-][0-9]{1,2}|[A-Z]{4}T(?![A-Z])|[A-Z]{3}T(?![A-Z])|WITA(?![A-Z])|[A-Z]{3}(?![A-Z]))/;

function readZoneName(fields: Fields, text: string): number | "bad" {
  if (text.startsWith("UTC")) {
    fields.isUtc = true;
    return 3;
  }
  const name = zoneAbbreviation.exec(text)?.[0];
  if (name === undefined) return "bad";
  fields.zoneName = name;
  return name.length;
}

/** `+07:00` and its variants, in the form used by the layout. */
function offsetReader(element: string): Reader {
  const allowsZ = element === "Z0700" || element === "Z07" || element === "Z07:00";
  const form = element.slice(1).replace(/[0-9]{2}/g, "([0-9]{2})");
  const pattern = new RegExp(`^([+-])${form}`);
  return (fields, text) => {
    if (allowsZ && text.startsWith("Z")) {
      fields.isUtc = true;
      return 1;
    }
    const match = pattern.exec(text);
    if (match === null) return "bad";
    const [hours = 0, minutes = 0, seconds = 0] = match.slice(2).map(Number);
    const size = (hours * 60 + minutes) * 60 + seconds;
    fields.offset = match[1] === "-" ? -size : size;
    return match[0].length;
  };
}

function fractionReader(element: string): Reader {
  const isExact = element.charAt(1) === "0";
  const exact = new RegExp(`^[.,][0-9]{${element.length - 1}}`);
  return (fields, text) => {
    const match = (isExact ? exact : /^[.,][0-9]{1,9}/).exec(text);
    if (match === null) return isExact ? "bad" : 0;
    setFraction(fields, match[0]);
    return match[0].length;
  };
}

const readers: Readonly<Record<string, Reader>> = {
  "2006": digits(/^[0-9]{4}/, (fields, value) => {
    fields.year = value;
    return undefined;
  }),
  "06": digits(twoDigits, (fields, value) => {
    fields.year = value >= 69 ? 1900 + value : 2000 + value;
    return undefined;
  }),
  January: named(monthNames, (fields, index) => {
    fields.month = index + 1;
  }),
  Jan: named(
    monthNames.map((name) => name.slice(0, 3)),
    (fields, index) => {
      fields.month = index + 1;
    },
  ),
  Monday: named(dayNames, () => {}),
  Mon: named(
    dayNames.map((name) => name.slice(0, 3)),
    () => {},
  ),
  "1": month(oneOrTwo),
  "01": month(twoDigits),
  "2": day(oneOrTwo),
  _2: day(/^ ?[0-9]{1,2}/),
  "02": day(twoDigits),
  __2: yearDay(/^ {0,2}[0-9]{1,3}/),
  "002": yearDay(/^[0-9]{3}/),
  "15": hour(oneOrTwo, 23),
  "3": hour(oneOrTwo, 12),
  "03": hour(twoDigits, 12),
  "4": minute(oneOrTwo),
  "04": minute(twoDigits),
  "5": second(oneOrTwo),
  "05": second(twoDigits),
  PM: halfDay("AM", "PM"),
  pm: halfDay("am", "pm"),
  MST: readZoneName,
};

/** The reader for an element of a layout. */
export function readerOf(element: string): Reader {
  const known = readers[element];
  if (known !== undefined) return known;
  return /^[.,]/.test(element) ? fractionReader(element) : offsetReader(element);
}
