/** Prints the text of an application team by its place in the template. */
import { isHarmless, shellSafe, type TeamText } from "../team-text.ts";
import { escapedYaml, isPlainScalar, unwritable } from "../yaml-text.ts";
import type { TagPlace } from "./places.ts";

/** Why a text cannot be printed in its place. */
export interface Refusal {
  /** Where it would be printed, such as `in a comment`. */
  readonly where: string;
}

/** YAML limits keys without a `?`. */
const maxKey = 1024;

function isOneLine(text: string): boolean {
  return !unwritable.test(text) && !text.includes("\n");
}

type PlainPlace = Extract<TagPlace, { readonly in: "plain" }>;

function inPlain(text: string, { isKey, isFlow, before, after }: PlainPlace): string | Refusal {
  const whole = `${before}${text}${after}`;
  const isPlain = isPlainScalar(whole, isFlow);
  if (isKey) return isPlain && whole.length < maxKey ? text : { where: "in a key" };
  if (isPlain) return text;
  const isWhole = before === "" && after === "";
  return isWhole ? escapedYaml(JSON.stringify(text)) : { where: "as a part of a value without quotes" };
}

/** The text as YAML, or why it cannot be printed there. */
export function printedInYaml(team: TeamText, place: TagPlace): string | Refusal {
  const { text } = team;
  switch (place.in) {
    case "double":
      return team.escaped;
    case "single":
      return isOneLine(text) ? text.replaceAll("'", "''") : { where: "in single quotes" };
    case "comment":
      return isOneLine(text) ? text : { where: "in a comment" };
    case "block":
      return isOneLine(text) && !(place.startsLine && /^\s/.test(text))
        ? text
        : { where: "in a block of text" };
    case "plain":
      return inPlain(text, place);
    case "unknown":
      return isHarmless(text) ? text : { where: "where it could become anything" };
  }
}

/** The text in a script, or why it cannot be printed there. */
export function printedInScript({ text }: TeamText): string | Refusal {
  return shellSafe.test(text) ? text : { where: "in a script without `shell`" };
}

/** What prints the same in every place: most texts, so that the places of most templates are never looked for. */
export const sameEverywhere =
  /^(?:\.|\.{0,2}[A-Za-z0-9/_](?:[A-Za-z0-9._/@+=~:-]{0,500}[A-Za-z0-9._/@+=~-])?)$/;
