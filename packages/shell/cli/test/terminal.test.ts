import { expect, test } from "vitest";
import { terminalOf } from "../src/terminal.ts";

const terminal = { isTTY: true, columns: 120 };

test.each([
  { when: "a terminal", stream: terminal, env: {}, expected: true },
  { when: "a pipe", stream: {}, env: {}, expected: false },
  { when: "NO_COLOR on a terminal", stream: terminal, env: { NO_COLOR: "1" }, expected: false },
  { when: "an empty NO_COLOR, which is none", stream: terminal, env: { NO_COLOR: "" }, expected: true },
  { when: "FORCE_COLOR on a pipe", stream: {}, env: { FORCE_COLOR: "1" }, expected: true },
  {
    when: "FORCE_COLOR beside NO_COLOR",
    stream: {},
    env: { FORCE_COLOR: "1", NO_COLOR: "1" },
    expected: true,
  },
  { when: "FORCE_COLOR=0 on a terminal", stream: terminal, env: { FORCE_COLOR: "0" }, expected: false },
  { when: "a terminal that has none", stream: terminal, env: { TERM: "dumb" }, expected: false },
])("colours: $when", ({ stream, env, expected }) => {
  expect(terminalOf(stream, env).hasColours).toBe(expected);
});

test("only a terminal has columns", () => {
  expect(terminalOf(terminal, {}).columns).toBe(120);
  expect(terminalOf({ columns: 120 }, { FORCE_COLOR: "1" }).columns).toBeUndefined();
  expect(terminalOf({ isTTY: true, columns: 0 }, {}).columns).toBe(80);
});

test("only a terminal's line can be rewritten", () => {
  expect(terminalOf(terminal, { NO_COLOR: "1" }).canRewrite).toBe(true);
  expect(terminalOf({}, { FORCE_COLOR: "1" }).canRewrite).toBe(false);
  expect(terminalOf(terminal, { TERM: "dumb" }).canRewrite).toBe(false);
});
