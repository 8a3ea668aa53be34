#!/usr/bin/env node
import { surviveClosedPipes } from "@kalypso-actions/action-kit";
import { diagnosticsOf, hasErrors, nearestName } from "@kalypso-actions/diagnostics";
import { type HostToken, openSnapshotReader } from "@kalypso-actions/git";
import type { Command } from "./command.ts";
import { diffCommand } from "./commands/diff.ts";
import { explainCommand } from "./commands/explain.ts";
import { renderCommand } from "./commands/render.ts";
import { scheduleCommand } from "./commands/schedule.ts";
import { validateCommand } from "./commands/validate.ts";
import { type Format, parseOptions, UsageError, usage } from "./options.ts";
import { printFailure, printMisuse, printResult, printUsage } from "./print.ts";

const commands: ReadonlyMap<string, Command> = new Map([
  ["schedule", scheduleCommand],
  ["render", renderCommand],
  ["validate", validateCommand],
  ["explain", explainCommand],
  ["diff", diffCommand],
]);

function tokens(): readonly HostToken[] {
  const token = process.env["KALYPSO_TOKEN"] ?? process.env["GITHUB_TOKEN"];
  if (!token) return [];
  return [{ origin: new URL(process.env["GITHUB_SERVER_URL"] ?? "https://github.com").origin, token }];
}

function commandOf(name: string): Command {
  const command = commands.get(name);
  if (command !== undefined) return command;
  const nearest = nearestName(name, commands.keys());
  throw new UsageError(`unknown command ${name}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`);
}

interface Answer {
  /** 0 success, 1 errors, 2 wrong usage. */
  readonly exitCode: number;
  readonly print: () => Promise<void>;
}

async function answer(args: readonly string[]): Promise<Answer> {
  let format: Format = "text";
  try {
    const options = parseOptions(args);
    if (options === undefined) return { exitCode: 0, print: () => printUsage(usage) };
    format = options.format;
    const command = commandOf(options.command);
    await using reader = openSnapshotReader({ tokens: tokens() });
    const result = await command(options, reader);
    const exitCode = hasErrors(result.diagnostics) ? 1 : 0;
    return { exitCode, print: () => printResult(format, result) };
  } catch (error) {
    if (error instanceof UsageError) return { exitCode: 2, print: () => printMisuse(error.message) };
    const result = { diagnostics: diagnosticsOf(error), text: "", data: null };
    return { exitCode: 1, print: () => printResult(format, result) };
  }
}

/** The process ends by itself when everything is printed; ending it sooner would truncate the output. */
async function main(args: readonly string[]): Promise<number> {
  surviveClosedPipes();
  const { exitCode, print } = await answer(args);
  try {
    await print();
    return exitCode;
  } catch (error) {
    await printFailure(error).catch(() => {});
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
