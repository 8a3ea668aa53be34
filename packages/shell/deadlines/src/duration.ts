const units = [
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const;

/** A time for people, in the largest unit that divides it: `90 s`, `30 min`, `24 h`, `40 ms`. */
export function duration(milliseconds: number): string {
  const whole = Math.ceil(milliseconds);
  const [size, unit] = units.find(([each]) => whole >= each && whole % each === 0) ?? [1, "ms"];
  return unit === "ms" && whole > 1_000 ? `${Math.ceil(whole / 1_000)} s` : `${whole / size} ${unit}`;
}
