/** An action that runs unmodified: its `action.yml` and its bundle. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

interface ActionInput {
  readonly required?: boolean;
  readonly default?: string;
}

export interface ActionFile {
  readonly name: string;
  readonly inputs: Readonly<Record<string, ActionInput>>;
  /** The file that Node runs. */
  readonly main: string;
}

/** @throws Error if there is no action, or this runner cannot run it */
export function readAction(folder: string, uses: string): ActionFile {
  const path = ["action.yml", "action.yaml"].map((name) => join(folder, name)).find(existsSync);
  if (path === undefined) throw new Error(`Can't find 'action.yml' or 'action.yaml' for action '${uses}'.`);
  const { name, inputs, runs } = parse(readFileSync(path, "utf8")) as {
    readonly name?: string;
    readonly inputs?: Readonly<Record<string, ActionInput>>;
    readonly runs?: {
      readonly using?: string;
      readonly main?: string;
      readonly pre?: string;
      readonly post?: string;
    };
  };
  if (runs?.using !== "node24" || runs.main === undefined)
    throw new Error(
      `${uses}: the sandbox's runner runs only actions with \`using: node24\`, not \`${runs?.using}\``,
    );
  for (const part of ["pre", "post"] as const)
    if (runs[part] !== undefined)
      throw new Error(`${uses}: the sandbox's runner does not support \`runs.${part}\``);
  return { name: name ?? uses, inputs: inputs ?? {}, main: join(folder, runs.main) };
}
