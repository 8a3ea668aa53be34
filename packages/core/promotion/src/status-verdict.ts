/** A commit status in one poll. */
import type { CommitStatusReport } from "./commit-status.ts";
import { formatTrouble } from "./trouble.ts";
import type { JudgeContext, Judged, Verdict } from "./verdict.ts";

/**
 * Flux puts the reason into the description. Up to 2.7 it reports progress as success, because such events are not
 * errors.
 * @see notification-controller, internal/notifier/util.go, formatNameAndDescription
 */
const underWay = /^(?:dependency not ready|health checks? canceled|progressing(?: with retry)?)$/;

function verdictOf({ state, description }: CommitStatusReport): Verdict {
  if (underWay.test(description.trim().toLowerCase()) || state === "pending") return "progressing";
  return state === "success" ? "compliant" : "failing";
}

/** A status does not name the owner of a problem, so it counts as the platform's. */
export function judgeStatus(report: CommitStatusReport, { relationOf }: JudgeContext): Judged {
  const { id, cluster, clusterTypes, commit, state, description } = report;
  const relation = relationOf(commit);
  const hasCommit = relation === "identical" || relation === "ahead";
  const names = { id, cluster, clusterId: "", resourceGroup: "", clusterTypes };
  const common = { ...names, commit, complianceState: state, hasCommit };
  if (!hasCommit)
    return { ...common, verdict: "stale", message: "has reported only an earlier commit", troubles: [] };
  const verdict = verdictOf(report);
  if (verdict === "compliant")
    return relation === "ahead"
      ? { ...common, verdict: "superseded", message: "has a later commit", troubles: [] }
      : { ...common, verdict, message: "", troubles: [] };
  const said = description === "" ? state : description;
  const trouble = { isFailure: verdict === "failing", application: undefined, message: said };
  return { ...common, verdict, message: formatTrouble(trouble), troubles: [trouble] };
}
