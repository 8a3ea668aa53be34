/** Durations as Go writes them, `1h2m3.5s`; in nanoseconds. */
import { quoteBytes } from "./quote.ts";

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const limit = 2n ** 63n;

export class DurationError extends Error {}

/** Converts a number in a unit to nanoseconds; fractions of a nanosecond are dropped. */
function nanoseconds(whole: string, fraction: string, unit: bigint): bigint {
  const scale = 10n ** BigInt(fraction.length);
  return (
    BigInt(whole === "" ? "0" : whole) * unit + (BigInt(fraction === "" ? "0" : fraction) * unit) / scale
  );
}

/** @throws DurationError */
export function parseDuration(text: string): bigint {
  const invalid = () => new DurationError(`time: invalid duration ${quoteBytes(text)}`);
  const unsigned = text.replace(/^[+-]/, "");
  if (unsigned === "0") return 0n;
  if (unsigned === "") throw invalid();
  let total = 0n;
  for (let at = 0; at < unsigned.length; ) {
    const part = /^([0-9]*)(?:\.([0-9]*))?([^.0-9]*)/.exec(unsigned.slice(at));
    const [whole = "", digits = "", fraction = "", name = ""] = part ?? [];
    if (digits + fraction === "") throw invalid();
    if (name === "") throw new DurationError(`time: missing unit in duration ${quoteBytes(text)}`);
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    if (unit === undefined)
      throw new DurationError(`time: unknown unit ${quoteBytes(name)} in duration ${quoteBytes(text)}`);
    total += nanoseconds(digits, fraction.slice(0, 18), unit);
    at += whole.length;
  }
  const isNegative = text.startsWith("-");
  if (total > limit || (total === limit && !isNegative)) throw invalid();
  return isNegative ? -total : total;
}

function withFraction(value: bigint, unit: bigint, name: string): string {
  const digits = String(unit).length - 1;
  const fraction = String(value % unit)
    .padStart(digits, "0")
    .replace(/0+$/, "");
  return `${value / unit}${fraction === "" || digits === 0 ? "" : `.${fraction}`}${name}`;
}

/** As Go's Duration.String: largest units first, seconds with their fraction. */
export function formatDuration(duration: bigint): string {
  if (duration === 0n) return "0s";
  const sign = duration < 0n ? "-" : "";
  const size = duration < 0n ? -duration : duration;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return sign + withFraction(size, 1_000n, "µs");
  if (size < 1_000_000_000n) return sign + withFraction(size, 1_000_000n, "ms");
  const minute = 60_000_000_000n;
  const [hours, minutes] = [size / (60n * minute), (size / minute) % 60n];
  const seconds = withFraction(size % minute, 1_000_000_000n, "s");
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : sign + seconds;
}

/** The largest unit of a duration, rounded down: `3mo`, `2h`. */
export function roundDuration(duration: bigint): string {
  const size = duration < 0n ? -duration : duration;
  const hour = 3_600_000_000_000n;
  const steps: readonly (readonly [string, bigint])[] = [
    ["y", 24n * 365n * hour],
    ["mo", 24n * 30n * hour],
    ["d", 24n * hour],
    ["h", hour],
    ["m", hour / 60n],
    ["s", hour / 3600n],
  ];
  const step = steps.find(([, length]) => size > length);
  return step === undefined ? "0s" : `${size / step[1]}${step[0]}`;
}
