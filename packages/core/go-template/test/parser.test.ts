import fc from "fast-check";
import { expect, test } from "vitest";
import { ParseError, parseGoTemplate } from "../src/syntax/parser.ts";

function outcome(template: string): string | undefined {
  try {
    parseGoTemplate(template, "template", (name) =>
      name === "len" ? undefined : { what: `function "${name}" not defined`, isRefusal: false },
    );
    return undefined;
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}

test("an error names the template, the line and the problem, in the words of Go's parser", () => {
  expect(outcome("{{ if .A }}\n{{ nope }}{{ end }}")).toBe(
    'template: template:2: function "nope" not defined',
  );
  expect(outcome("\n{{ if .A }}")).toBe("template: template:2: unexpected EOF");
  expect(outcome("{{ end }}")).toBe("template: template:1: unexpected {{end}}");
  expect(outcome("{{ $x }}")).toBe('template: template:1: undefined variable "$x"');
  expect(outcome("{{ 1_000 }} {{ 0x_ff }}")).toBeUndefined();
});

test("refuses endless nesting", () => {
  expect(outcome(`{{ ${"(".repeat(100_000)}`)).toContain("nested deeper than");
  expect(outcome("{{ if 1 }}".repeat(100_000))).toContain("nested deeper than");
  expect(outcome(`{{ if 1 }}${"{{ else if 1 }}".repeat(100_000)}`)).toContain("nested deeper than");
});

test("the parser never hangs, and throws only its own error, whatever the text", () => {
  const piece = fc.constantFrom(
    "{{",
    "}}",
    "{{-",
    "-}}",
    " ",
    "\n",
    "if",
    "else",
    "end",
    "range",
    "with",
    "define",
    '"x"',
    "`",
    "'a'",
    ".",
    ".A",
    "$",
    "$x",
    ":=",
    "=",
    "|",
    "(",
    ")",
    ",",
    "1",
    "0x",
    "1e",
    "1i",
    "/*",
    "*/",
    "template",
    "block",
    "break",
    "nil",
    "true",
    "len",
    "é",
    "\u0000",
    "🎉",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join("")),
        fc.string({ unit: "binary" }),
      ),
      (text) => {
        outcome(text);
        outcome(`{{${text}}}`);
      },
    ),
    { numRuns: 5_000 },
  );
});
