import type { ActionResult } from "@kalypso-actions/action-kit";
import type { CheckOutcome, NextEnvironment } from "@kalypso-actions/checks";
import {
  branchLink,
  commitLink,
  type Diagnostic,
  linkTo,
  plainText,
  present,
  repositoryLink,
} from "@kalypso-actions/diagnostics";
import { formatRepositoryName, type RepositoryName } from "@kalypso-actions/names";
import { configurationsTable, type GateDecision, type Judged } from "@kalypso-actions/promotion";

interface Subject {
  readonly environment: string;
  readonly commit: string;
  readonly branch: string;
  readonly gitops: RepositoryName;
  /** The commit of main, and where it is. */
  readonly promotedCommit: string;
  readonly controlPlane: RepositoryName;
  /** The server that hosts both. */
  readonly server: string;
  /** Undefined outside a run. */
  readonly runUrl: string | undefined;
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

function headingOf({ checked, isDecided }: CheckOutcome, subject: Subject): string {
  const { environment, commit, branch, gitops, promotedCommit, controlPlane, server } = subject;
  const [manifests, plane] = [gitops, controlPlane].map((name) => `${server}/${formatRepositoryName(name)}`);
  const where = [
    `${commitLink(manifests ?? "", commit)} of ${repositoryLink(manifests ?? "")}, branch ${branchLink(manifests ?? "", branch)}`,
    `promoted from ${commitLink(plane ?? "", promotedCommit)}`,
  ].join(", ");
  if (!isDecided || checked === undefined) return `**${environment}: check not finished**: ${where}.`;
  const { kind, reason } = checked.decision;
  const verdict = kind === "success" ? "deployed" : "not deployed";
  return `**${environment}: ${verdict}**: ${where}: ${plainText(reason)}.`;
}

/** What comes now, or what to do now. */
function nextText({ checked, isDecided }: CheckOutcome, next: NextEnvironment, { runUrl }: Subject): string {
  if (!isDecided || checked?.decision.kind !== "success") {
    const again = linkTo("run this check again", runUrl);
    return `Nothing is promoted further. Once the cause is mended, ${again}: it continues from what the clusters then report.`;
  }
  if (next.name !== "") {
    const name = plainText(next.name);
    return next.isReached ? `**${name}** was given this commit before.` : `Next: **${name}**.`;
  }
  return next.diagnostics.length > 0 ? "Nothing is promoted further." : "No environment follows.";
}

/** The check's result, for the log, the summary and the outputs. */
export function report(outcome: CheckOutcome, next: NextEnvironment, subject: Subject): ActionResult {
  const { checked, isDecided, diagnostics } = outcome;
  const heading = `${headingOf(outcome, subject)}\n\n${nextText(outcome, next, subject)}`;
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
