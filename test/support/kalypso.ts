/** Runs commands of the command line in the test's own process. */
import { hasErrors } from "@kalypso-actions/diagnostics";
import { openSnapshotReader } from "@kalypso-actions/git";
import type { World } from "@kalypso-actions/github-sandbox";
import type { Command, CommandResult } from "../../packages/shell/cli/src/command.ts";
import { diffCommand } from "../../packages/shell/cli/src/commands/diff.ts";
import { explainCommand } from "../../packages/shell/cli/src/commands/explain.ts";
import { renderCommand } from "../../packages/shell/cli/src/commands/render.ts";
import { scheduleCommand } from "../../packages/shell/cli/src/commands/schedule.ts";
import { validateCommand } from "../../packages/shell/cli/src/commands/validate.ts";
import { parseOptions, UsageError } from "../../packages/shell/cli/src/options.ts";

const commands: Readonly<Record<string, Command>> = {
  schedule: scheduleCommand,
  render: renderCommand,
  validate: validateCommand,
  explain: explainCommand,
  diff: diffCommand,
};

export interface CommandRun extends CommandResult {
  readonly exitCode: 0 | 1;
  readonly stdout: string;
}

/** @throws UsageError */
export async function command(world: World, ...args: readonly string[]): Promise<CommandRun> {
  const options = parseOptions(args);
  const known = commands[options?.command ?? ""];
  if (options === undefined || known === undefined) throw new UsageError(args.join(" "));
  await using reader = openSnapshotReader({ env: { ...process.env, ...world.env } });
  const result = await known(options, reader);
  const stdout = result.text === "" ? "" : `${result.text}\n`;
  return { ...result, exitCode: hasErrors(result.diagnostics) ? 1 : 0, stdout };
}
