import type { CommitStatusReport } from "./commit-status.ts";
import type { FluxConfiguration } from "./flux-configuration.ts";
import { appliedCommit } from "./flux-reasons.ts";
import { judgeFlux } from "./flux-verdict.ts";
import { judgeStatus } from "./status-verdict.ts";
import type { JudgeContext, Judged } from "./verdict.ts";

/** Whatever a source of health tells of one cluster. */
export type Configuration = FluxConfiguration | CommitStatusReport;

/** A configuration in one poll; whether a failure counts is for the gate to tell. */
export function judge(configuration: Configuration, context: JudgeContext): Judged {
  return configuration.kind === "flux"
    ? judgeFlux(configuration, context)
    : judgeStatus(configuration, context);
}

/** The commits whose relation has to be known to judge a configuration. */
export function commitsOf(configuration: Configuration): readonly string[] {
  if (configuration.kind === "status") return [configuration.commit];
  const applied = configuration.objects
    .filter(({ kind, appliedBy }) => kind === "Kustomization" && appliedBy === undefined)
    .map(({ ready }) => (ready === undefined ? undefined : appliedCommit(ready)));
  return [...new Set([configuration.syncedCommit, ...applied])].filter((commit) => commit !== undefined);
}
