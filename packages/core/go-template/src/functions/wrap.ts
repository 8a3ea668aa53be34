/**
 * sprig's functions that shorten and wrap text, ported from goutils, which counts bytes where it should count
 * characters.
 */

import { define, type Functions } from "../values/function.ts";
import { byteLength, fromBytes, sliceBytes, toBytes } from "../values/text.ts";
import { isSpace } from "../values/unicode.ts";

const marker = "...";

/** A part of a text from an offset on, at most this many bytes long, with dots where something is left out. */
function abbreviate(text: string, offset: number, width: number): string {
  const length = byteLength(text);
  if (text === "" || width < 4) return "";
  if (length <= width) return text;
  const room = width - marker.length;
  const start = length - Math.min(offset, length) < room ? length - room : Math.min(offset, length);
  if (start <= 4) return sliceBytes(text, 0, room) + marker;
  if (width < 7) return "";
  if (start + room < length) return marker + abbreviate(sliceBytes(text, start, length), 0, room);
  return marker + sliceBytes(text, length - room, length);
}

function abbrevBoth(left: bigint, right: bigint, text: string): string {
  if (right < 4n || (left > 0n && right < 7n)) return text;
  return abbreviate(text, Number(left), Number(right));
}

/** Treats each byte as a character, although non-ASCII bytes are only parts of one. */
function byteCharacters(text: string): string[] {
  return Array.from(toBytes(text), (byte) => String.fromCharCode(byte));
}

function withoutSpace(text: string): string {
  const characters = byteCharacters(text);
  const kept = characters.filter((character) => !isSpace(character));
  return kept.length === characters.length ? text : kept.join("");
}

function initials(text: string): string {
  const characters = byteCharacters(text);
  return characters
    .filter(
      (character, index) => !isSpace(character) && (index === 0 || isSpace(characters[index - 1] ?? "")),
    )
    .join("");
}

const space = 0x20;

interface Breaks {
  readonly lineBreak: string;
  readonly cutsWords: boolean;
}

/** Wraps text at spaces into lines of at most this many bytes; longer words stay whole or are cut. */
function wrap(text: string, width: number, { lineBreak, cutsWords }: Breaks): string {
  const bytes = toBytes(text);
  const size = Math.max(1, width);
  const lines: string[] = [];
  let at = 0;
  const take = (end: number, next: number) => {
    lines.push(fromBytes(bytes.subarray(at, end)));
    at = next;
  };
  while (bytes.length - at > size) {
    if (bytes[at] === space) {
      at++;
      continue;
    }
    const lastSpace = bytes.subarray(at, at + size + 1).lastIndexOf(space);
    if (lastSpace >= 0) take(at + lastSpace, at + lastSpace + 1);
    else if (cutsWords) take(at + size, at + size);
    else {
      const nextSpace = bytes.indexOf(space, at + size);
      if (nextSpace < 0) break;
      take(nextSpace, nextSpace + 1);
    }
  }
  lines.push(fromBytes(bytes.subarray(at)));
  return lines.join(lineBreak);
}

export const wrapFunctions: Functions = {
  abbrev: define(["int", "string"], (width, text) =>
    width < 4n ? text : abbreviate(text, 0, Number(width)),
  ),
  abbrevboth: define(["int", "int", "string"], abbrevBoth),
  nospace: define(["string"], withoutSpace),
  initials: define(["string"], initials),
  wrap: define(["int", "string"], (width, text) =>
    wrap(text, Number(width), { lineBreak: "\n", cutsWords: false }),
  ),
  wrapWith: define(
    ["int", "string", "string"],
    (width, lineBreak, text) => wrap(text, Number(width), { lineBreak: lineBreak || "\n", cutsWords: true }),
    (width, lineBreak, text) => (text.length / Math.max(1, Number(width))) * lineBreak.length,
  ),
};
