import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import type { HistoryCommit, SnapshotReader } from "@kalypso-actions/git";
import type { ObservedPlatform } from "@kalypso-actions/setup";
import type { DoctorRequest } from "./doctor/request.ts";
import type { FleetSources } from "./fleet/sources.ts";
import type { Dialogue, Platforms } from "./init/platforms.ts";
import type { Options } from "./options.ts";
import type { Progress } from "./progress.ts";
import type { Text } from "./text.ts";

/** A command's result: text for people, data for programs. */
export interface CommandResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly text: Text;
  readonly data: unknown;
  /** For a result that has an exit code of its own; the default is 1 with errors, else 0. */
  readonly exitCode?: number;
}

export interface Tools {
  readonly reader: SnapshotReader;
  readonly progress: Progress;
  readonly dialogue: Dialogue;
  /** GitHub and Azure, to make something there. @throws DiagnosticError without a token */
  platforms(): Promise<Platforms>;
  /** A running platform. @throws DiagnosticError without a token, and of GitHub or Azure */
  observe(request: DoctorRequest): Promise<Outcome<ObservedPlatform | undefined>>;
  /** GitHub and the clusters, as far as there is a token. @param health what `--health` says */
  fleet(health: string | undefined): Promise<FleetSources>;
  /** The newest commits of a branch that change a file. @throws DiagnosticError git-* */
  history(request: HistoryRequest): Promise<readonly HistoryCommit[]>;
}

interface HistoryRequest {
  readonly repo: string;
  readonly branch: string;
  readonly path: string;
  /** How many commits of the branch are read. */
  readonly depth: number;
}

export type Command = (options: Options, tools: Tools) => Promise<CommandResult>;

/** Nothing but problems. */
export function onlyProblems(diagnostics: readonly Diagnostic[]): CommandResult {
  return { diagnostics, text: () => [], data: null };
}
