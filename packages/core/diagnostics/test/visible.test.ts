import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Diagnostic, formatReport, visible, visibleJson, visibleLines } from "../src/index.ts";

/** How GitHub's runner finds commands in a line: `::` at its start after optional white space, `##[` anywhere. */
const command = /^\s*::|##\[/;
const lineEnd = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for them.
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Text assembled from dangerous parts, so that combinations occur. */
const piece = fc.constantFrom(
  "::",
  ":",
  "#",
  "##[",
  "[",
  "add-mask]",
  "error file=a::",
  "a",
  " ",
  "\t",
  "\\",
  "%0A",
  "\u{1F600}",
  "\n",
  "\r",
  "\r\n",
  "\u0085",
  "\u2028",
  "\u2029",
  "\u001b[31m",
  "\u0000",
  "\u007f",
  "\u009b",
  "\u00a0",
  "\u202e",
  "\ud83d",
  "\u200b",
  "\u{e0041}",
);
const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(""));

/** What has no width. */
const hidden = /[\u200b\u{e0041}]/u;

describe("text from outside", () => {
  test.each([
    ["a cluster's message", "x\n::add-mask::a", "x\\n::add-mask::a"],
    ["a command at the beginning", "::error file=a::pwn", "\\::error file=a::pwn"],
    ["a command after white space", " \u00a0::set-output name=a::b", " \u00a0\\::set-output name=a::b"],
    ["the legacy form, anywhere", "x ##[add-mask]secret", "x ##\\[add-mask]secret"],
    ["a file's name", "x\n::error file=a::pwn\n.yaml", "x\\n::error file=a::pwn\\n.yaml"],
    ["line ends of Unicode", "a\u0085b\u2028c\u2029d\re", "a\\u0085b\\u2028c\\u2029d\\re"],
    ["a terminal's sequences", "a\u001b[2Kb\u009b31m\u007f\b", "a\\u001b[2Kb\\u009b31m\\u007f\\u0008"],
    ["bidirectional text", "a\u202eb", "a\\u202eb"],
    [
      "names that look the same",
      "pr\u200bod\u2060\ufeff\u00ad\u3164",
      "pr\\u200bod\\u2060\\ufeff\\u00ad\\u3164",
    ],
    ["a hidden message", "a\u{e0041}\u{e007f}b\ufe0f", "a\\udb40\\udc41\\udb40\\udc7fb\\ufe0f"],
    ["joiners between letters", "a\u200db\u200c\ufff9", "a\\u200db\\u200c\\ufff9"],
    [
      "an emoji of parts",
      "\u2764\ufe0f\u200d\u{1F525} \u{1F469}\u{1F3FD}\u200d\u{1F680}",
      "\u2764\ufe0f\u200d\u{1F525} \u{1F469}\u{1F3FD}\u200d\u{1F680}",
    ],
    ["harmless text", "ünïcode 日本 \u{1F600} a::b #[x] \\n", "ünïcode 日本 \u{1F600} a::b #[x] \\n"],
  ])("%s is shown and has no effect", (_, given, shown) => {
    expect(visible(given)).toBe(shown);
    expect(visible(shown)).toBe(shown);
  });

  test("becomes one line without workflow commands, whatever it contains", () => {
    fc.assert(
      fc.property(text, (given) => {
        const shown = visible(given);
        expect(shown).not.toMatch(lineEnd);
        expect(shown).not.toMatch(control);
        expect(shown).not.toMatch(hidden);
        expect(shown).not.toMatch(command);
      }),
    );
  });

  test("adds no lines to ours and runs no workflow command", () => {
    fc.assert(
      fc.property(text, (given) => {
        const lines = visibleLines(given).split("\n");
        expect(lines).toHaveLength(given.split("\n").length);
        for (const line of lines) {
          expect(line).not.toMatch(lineEnd);
          expect(line).not.toMatch(command);
        }
      }),
    );
  });

  test("stays the same text in JSON and runs no workflow command", () => {
    fc.assert(
      fc.property(text, text, (key, value) => {
        const json = visibleJson(JSON.stringify({ [key]: [value] }, null, 2));
        expect(JSON.parse(json)).toEqual({ [key]: [value] });
        for (const line of json.split("\n")) {
          expect(line).not.toMatch(lineEnd);
          expect(line).not.toMatch(control);
          expect(line).not.toMatch(hidden);
          expect(line).not.toMatch(command);
        }
      }),
    );
  });

  test("adds no lines to a problem, in whatever part it occurs", () => {
    fc.assert(
      fc.property(text, text, text, (message, file, source) => {
        const place = { file, line: 1, column: 1, source };
        const diagnostic: Diagnostic = {
          severity: "error",
          code: "yaml-syntax",
          message,
          place,
          related: [{ message, place: { file, line: 2, column: 2 } }],
          hint: `Did you mean ${message.replaceAll("\n", " ")}?`,
        };
        const lines = formatReport([diagnostic]).split("\n");
        expect(lines).toHaveLength(4);
        for (const line of lines) {
          expect(line).not.toMatch(lineEnd);
          expect(line).not.toMatch(command);
        }
      }),
      { examples: [[":", "", ""]] },
    );
  });
});
