/** sprig's dates. Functions that read the clock are refused; local time is UTC. */
import { DurationError, formatDuration, parseDuration, roundDuration } from "../time/duration.ts";
import { formatInstant } from "../time/format.ts";
import { Instant, zeroSeconds } from "../time/instant.ts";
import { parseInstant, TimeError } from "../time/parse.ts";
import { zoneOf } from "../time/zone.ts";
import { define, type Functions, GoError } from "../values/function.ts";
import { GoInteger, typeOf, type Value } from "../values/value.ts";

/**
 * A time, or seconds since 1970. For anything else sprig takes the current time, which must not get into a manifest.
 */
function instant(value: Value): Instant {
  if (value instanceof Instant) return value;
  if (typeof value === "bigint") return new Instant(Number(value), 0);
  if (value instanceof GoInteger && /^int(?:32|64)$/.test(value.type))
    return new Instant(Number(value.value), 0);
  throw new GoError(
    `expected a time or seconds since 1970, found ${value === null ? "nil" : typeOf(value)}; the current time is not to be had, since it would change the manifest from run to run`,
  );
}

function format(layout: string, value: Value, zone: string): string {
  const shown = instant(value).in(zoneOf(zone));
  // JavaScript's dates do not support years with five or more digits.
  if (!(Math.abs(shown.seconds) < 8.64e12)) throw new GoError("the time is out of range");
  return formatInstant(shown, layout);
}

function modify(duration: string, time: Value, isQuiet: boolean): Value {
  try {
    return instant(time).add(parseDuration(duration));
  } catch (error) {
    if (!(error instanceof DurationError)) throw error;
    if (isQuiet) return time;
    throw new GoError(error.message);
  }
}

function toDate(layout: string, text: string, isQuiet: boolean): Value {
  try {
    return parseInstant(layout, text);
  } catch (error) {
    if (!(error instanceof TimeError)) throw error;
    if (isQuiet) return new Instant(zeroSeconds, 0);
    throw new GoError(error.message);
  }
}

/** Seconds as a duration: digits in a text, or an int64. Anything else, an int included, counts as zero. */
function duration(value: Value): string {
  const isDigits = typeof value === "string" && /^[+-]?[0-9]+$/.test(value);
  const seconds = isDigits ? BigInt(value.replace("+", "")) : int64Of(value);
  return formatDuration(BigInt.asIntN(64, clamp(seconds) * 1_000_000_000n));
}

function clamp(seconds: bigint): bigint {
  const limit = 2n ** 63n;
  return seconds >= limit ? limit - 1n : seconds < -limit ? -limit : seconds;
}

function int64Of(value: Value): bigint {
  return value instanceof GoInteger && value.type === "int64" ? value.value : 0n;
}

function durationRound(value: Value): string {
  if (value instanceof Instant)
    throw new GoError("the time since a date is not to be had: it would change the manifest from run to run");
  if (typeof value !== "string") return roundDuration(int64Of(value));
  try {
    return roundDuration(parseDuration(value));
  } catch (error) {
    if (error instanceof DurationError) return "0s";
    throw error;
  }
}

const inZone = define(["string", "interface {}", "string"], format);
const modifying = define(["string", "time.Time"], (text, time) => modify(text, time, true));
const mustModify = define(["string", "time.Time"], (text, time) => modify(text, time, false));

export const dateFunctions: Functions = {
  date: define(["string", "interface {}"], (layout, value) => format(layout, value, "UTC")),
  dateInZone: inZone,
  date_in_zone: inZone,
  htmlDate: define(["interface {}"], (value) => format("2006-01-02", value, "UTC")),
  htmlDateInZone: define(["interface {}", "string"], (value, zone) => format("2006-01-02", value, zone)),
  dateModify: modifying,
  date_modify: modifying,
  mustDateModify: mustModify,
  must_date_modify: mustModify,
  duration: define(["interface {}"], duration),
  durationRound: define(["interface {}"], durationRound),
  toDate: define(["string", "string"], (layout, text) => toDate(layout, text, true)),
  mustToDate: define(["string", "string"], (layout, text) => toDate(layout, text, false)),
  unixEpoch: define(["time.Time"], (time) => String(instant(time).seconds)),
};
