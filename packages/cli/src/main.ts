#!/usr/bin/env node
import { writeSync } from "node:fs";
import { annotateAll } from "@kalypso-actions/action-kit";
import { diagnosticsOf, formatReport, hasErrors, nearestName } from "@kalypso-actions/diagnostics";
import { type HostToken, openSnapshotReader } from "@kalypso-actions/git";
import type { Command, CommandResult } from "./command.ts";
import { diffCommand } from "./commands/diff.ts";
import { explainCommand } from "./commands/explain.ts";
import { renderCommand } from "./commands/render.ts";
import { scheduleCommand } from "./commands/schedule.ts";
import { validateCommand } from "./commands/validate.ts";
import { type Format, parseOptions, UsageError, usage } from "./options.ts";

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

/** To a pipe that somebody may close early, `| head`, as well as to a terminal. */
function print(stream: 1 | 2, text: string): void {
  if (text === "") return;
  try {
    let rest = Buffer.from(`${text}\n`);
    while (rest.length > 0) rest = rest.subarray(writeSync(stream, rest));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  }
}

function printResult(format: Format, { diagnostics, text, data }: CommandResult): void {
  if (format === "json") print(1, JSON.stringify({ diagnostics, result: data }, null, 2));
  else if (format === "github") {
    annotateAll(diagnostics);
    print(1, text);
  } else {
    print(2, formatReport(diagnostics));
    print(1, text);
  }
}

function commandOf(name: string): Command {
  const command = commands.get(name);
  if (command !== undefined) return command;
  const nearest = nearestName(name, commands.keys());
  throw new UsageError(`unknown command ${name}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`);
}

/** @returns the exit code: 0 fine, 1 errors, 2 wrong usage */
async function main(args: readonly string[]): Promise<number> {
  let format: Format = "text";
  try {
    const options = parseOptions(args);
    if (options === undefined) {
      print(1, usage);
      return 0;
    }
    format = options.format;
    const command = commandOf(options.command);
    await using reader = openSnapshotReader({ tokens: tokens() });
    const result = await command(options, reader);
    printResult(format, result);
    return hasErrors(result.diagnostics) ? 1 : 0;
  } catch (error) {
    if (error instanceof UsageError) {
      print(2, `kalypso: ${error.message}\nTry: kalypso --help`);
      return 2;
    }
    printResult(format, { diagnostics: diagnosticsOf(error), text: "", data: null });
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
