import { expect, test } from "vitest";
import { seconds } from "../src/inputs.ts";

test.each([
  ["15", { value: 15_000 }],
  ["0.01", { value: 10 }],
  ["1.5", { value: 1_500 }],
  ["599.999", { value: 599_999 }],
  ["600", { value: 600_000 }],
])("seconds may have decimals, and are milliseconds from then on: %s", (text, expected) => {
  expect(seconds(15, 0.01, 600).parse(text)).toEqual(expected);
});

test.each(["0", "0.001", "600.001", "-1", "1.2345", ".5", "1.", "1e2", "1,5", "1s", "often", "Infinity"])(
  "what is no time within the bounds is refused, with what is expected: %s",
  (text) => {
    expect(seconds(15, 0.01, 600).parse(text)).toEqual({
      expected: "seconds from 0.01 to 600, with up to three decimals",
    });
  },
);
