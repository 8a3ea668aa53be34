/** The delimiters between actions and the text around them. */
import { characterAt, isSpace } from "./characters.ts";

export const leftDelim = "{{";
export const rightDelim = "}}";
/** A trim marker is a minus sign and the white space required between it and the action. */
export const trimMarkerLength = 2;

/** How an action ends: whether it trims the white space after it. */
export type Delimiter = "plain" | "trims";

export function hasLeftTrimMarker(input: string, at: number): boolean {
  return input.charAt(at) === "-" && isSpace(input.charAt(at + 1));
}

export function rightDelimAhead(input: string, at: number): Delimiter | undefined {
  if (input.startsWith(rightDelim, at)) return "plain";
  const marker = isSpace(input.charAt(at)) && input.charAt(at + 1) === "-";
  return marker && input.startsWith(rightDelim, at + trimMarkerLength) ? "trims" : undefined;
}

/** Whether a word may end here. */
export function isTerminator(input: string, at: number): boolean {
  const next = characterAt(input, at);
  return next === "" || isSpace(next) || ".,|:()".includes(next) || input.startsWith(rightDelim, at);
}
