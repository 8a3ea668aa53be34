#!/usr/bin/env node
import { handleSignals } from "@kalypso-actions/files";
import { type CommandLine, parseArguments } from "./arguments.ts";
import { helpText } from "./help.ts";
import { printFailure, printHelp, printMisuse, printVersion, surviveClosedPipes } from "./print.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

/** @returns the exit code */
async function failure(error: unknown, line: CommandLine | undefined): Promise<number> {
  if (error instanceof UsageError) {
    await printMisuse(error.problems, line?.command);
    return 2;
  }
  await printFailure(error).catch(() => {});
  return line?.values.has("exit-code") === true ? 2 : 1;
}

/** The process ends by itself when everything is printed; ending it sooner would truncate the output. */
async function main(args: readonly string[]): Promise<number> {
  surviveClosedPipes();
  handleSignals();
  let line: CommandLine | undefined;
  try {
    const request = parseArguments(args);
    if (request.kind === "help") await printHelp((options) => helpText(request.command, options));
    if (request.kind === "version") await printVersion(version());
    if (request.kind !== "command") return 0;
    line = request.line;
    // Loaded here, because help and version need none of it.
    const { answer } = await import("./answer.ts");
    return await answer(line);
  } catch (error) {
    return failure(error, line);
  }
}

process.exitCode = await main(process.argv.slice(2));
