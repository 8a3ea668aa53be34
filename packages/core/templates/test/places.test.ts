import { expect, test } from "vitest";
import { placesOf } from "../src/mustache/places.ts";
import type { Token } from "../src/mustache/tokens.ts";

const text = (value: string): Token => ["text", value, 0, 0];
const tag = (): Token => ["name", "v", 0, 0];

function placesIn(tokens: readonly Token[]) {
  const found = placesOf(tokens);
  return tokens.flatMap((token) => found.get(token) ?? []);
}

test("a tag starts a line of a block if only spaces and tabs precede it", () => {
  const texts = ["a: |\n  ", " \t", "\n  \t", "\n  b "];
  const places = placesIn(texts.flatMap((each) => [text(each), tag()]));
  expect(places.map((place) => place.in === "block" && place.startsLine)).toEqual([true, false, true, false]);
});

test.each(["  ", "\n  ", "\n  \t\t", "x"])(
  "a block of 50,000 tags with %j between them is read once",
  (between) => {
    const tags = Array.from({ length: 50_000 }, () => [text(between), tag()]).flat();
    expect(placesIn([text("a: |\n  b"), ...tags])).toHaveLength(50_000);
  },
);
