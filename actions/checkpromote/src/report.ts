import type { ActionResult } from "@kalypso-actions/action-kit";
import type { CheckOutcome } from "@kalypso-actions/checks";
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { formatRepositoryName, type RepositoryName } from "@kalypso-actions/github";
import { configurationsTable, type Judged, plainText } from "@kalypso-actions/promotion";

import type { NextEnvironment } from "./next-environment.ts";

interface Subject {
  readonly environment: string;
  readonly commit: string;
  readonly branch: string;
  readonly gitops: RepositoryName;
}

function silent(type: string): Diagnostic {
  return {
    severity: "warning",
    code: "cluster-type-silent",
    message: `nothing reports for the cluster type \`${type}\`, which has assignments`,
    hint: "Say what has to report with the annotation `kalypso.io/clusters` or `kalypso.io/minimum-clusters` on the ClusterType, or choose with `on-silent`.",
  };
}

/** With `health-of: platform` an application's failure is told and stops nothing. */
function degraded({ cluster, message }: Judged): Diagnostic {
  return { severity: "warning", code: "application-failing", message: `${cluster}: ${message}` };
}

const failureHint =
  "The table in the job's summary tells the state of every configuration, and whose trouble it is. Once it is repaired, run this again: the promotion goes on from here.";

/** What came of the check, for the log, the summary and the outputs. */
export function outcome(checked: CheckOutcome, next: NextEnvironment, subject: Subject): ActionResult {
  const { environment, commit, branch, gitops } = subject;
  const { decision, elsewhere } = checked;
  const { reason, judged } = decision;
  const isThrough = decision.kind === "success";
  const failure: Diagnostic = {
    ...{ severity: "error", code: "deployment-failed", message: `${environment}: ${reason}` },
    hint: failureHint,
  };
  const where = `\`${commit}\` of \`${formatRepositoryName(gitops)}\`, branch \`${branch}\``;
  const heading = `**${isThrough ? "Deployed" : "Not deployed"}**: ${where}: ${plainText(reason)}.`;
  return {
    diagnostics: [
      ...(isThrough ? next.diagnostics : [failure]),
      ...checked.diagnostics,
      ...judged.filter(({ verdict }) => verdict === "degraded").map(degraded),
      ...decision.silentClusterTypes.map(silent),
    ],
    summary: `${heading}\n\n${configurationsTable(decision, elsewhere)}`,
    done: `${environment}: ${reason}`,
    outputs: {
      verdict: decision.kind,
      configurations: JSON.stringify(judged.map(({ troubles, ...each }) => each)),
      promotable: String(isThrough && next.name !== "" && !next.isReached),
      "next-environment": next.name,
    },
  };
}
