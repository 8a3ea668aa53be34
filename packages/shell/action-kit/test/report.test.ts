import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { annotateAll, diagnosticsTable, info } from "../src/index.ts";

let printed = "";

beforeEach(() => {
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const evil = "x\n::add-mask::a\r##[set-output name=a]b\u2028";
const diagnostic: Diagnostic = {
  severity: "error",
  code: "deployment-failed",
  message: evil,
  hint: "::error::x",
  place: { file: "x\n::error file=a::pwn\n.yaml", line: 1, column: 2 },
  related: [{ message: "::debug::", place: { file: "a.yaml", line: 1, column: 1 } }],
};

/** How a runner decodes an annotation's message. */
function messageOf(line: string): string {
  const [, , message = ""] = line.split(/^(::error [^\n]*?::)/s);
  return message.replaceAll("%0A", "\n").replaceAll("%0D", "\r").replaceAll("%25", "%");
}

test("an annotation is one command, and its message contains no other", () => {
  annotateAll([diagnostic]);
  expect(printed.trimEnd().split(/[\r\n\u2028]/)).toHaveLength(1);
  expect(messageOf(printed.trimEnd())).toBe(
    [
      "x\\n::error file=a::pwn\\n.yaml:1:2: x\\n::add-mask::a\\r##\\[set-output name=a]b\\u2028",
      "  \\::debug::: a.yaml:1:1",
      "  hint: \\::error::x",
    ].join("\n"),
  );
});

test("a log line stays one line, and is never a command", () => {
  info("::add-mask::a");
  info(`drone-1: failing, ${evil}`);
  expect(printed).toBe(
    "\\::add-mask::a\ndrone-1: failing, x\\n::add-mask::a\\r##\\[set-output name=a]b\\u2028\n",
  );
});

test("a row of the summary's table stays one row", () => {
  const rows = diagnosticsTable([diagnostic]).trimEnd().split("\n");
  expect(rows).toHaveLength(5);
  expect(rows.at(-1)).toContain("x ::add-mask::a");
});

test("a place of another repository is a link to its line, wherever the file's name would end one", () => {
  const source = `https://github.com/contoso/app.git@${"a".repeat(40)}`;
  const place = { file: "a)|\n](x).yaml", line: 3, column: 4, source };
  const row =
    diagnosticsTable([{ ...diagnostic, place }])
      .trimEnd()
      .split("\n")
      .at(-1) ?? "";
  const address = `https://github.com/contoso/app/blob/${"a".repeat(40)}/a%29%7C%0A%5D%28x%29.yaml#L3`;
  expect(row).toContain(`](${address}) |`);
  expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
});
