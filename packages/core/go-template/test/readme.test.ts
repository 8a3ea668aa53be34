import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

const here = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

test("the README's example runs and prints what the README says", async () => {
  const example = here("example.ts");
  expect(here("../README.md")).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await import("./example.ts");
  const printed = log.mock.calls.map(([value]) => value);
  log.mockRestore();
  const told = [...example.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text = ""]) => text);
  const text = (value: unknown) =>
    typeof value === "string" ? value : `{ text: ${JSON.stringify((value as { text: string }).text)} }`;
  expect(printed.map(text)).toEqual(told);
});
