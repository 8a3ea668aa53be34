/** Every `kalypso` command in the documentation is one that the command line takes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseArguments } from "../packages/shell/cli/src/arguments.ts";
import { readOptions } from "../packages/shell/cli/src/options.ts";
import { UsageError } from "../packages/shell/cli/src/usage-error.ts";
import { repositoryRoot } from "./support/process.ts";

const pages = [
  "README.md",
  "packages/shell/cli/README.md",
  "workflows-examples/README.md",
  ...readdirSync(join(repositoryRoot, "docs")).flatMap((name) =>
    name.endsWith(".md") ? [`docs/${name}`] : [],
  ),
];

const program = /^(?:npm run --silent kalypso --|npx kalypso-actions|kalypso)(?= )/;

/** Words as a shell takes them; quotes hold words together. */
function wordsOf(command: string): readonly string[] {
  const words = command.replace(/\s+#.*$/, "").matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g);
  return [...words].map(([, double, single, plain]) => double ?? single ?? plain ?? "");
}

/** The commands in the code blocks of a page, and what their arguments are. */
function commandsOf(page: string): readonly string[] {
  const text = readFileSync(join(repositoryRoot, page), "utf8");
  const blocks = [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block = ""]) => block);
  return blocks
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, " ").split("\n"))
    .map((line) => line.trim())
    .filter((line) => program.test(line) && !line.includes("<"));
}

const commands = pages.flatMap((page) => commandsOf(page).map((command) => [page, command] as const));

test("the documentation shows commands", () => {
  expect(commands.length).toBeGreaterThan(20);
});

test.each(commands)("%s: %s", (_, command) => {
  const request = parseArguments(wordsOf(command.replace(program, "")));
  if (request.kind !== "command") return;
  try {
    readOptions(request.line);
  } catch (error) {
    if (error instanceof UsageError) expect(error.problems).toEqual([]);
    throw error;
  }
});
