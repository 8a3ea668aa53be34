import type { Civil, Moment } from "./civil.ts";
import { dayNames, layoutParts, monthNames } from "./layout.ts";

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `+07:00` and its variants; `Z` for UTC if the layout has one. */
function formatOffset(element: string, offset: number): string {
  if (element.startsWith("Z") && offset === 0) return "Z";
  const size = Math.abs(offset);
  const separator = element.includes(":") ? ":" : "";
  const numbers = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map(two);
  const count = element.slice(1).replaceAll(":", "").length / 2;
  return (offset < 0 ? "-" : "+") + numbers.slice(0, count).join(separator);
}

/** Zeros in the layout keep trailing zeros of the fraction, nines drop them. */
function formatFraction(element: string, nanoseconds: number): string {
  const digits = String(nanoseconds)
    .padStart(9, "0")
    .slice(0, element.length - 1);
  if (element.charAt(1) === "0") return element.charAt(0) + digits.padEnd(element.length - 1, "0");
  const trimmed = digits.replace(/0+$/, "");
  return trimmed === "" ? "" : element.charAt(0) + trimmed;
}

function formatYear(year: number): string {
  return (year < 0 ? "-" : "") + String(Math.abs(year)).padStart(4, "0");
}

/** A date element; undefined for an element of the time of day. */
function formatDate(element: string, instant: Moment, { year, month, day }: Civil): string | undefined {
  const monthName = monthNames[month - 1] ?? "";
  const dayName = dayNames[instant.weekday()] ?? "";
  switch (element) {
    case "2006":
      return formatYear(year);
    case "06":
      return two(((year % 100) + 100) % 100);
    case "January":
      return monthName;
    case "Jan":
      return monthName.slice(0, 3);
    case "1":
      return String(month);
    case "01":
      return two(month);
    case "Monday":
      return dayName;
    case "Mon":
      return dayName.slice(0, 3);
    case "2":
      return String(day);
    case "_2":
      return String(day).padStart(2);
    case "02":
      return two(day);
    case "__2":
      return String(instant.yearDay()).padStart(3);
    case "002":
      return String(instant.yearDay()).padStart(3, "0");
    default:
      return undefined;
  }
}

function formatClock(element: string, { hour, minute, second }: Civil): string | undefined {
  switch (element) {
    case "15":
      return two(hour);
    case "3":
      return String(hour % 12 || 12);
    case "03":
      return two(hour % 12 || 12);
    case "4":
      return String(minute);
    case "04":
      return two(minute);
    case "5":
      return String(second);
    case "05":
      return two(second);
    case "PM":
      return hour >= 12 ? "PM" : "AM";
    case "pm":
      return hour >= 12 ? "pm" : "am";
    default:
      return undefined;
  }
}

function formatElement(element: string, instant: Moment, civil: Civil): string {
  const known = formatDate(element, instant, civil) ?? formatClock(element, civil);
  if (known !== undefined) return known;
  if (/^[.,]/.test(element)) return formatFraction(element, instant.nanoseconds);
  const { offset, abbreviation } = instant.zone.at(instant.seconds);
  if (element !== "MST") return formatOffset(element, offset);
  return abbreviation === "" ? formatOffset("-0700", offset) : abbreviation;
}

/** Formats a time with a layout. */
export function formatInstant(instant: Moment, layout: string): string {
  const civil = instant.civil();
  return layoutParts(layout)
    .map(({ prefix, element }) =>
      element === undefined ? prefix : prefix + formatElement(element, instant, civil),
    )
    .join("");
}
