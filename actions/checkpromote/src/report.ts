import type { ActionResult } from "@kalypso-actions/action-kit";
import { type Diagnostic, visible } from "@kalypso-actions/diagnostics";
import { formatRepositoryName, type RepositoryName } from "@kalypso-actions/github";
import { configurationsTable, type GateDecision } from "@kalypso-actions/promotion";

import type { NextEnvironment } from "./next-environment.ts";

interface Subject {
  readonly environment: string;
  readonly commit: string;
  readonly branch: string;
  readonly gitops: RepositoryName;
}

/** What came of the check, for the log, the summary and the outputs. */
export function outcome(decision: GateDecision, next: NextEnvironment, subject: Subject): ActionResult {
  const { environment, commit, branch, gitops } = subject;
  const { reason, judged, silentClusterTypes } = decision;
  const isThrough = decision.kind === "success";
  const silent = silentClusterTypes.map(
    (type): Diagnostic => ({
      severity: "warning",
      code: "cluster-type-silent",
      message: `the commit changes the cluster type \`${type}\`, for which no configuration reports`,
    }),
  );
  const failure: Diagnostic = {
    severity: "error",
    code: "deployment-failed",
    message: `${environment}: ${reason}`,
    hint: "The table in the job's summary tells the state of every configuration. Once the environment is repaired, run this again: the promotion goes on from here.",
  };
  const where = `\`${commit}\` of \`${formatRepositoryName(gitops)}\`, branch \`${branch}\``;
  const heading = `**${isThrough ? "Deployed" : "Not deployed"}**: ${where}: ${visible(reason)}.`;
  return {
    diagnostics: [...(isThrough ? next.diagnostics : [failure]), ...silent],
    summary: `${heading}\n\n${configurationsTable(decision)}`,
    done: `${environment}: ${reason}`,
    outputs: {
      verdict: decision.kind,
      configurations: JSON.stringify(judged),
      promotable: String(isThrough && next.name !== "" && !next.isReached),
      "next-environment": next.name,
    },
  };
}
