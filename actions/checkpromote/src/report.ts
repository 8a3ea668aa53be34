import type { ActionResult } from "@kalypso-actions/action-kit";
import type { CheckOutcome, NextEnvironment } from "@kalypso-actions/checks";
import { codeSpan, type Diagnostic, plainText, present } from "@kalypso-actions/diagnostics";
import { formatRepositoryName, type RepositoryName } from "@kalypso-actions/names";
import { configurationsTable, type GateDecision, type Judged } from "@kalypso-actions/promotion";

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
    hint: "Set the annotation `kalypso.io/clusters` or `kalypso.io/minimum-clusters` on the ClusterType to declare what must report, or set `on-silent`.",
  };
}

/** With `health-of: platform`, an application's failure is reported but stops nothing. */
function degraded({ cluster, message }: Judged): Diagnostic {
  return { severity: "warning", code: "application-failing", message: `${cluster}: ${message}` };
}

const failureHint =
  "See the table in the job summary for the state of every configuration and the owner of each problem. Fix the problem and run this again: the promotion continues from here.";

/** GitHub limits a job's outputs to a megabyte. Above half of that, configurations that have passed are left out. */
const maxOutput = 500_000;

function configurationsOutput(judged: readonly Judged[]): string {
  const plain = judged.map(({ troubles, ...each }) => each);
  const whole = JSON.stringify(plain);
  if (whole.length <= maxOutput) return whole;
  const open = plain.filter(({ verdict }) => verdict !== "compliant" && verdict !== "superseded");
  for (let count = open.length; count > 0; count = Math.floor(count / 2)) {
    const some = JSON.stringify(open.slice(0, count));
    if (some.length <= maxOutput) return some;
  }
  return "[]";
}

function failureOf(environment: string, decision: GateDecision): readonly Diagnostic[] {
  if (decision.kind === "success") return [];
  const message = `${environment}: ${decision.reason}`;
  return [{ severity: "error", code: "deployment-failed", message, hint: failureHint }];
}

function headingOf({ checked, isDecided }: CheckOutcome, { commit, branch, gitops }: Subject): string {
  const where = `\`${commit}\` of \`${formatRepositoryName(gitops)}\`, branch ${codeSpan(branch)}`;
  if (!isDecided || checked === undefined) return `**Check not finished**: ${where}.`;
  const { kind, reason } = checked.decision;
  return `**${kind === "success" ? "Deployed" : "Not deployed"}**: ${where}: ${plainText(reason)}.`;
}

/** The check's result, for the log, the summary and the outputs. */
export function report(outcome: CheckOutcome, next: NextEnvironment, subject: Subject): ActionResult {
  const { checked, isDecided, diagnostics } = outcome;
  const heading = headingOf(outcome, subject);
  if (checked === undefined) return { diagnostics, summary: heading, outputs: {} };
  const { decision, elsewhere } = checked;
  const { judged } = decision;
  const isThrough = isDecided && decision.kind === "success";
  return {
    diagnostics: [
      ...(isDecided ? failureOf(subject.environment, decision) : []),
      ...diagnostics,
      ...next.diagnostics,
      ...judged.filter(({ verdict }) => verdict === "degraded").map(degraded),
      ...decision.silentClusterTypes.map(silent),
    ],
    summary: `${heading}\n\n${configurationsTable(decision, elsewhere)}`,
    ...present({ done: isDecided ? `${subject.environment}: ${decision.reason}` : undefined }),
    outputs: {
      verdict: isDecided ? decision.kind : "unknown",
      configurations: configurationsOutput(judged),
      promotable: String(isThrough && next.name !== "" && !next.isReached),
      "next-environment": next.name,
    },
  };
}
