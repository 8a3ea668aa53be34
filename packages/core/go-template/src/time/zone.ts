/** Time zones: a name, and the local time in the zone. */

export interface Zone {
  /** Seconds east of UTC and the zone's abbreviation at a time, given in seconds since 1970. */
  at(seconds: number): { readonly offset: number; readonly abbreviation: string };
}

export const utc: Zone = { at: () => ({ offset: 0, abbreviation: "UTC" }) };

/** A zone with one offset. Without a name, times show the offset. */
export function fixedZone(abbreviation: string, offset: number): Zone {
  return { at: () => ({ offset, abbreviation }) };
}

/**
 * Abbreviations of zones that JavaScript's Intl knows only by offset: standard and summer time. Others print as their
 * offset (`+03`), as the zone database itself has it for most of them.
 */
const abbreviations: readonly (readonly [standard: string, summer: string, zones: string])[] = [
  ["CET", "CEST", "CET Europe/Amsterdam Europe/Belgrade Europe/Berlin Europe/Brussels Europe/Budapest"],
  ["CET", "CEST", "Europe/Copenhagen Europe/Luxembourg Europe/Madrid Europe/Malta Europe/Oslo Europe/Paris"],
  ["CET", "CEST", "Europe/Prague Europe/Rome Europe/Stockholm Europe/Vienna Europe/Warsaw Europe/Zagreb"],
  ["CET", "CEST", "Europe/Zurich"],
  ["EET", "EEST", "EET Europe/Athens Europe/Bucharest Europe/Helsinki Europe/Kiev Europe/Kyiv Europe/Riga"],
  ["EET", "EEST", "Europe/Sofia Europe/Tallinn Europe/Vilnius Africa/Cairo"],
  ["WET", "WEST", "WET Europe/Lisbon"],
  ["GMT", "BST", "Europe/London"],
  ["GMT", "IST", "Europe/Dublin"],
  ["MSK", "MSK", "Europe/Moscow"],
  ["JST", "JST", "Asia/Tokyo"],
  ["KST", "KST", "Asia/Seoul"],
  ["CST", "CST", "Asia/Shanghai Asia/Taipei"],
  ["HKT", "HKT", "Asia/Hong_Kong"],
  ["PST", "PST", "Asia/Manila"],
  ["IST", "IST", "Asia/Kolkata Asia/Calcutta"],
  ["IST", "IDT", "Asia/Jerusalem"],
  ["PKT", "PKT", "Asia/Karachi"],
  ["WIB", "WIB", "Asia/Jakarta"],
  ["SAST", "SAST", "Africa/Johannesburg"],
  ["WAT", "WAT", "Africa/Lagos"],
  ["EAT", "EAT", "Africa/Nairobi"],
  ["AEST", "AEDT", "Australia/Sydney Australia/Melbourne Australia/Hobart"],
  ["AEST", "AEST", "Australia/Brisbane"],
  ["ACST", "ACDT", "Australia/Adelaide"],
  ["ACST", "ACST", "Australia/Darwin"],
  ["AWST", "AWST", "Australia/Perth"],
  ["NZST", "NZDT", "Pacific/Auckland"],
];

/** Parsed once: a list of `zone: [standard, summer]`. */
const abbreviationOf = new Map(
  abbreviations.flatMap(([standard, summer, zones]) =>
    zones.split(" ").map((zone) => [zone, { standard, summer }] as const),
  ),
);

function offsetName(offset: number): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  const rest = minutes % 60 === 0 ? "" : two(minutes % 60);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${rest}`;
}

function partsAt(format: Intl.DateTimeFormat, seconds: number): ReadonlyMap<string, string> {
  const parts = format.formatToParts(new Date(seconds * 1000));
  return new Map(parts.map(({ type, value }) => [type, value]));
}

/** Seconds east of UTC, computed from the local time shown. */
function offsetAt(format: Intl.DateTimeFormat, seconds: number): number {
  const parts = partsAt(format, seconds);
  const part = (name: string) => Number(parts.get(name) ?? 0);
  const clock = new Date(0);
  const year = parts.get("era") === "BC" ? 1 - part("year") : part("year");
  clock.setUTCFullYear(year, part("month") - 1, part("day"));
  clock.setUTCHours(part("hour"), part("minute"), part("second"));
  return Math.round(clock.getTime() / 1000) - Math.floor(seconds);
}

function namedZone(name: string): Zone {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const named = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "short" });
  const january = Date.UTC(2024, 0, 1) / 1000;
  const july = Date.UTC(2024, 6, 1) / 1000;
  const standard = Math.min(offsetAt(clock, january), offsetAt(clock, july));
  return {
    at: (seconds) => {
      const offset = offsetAt(clock, seconds);
      const known = abbreviationOf.get(name)?.[offset > standard ? "summer" : "standard"];
      const short = partsAt(named, seconds).get("timeZoneName") ?? "";
      const isName = /^[A-Z]{2,5}$/.test(short) && !(short === "GMT" && offset !== 0);
      return { offset, abbreviation: known ?? (isName ? short : offsetName(offset)) };
    },
  };
}

/** A zone of the IANA database; UTC for an unknown name, as in sprig. */
export function zoneOf(name: string): Zone {
  if (name === "" || name === "UTC" || name === "Local") return utc;
  try {
    return namedZone(name);
  } catch {
    return utc;
  }
}
