/** Runs commands of the command line in the test's own process. */
import { hasErrors } from "@kalypso-actions/diagnostics";
import { openSnapshotReader } from "@kalypso-actions/git";
import type { World } from "@kalypso-actions/github-sandbox";
import { parseArguments } from "../../packages/shell/cli/src/arguments.ts";
import type { CommandResult, Tools } from "../../packages/shell/cli/src/command.ts";
import { runCommand } from "../../packages/shell/cli/src/runs.ts";
import { printedLine } from "../../packages/shell/cli/src/text.ts";
import { toolsFor } from "./tools.ts";

export interface CommandRun extends CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
}

/** @throws UsageError */
export async function command(world: World, ...args: readonly string[]): Promise<CommandRun> {
  return commandWith(world, {}, args);
}

/**
 * @param more tools besides those that read
 * @throws UsageError
 */
export async function commandWith(
  world: World,
  more: Partial<Tools>,
  args: readonly string[],
): Promise<CommandRun> {
  const request = parseArguments(args);
  if (request.kind !== "command") throw new Error(`${args.join(" ")} runs no command`);
  await using reader = openSnapshotReader({ env: { ...process.env, ...world.env } });
  const result = await runCommand(request.line, toolsFor(reader, more));
  const stdout = result
    .text(undefined)
    .map((line) => `${printedLine(line)}\n`)
    .join("");
  return { ...result, exitCode: hasErrors(result.diagnostics) ? 1 : (result.exitCode ?? 0), stdout };
}
