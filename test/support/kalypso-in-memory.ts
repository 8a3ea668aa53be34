/** Runs commands of the command line on a platform in memory. */
import { hasErrors } from "@kalypso-actions/diagnostics";
import { parseArguments } from "../../packages/shell/cli/src/arguments.ts";
import type { Tools } from "../../packages/shell/cli/src/command.ts";
import { runCommand } from "../../packages/shell/cli/src/runs.ts";
import { printedLine } from "../../packages/shell/cli/src/text.ts";
import type { CommandRun } from "./kalypso.ts";
import type { MemoryPlatform } from "./memory-platform.ts";
import { toolsFor } from "./tools.ts";

/**
 * On the control plane's main.
 * @throws UsageError
 */
export async function commandWithTools(
  platform: MemoryPlatform,
  more: Partial<Tools>,
  args: readonly string[],
): Promise<CommandRun> {
  const at = ["--control-plane", `${platform.address("control-plane")}#main`];
  const request = parseArguments([...args, ...at]);
  if (request.kind !== "command") throw new Error(`${args.join(" ")} runs no command`);
  const result = await runCommand(request.line, toolsFor(platform.reader(), more));
  const stdout = result
    .text(undefined)
    .map((line) => `${printedLine(line)}\n`)
    .join("");
  return { ...result, exitCode: hasErrors(result.diagnostics) ? 1 : (result.exitCode ?? 0), stdout };
}

export async function command(platform: MemoryPlatform, ...args: readonly string[]): Promise<CommandRun> {
  return commandWithTools(platform, {}, args);
}
