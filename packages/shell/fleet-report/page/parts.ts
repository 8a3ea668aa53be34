/** Small parts of the page. */
import { type ComponentChild, h } from "preact";
import type { HealthName, Link } from "./data.ts";

export function linked({ text, url }: Link, name?: string): ComponentChild {
  const label = name === undefined ? {} : { "aria-label": name };
  return url === undefined ? text : h("a", { href: url, rel: "noreferrer", ...label }, text);
}

const signs: Readonly<Record<HealthName, string>> = {
  compliant: "✓",
  progressing: "…",
  failing: "✕",
  silent: "?",
  unknown: "·",
};

/** A sign and its word: colour alone says nothing. */
export function badge(health: HealthName): ComponentChild {
  return h(
    "span",
    { class: `badge ${health}` },
    h("span", { "aria-hidden": "true" }, signs[health]),
    ` ${health}`,
  );
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

export function since(at: string | undefined): ComponentChild {
  const time = at === undefined ? Number.NaN : Date.parse(at);
  if (Number.isNaN(time)) return null;
  const seconds = (time - Date.now()) / 1_000;
  const [unit, size] = units.find(([, least]) => Math.abs(seconds) >= least) ?? (["second", 1] as const);
  const text = new Intl.RelativeTimeFormat("en").format(Math.round(seconds / size), unit);
  return h("time", { datetime: at, title: at }, text);
}

/** Making one takes longer than using it. */
const numbers = new Intl.NumberFormat("en");

export function counted(count: number, noun: string): string {
  return `${numbers.format(count)} ${noun}${count === 1 ? "" : "s"}`;
}
