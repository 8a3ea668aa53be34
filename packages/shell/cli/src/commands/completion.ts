import { parseLocation, readControlPlane } from "@kalypso-actions/control-plane";
import { dnsLabel } from "@kalypso-actions/names";
import type { Command, CommandResult, Tools } from "../command.ts";
import { bashScript } from "../completion/bash.ts";
import { zshScript } from "../completion/zsh.ts";
import { environmentNames, shells } from "../declarations.ts";
import { required } from "../options.ts";
import { UsageError } from "../usage-error.ts";

const scripts: Readonly<Record<(typeof shells)[number], () => string>> = { bash: bashScript, zsh: zshScript };

function printed(lines: readonly string[]): CommandResult {
  return { diagnostics: [], text: () => lines, data: lines };
}

/** What a folder's main lists. A key press asks for it: it reads nothing over the network and reports no problem. */
async function environmentsOf(where: string, { reader }: Tools): Promise<readonly string[]> {
  const location = parseLocation(where);
  if (!("folder" in location)) return [];
  const { value } = await readControlPlane(reader, location, ".environments");
  return (value?.set.resources.Environment ?? [])
    .map(({ name }) => name)
    .filter((name) => dnsLabel.test(name));
}

/** A script for a shell, or the names that it asks for. */
export const completionCommand: Command = async ({ operands, controlPlane }, tools) => {
  const wanted = required(operands[0], "<shell>");
  if (wanted === environmentNames) return printed(await environmentsOf(controlPlane, tools));
  const shell = shells.find((name) => name === wanted);
  if (shell === undefined)
    throw new UsageError(`there is no completion for ${wanted}; expected ${shells.join(" or ")}`);
  return printed(scripts[shell]().split("\n"));
};
