import { expect, test } from "vitest";
import { printedLine, type Style } from "../src/text.ts";

const paint = (style: Style, text: string) => `<${style}>${text}</>`;

test("styles become colours only where there are any", () => {
  const line = ["a ", { text: "b", style: "red" }] as const;
  expect(printedLine(line)).toBe("a b");
  expect(printedLine(line, paint)).toBe("a <red>b</>");
});

test("a line with anything to escape is escaped as a whole and has no colours", () => {
  const line = [":", { text: ":error::x\u001b[2J", style: "red" }] as const;
  expect(printedLine(line, paint)).toBe("\\::error::x\\u001b[2J");
  expect(printedLine(["##", { text: "[error]x", style: "red" }], paint)).toBe("##\\[error]x");
});

test("tabs stay, line ends do not", () => {
  expect(printedLine("a\tb\nc")).toBe("a\tb\\nc");
});
