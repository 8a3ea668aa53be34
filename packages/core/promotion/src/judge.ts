import type { CommitStatusReport } from "./commit-status.ts";
import type { FluxConfiguration } from "./flux-configuration.ts";
import { appliedCommit } from "./flux-reasons.ts";
import { judgeFlux } from "./flux-verdict.ts";
import { judgeStatus } from "./status-verdict.ts";
import type { JudgeContext, Judged } from "./verdict.ts";

/** A health source's report on one cluster. */
export type Configuration = FluxConfiguration | CommitStatusReport;

/** The verdict on a configuration in one poll; the gate decides whether a failure counts. */
export function judge(configuration: Configuration, context: JudgeContext): Judged {
  return configuration.kind === "flux"
    ? judgeFlux(configuration, context)
    : judgeStatus(configuration, context);
}

/** The commits whose relation is needed to judge a configuration. */
export function commitsOf(configuration: Configuration): readonly string[] {
  if (configuration.kind === "status") return [configuration.commit];
  const applied = configuration.objects
    .filter(({ kind, appliedBy }) => kind === "Kustomization" && appliedBy === undefined)
    .map(({ ready }) => (ready === undefined ? undefined : appliedCommit(ready)));
  return [...new Set([configuration.syncedCommit, ...applied])].filter((commit) => commit !== undefined);
}
