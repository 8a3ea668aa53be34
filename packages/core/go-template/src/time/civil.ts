import type { Zone } from "./zone.ts";

/** The date and time of day that a calendar and a clock show. */
export interface Civil {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** A UTC time as seconds since 1970. */
export function secondsOf({ year, month, day, hour, minute, second }: Civil): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}

/** A moment as shown in its time zone. */
export interface Moment {
  /** Seconds since 1970. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly zone: Zone;
  civil(): Civil;
  weekday(): number;
  yearDay(): number;
}
