import { define } from "../values/function.ts";
import { type GoFunction, GoObject, type Value } from "../values/value.ts";
import { type Civil, type Moment, secondsOf } from "./civil.ts";
import { formatInstant } from "./format.ts";
import { dayNames, daysBefore, monthNames } from "./layout.ts";
import { utc, type Zone } from "./zone.ts";

/** January 1 of year 1: Go's zero time. */
export const zeroSeconds = secondsOf({ year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0 });

/** A number that Go prints by name: a month or a weekday. */
class NamedNumber extends GoObject {
  readonly type: string;
  readonly kind = "int";
  readonly #name: string;

  constructor(type: string, name: string) {
    super();
    this.type = type;
    this.#name = name;
  }

  text(): string {
    return this.#name;
  }

  marshalText(): string {
    return this.#name;
  }

  method(name: string): GoFunction | undefined {
    return name === "String" ? define([], () => this.#name) : undefined;
  }
}

/** Go's time.Time: a moment, to the nanosecond, and the zone to show it in. */
export class Instant extends GoObject implements Moment {
  readonly type = "time.Time";
  readonly kind = "struct";
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly zone: Zone;

  constructor(seconds: number, nanoseconds: number, zone: Zone = utc) {
    super();
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
    this.zone = zone;
  }

  in(zone: Zone): Instant {
    return new Instant(this.seconds, this.nanoseconds, zone);
  }

  /** @param nanoseconds a duration */
  add(nanoseconds: bigint): Instant {
    const total = BigInt(this.nanoseconds) + nanoseconds;
    const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
    const carried = Number((total - rest) / 1_000_000_000n);
    return new Instant(this.seconds + carried, Number(rest), this.zone);
  }

  civil(): Civil {
    const date = new Date((this.seconds + this.zone.at(this.seconds).offset) * 1000);
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
    };
  }

  /** 0 is Sunday. */
  weekday(): number {
    return new Date((this.seconds + this.zone.at(this.seconds).offset) * 1000).getUTCDay();
  }

  yearDay(): number {
    const { year, month, day } = this.civil();
    return daysBefore(year, month) + day;
  }

  text(): string {
    return formatInstant(this, "2006-01-02 15:04:05.999999999 -0700 MST");
  }

  marshalText(): string {
    return formatInstant(this, "2006-01-02T15:04:05.999999999Z07:00");
  }

  method(name: string): GoFunction | undefined {
    const number = (value: number) => define([], () => BigInt(value));
    const { year, month, day, hour, minute, second } = this.civil();
    switch (name) {
      case "Year":
        return number(year);
      case "Month":
        return define([], () => new NamedNumber("time.Month", monthNames[month - 1] ?? ""));
      case "Day":
        return number(day);
      case "Hour":
        return number(hour);
      case "Minute":
        return number(minute);
      case "Second":
        return number(second);
      case "Nanosecond":
        return number(this.nanoseconds);
      case "YearDay":
        return number(this.yearDay());
      case "Weekday":
        return define([], () => new NamedNumber("time.Weekday", dayNames[this.weekday()] ?? ""));
      default:
        return this.#otherMethod(name);
    }
  }

  #otherMethod(name: string): GoFunction | undefined {
    const compare = (holds: (order: number) => boolean) =>
      define(["time.Time"], (other) => holds(this.compare(other)));
    switch (name) {
      case "Unix":
        return define([], () => BigInt(this.seconds));
      case "UTC":
      case "Local":
        return define([], () => this.in(utc));
      case "IsZero":
        return define([], () => this.seconds === zeroSeconds && this.nanoseconds === 0);
      case "String":
        return define([], () => this.text());
      case "Format":
        return define(["string"], (layout) => formatInstant(this, layout));
      case "Before":
        return compare((order) => order < 0);
      case "After":
        return compare((order) => order > 0);
      case "Equal":
        return compare((order) => order === 0);
      default:
        return undefined;
    }
  }

  /** Negative if this one is earlier. */
  compare(other: Value): number {
    if (!(other instanceof Instant)) return Number.NaN;
    return this.seconds - other.seconds || this.nanoseconds - other.nanoseconds;
  }
}
