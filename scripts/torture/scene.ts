/** One action with everything it needs, to be run as a bundle while something goes wrong. */
import { existsSync, mkdirSync } from "node:fs";
import type { BranchMove, Faults } from "@kalypso-actions/github-sandbox";
import type { Files, Stage } from "../../test/support/github.ts";
import { textsBelow } from "../../test/support/paths.ts";
import type { ActionRun } from "../../test/support/process.ts";

/** Looked for in everything that a run leaves: no token may be there. */
export const canary = "ghs_CanaryCanaryCanaryCanary";

/** Which servers a fault can hit. */
export interface Servers {
  readonly github: Faults;
  readonly azure?: Faults;
}

export interface RunOptions {
  readonly onStart?: ((kill: (signal?: NodeJS.Signals) => void) => void) | undefined;
}

export interface Scene extends AsyncDisposable {
  readonly stage: Stage;
  readonly servers: Servers;
  /** The temporary folder of its runs. */
  readonly temporary: string;
  run(options?: RunOptions): Promise<ActionRun>;
  /** The branch that it reads or writes. */
  readonly branch: BranchMove;
  /** What a user finds afterwards. */
  state(): Files;
}

/** The folder for temporary files of a scene's runs. */
export function temporaryOf(stage: Stage): string {
  const folder = stage.path("tmp");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Files below a folder on disk, by path; none if there is no such folder. */
export function filesBelow(folder: string): Files {
  return existsSync(folder) ? Object.fromEntries(textsBelow(folder)) : {};
}

/** The last status of each context of a commit. */
export function lastStatuses(stage: Stage, commit: string): Files {
  const statuses = stage.github.repository("control-plane").statuses.get(commit) ?? [];
  return Object.fromEntries(
    statuses.map(({ context, state, description }) => [`status ${context}`, `${state} ${description}`]),
  );
}
