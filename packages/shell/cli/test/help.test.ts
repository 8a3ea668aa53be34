import { describe, expect, test } from "vitest";
import { commands, shownOptions } from "../src/declarations.ts";
import { helpText } from "../src/help.ts";

describe.each(commands)("the help of $name", (command) => {
  const text = helpText(command, { columns: 80 });

  test("has the usage, one sentence, every option with its default last, and an example", () => {
    expect(text).toMatch(new RegExp(`^Usage: kalypso ${command.name} [\\s\\S]*?\\[options\\]`));
    expect(command.summary).toMatch(/^[A-Z][^.]*\.$/);
    for (const { name, fallback } of shownOptions(command)) {
      const line = new RegExp(`^  (?:-\\w, )?--${name} [\\s\\S]*?(?=^  -)`, "m")
        .exec(text)?.[0]
        .replaceAll(/\s+/g, " ");
      expect(line).toContain(fallback === undefined ? name : `(default: ${fallback})`);
    }
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) expect(text).toContain(`\n  ${example}`);
  });

  test("fits the terminal", () => {
    const lines = text.slice(0, text.search(/^Examples?:/m)).split("\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

test("the program's help names all commands and the exit codes", () => {
  const text = helpText(undefined, { columns: 80 });
  for (const { name } of commands) expect(text).toMatch(new RegExp(`^  ${name} `, "m"));
  expect(text).toContain("Exit codes: 0 success, 1 errors found, 2 wrong usage.");
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("titles are styled only where there are colours", () => {
  const title = (text: string) => `<b>${text}</b>`;
  expect(helpText(commands[0], { columns: 80, title })).toMatch(/^<b>Usage:<\/b>[\s\S]*<b>Examples:<\/b>/);
  expect(helpText(commands[0], { columns: 80 })).not.toContain("<b>");
});
