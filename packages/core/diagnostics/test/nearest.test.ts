import { isOneLetterOff } from "@kalypso-actions/diagnostics";
import { expect, test } from "vitest";

/** Every word that is one edit away from `word`, in the letters `a` and `b`. */
function edits(word: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = 0; at <= word.length; at++) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    for (const letter of ["a", "b"]) {
      found.add(before + letter + after);
      if (after !== "") found.add(before + letter + after.slice(1));
    }
    if (after !== "") found.add(before + after.slice(1));
    if (after.length > 1) found.add(`${before}${after[1]}${after[0]}${after.slice(2)}`);
  }
  return found;
}

test("one letter more, less or another, or two swapped: of all words of up to five letters", () => {
  const words = [""];
  for (const word of words) if (word.length < 5) words.push(`${word}a`, `${word}b`);
  for (const word of words) {
    const near = edits(word);
    for (const other of words)
      expect(isOneLetterOff(word, other), `${word} ${other}`).toBe(word !== other && near.has(other));
  }
});

test("case does not matter", () => {
  expect(isOneLetterOff("Region", "region")).toBe(true);
  expect(isOneLetterOff("REGOIN", "region")).toBe(true);
});
