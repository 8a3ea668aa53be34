import type { ActionResult } from "@kalypso-actions/action-kit";
import { branchLink, commitLink, linkTo, plainText } from "@kalypso-actions/diagnostics";
import { formatRepositoryName, type RepositoryName } from "@kalypso-actions/names";
import type { promote } from "@kalypso-actions/promotions";

type Promotion = Awaited<ReturnType<typeof promote>>;

interface Subject {
  readonly environment: string;
  /** What was asked for; `pinned` for the commit that the environment has. */
  readonly commit: string;
  /** The control plane. */
  readonly repository: RepositoryName;
  /** The server that hosts it. */
  readonly server: string;
}

/** What changes between two commits of main. */
function comparison(base: string, { from, promoted, commit }: Promotion): readonly string[] {
  if (!promoted || from === undefined || from === commit) return [];
  const changes = linkTo("what is new", `${base}/compare/${from}...${commit}`);
  return [`| before | ${commitLink(base, from)} (${changes}) |`];
}

function table(promotion: Promotion, { environment, commit: asked, repository, server }: Subject): string {
  const { promoted, commit, branch, pullRequest } = promotion;
  const [base, plane] = [promotion.base, repository].map((name) => `${server}/${formatRepositoryName(name)}`);
  const isOther = !promoted && asked !== "pinned" && asked !== commit;
  return [
    "| | |",
    "|---|---|",
    `| environment | **${plainText(environment)}**, branch ${branchLink(plane ?? "", branch)} |`,
    `| it has now | ${commit === "" ? "no commit" : commitLink(base ?? "", commit)} |`,
    ...comparison(base ?? "", promotion),
    ...(isOther ? [`| asked for | ${commitLink(base ?? "", asked)} |`] : []),
    ...(pullRequest === undefined
      ? []
      : [`| pull request | ${linkTo(`#${pullRequest.number}`, pullRequest.url)} |`]),
  ].join("\n");
}

/** The promotion's result, for the log, the summary and the outputs. */
export function report(promotion: Promotion, subject: Subject): ActionResult {
  const { promoted, reason, commit: pinned, pullRequest, diagnostics } = promotion;
  const { environment, commit } = subject;
  const number = pullRequest?.number ?? "";
  const url = pullRequest?.url ?? "";
  const verdict = promoted ? "Promoted" : "Nothing promoted";
  return {
    diagnostics,
    summary: `**${verdict}**: ${plainText(reason)}.\n\n${table(promotion, subject)}`,
    done: promoted ? `promoted ${commit} to ${environment}: ${reason}` : `nothing to promote: ${reason}`,
    outputs: { promoted: String(promoted), reason, commit: pinned, number, url },
  };
}
