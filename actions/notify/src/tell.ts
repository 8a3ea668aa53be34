import type { ActionResult } from "@kalypso-actions/action-kit";
import {
  codeSpan,
  commitLink,
  type Diagnostic,
  linkTo,
  type Outcome,
  plainText,
  present,
  repositoryLink,
} from "@kalypso-actions/diagnostics";
import { Commits, Dispatches, type GitHubRepository } from "@kalypso-actions/github";
import { below, trackingPath } from "@kalypso-actions/gitops-branch";
import { formatRepositoryName, gitHubCommit } from "@kalypso-actions/names";
import { isUnchecked, statusContext } from "@kalypso-actions/promotion";
import type { MergedNotification } from "./inputs.ts";
import type { Merge } from "./merges.ts";

function untracked({ folder, promoted }: Merge): Diagnostic {
  const what = promoted === "" ? "the file is missing or empty" : `found \`${promoted.slice(0, 80)}\``;
  return {
    severity: "warning",
    code: "tracking-missing",
    message: `no promoted commit found in ${below(folder, trackingPath)} (${what}); nothing was dispatched`,
    hint: "Check the repository out before this step. An environment without a pinned commit has nothing to promote further.",
  };
}

/** The notification, or why there was none. */
type Told =
  | { readonly line: string; readonly isTold: boolean; readonly status?: string }
  | { readonly diagnostic: Diagnostic };

async function tell(
  repository: GitHubRepository,
  { commit, onlyIfPromoted, gitopsBranch = "" }: MergedNotification,
  merge: Merge,
): Promise<Told> {
  const { environment, folder, promoted } = merge;
  if (!gitHubCommit.test(promoted)) return { diagnostic: untracked(merge) };
  const target = formatRepositoryName(repository.name);
  if (onlyIfPromoted) {
    const status = (await new Commits(repository).statuses(promoted)).get(statusContext(environment));
    const says = status === undefined ? "not set" : `${status.state}, ${status.description}`;
    const line = `${target} was not notified: the status of ${promoted} for ${environment} is ${says}`;
    if (!isUnchecked(status)) return { line, isTold: false, status: says };
  }
  await new Dispatches(repository).repository("check-promote", {
    environment,
    commit_id: commit,
    promoted_commit_id: promoted,
    ...present({
      branch: gitopsBranch === "" || gitopsBranch === environment ? undefined : gitopsBranch,
      path: folder === "" ? undefined : folder,
    }),
  });
  const where = folder === "" ? "" : ` in ${folder}`;
  return {
    line: `notified ${target}: ${environment} has ${commit}${where}, promoted from ${promoted}`,
    isTold: true,
  };
}

/** Where the push was, and who is notified. */
export interface Pages {
  /** The address of the run's repository. */
  readonly source: string;
  /** The address of the control plane. */
  readonly target: string;
}

/** The runs of the control plane that an event has started. */
export function runsLink({ target }: Pages, workflowEvent = "repository_dispatch"): string {
  return linkTo("its runs", `${target}/actions?query=event%3A${workflowEvent}`);
}

function mergeRow(
  { commit }: MergedNotification,
  [merge, told]: readonly [Merge, Told],
  pages: Pages,
): string {
  const { environment, promoted } = merge;
  const what =
    "diagnostic" in told
      ? "not notified: no promoted commit"
      : told.isTold
        ? "**notified**"
        : `not notified: its status is ${plainText(told.status ?? "")}`;
  const from = gitHubCommit.test(promoted) ? commitLink(pages.target, promoted) : "";
  return `| ${codeSpan(environment)} | ${commitLink(pages.source, commit)} | ${from} | ${what} |`;
}

function summaryOf(
  notification: MergedNotification,
  told: readonly (readonly [Merge, Told])[],
  pages: Pages,
): string {
  const whom = `${repositoryLink(pages.target)} (${runsLink(pages)})`;
  return [
    `Whom: ${whom}.`,
    "",
    "| environment | merged | promoted from | |",
    "|---|---|---|---|",
    ...told.map((each) => mergeRow(notification, each, pages)),
  ].join("\n");
}

/** Sends one event per environment. */
export async function tellMerges(
  repository: GitHubRepository,
  notification: MergedNotification,
  { value: merges, diagnostics, pages }: Outcome<readonly Merge[]> & { readonly pages: Pages },
): Promise<ActionResult> {
  const told: (readonly [Merge, Told])[] = [];
  for (const merge of merges) told.push([merge, await tell(repository, notification, merge)]);
  const lines = told.flatMap(([, answer]) => ("line" in answer ? [answer.line] : []));
  const nothing = "the push did not change any environment's folder";
  if (merges.length === 0 && diagnostics.length === 0) lines.push(nothing);
  const named = told.filter(([, answer]) => "line" in answer).map(([{ promoted }]) => promoted);
  const dispatched = told.filter(([, answer]) => "line" in answer && answer.isTold);
  return {
    diagnostics: [
      ...diagnostics,
      ...told.flatMap(([, answer]) => ("diagnostic" in answer ? [answer.diagnostic] : [])),
    ],
    summary:
      merges.length > 0
        ? summaryOf(notification, told, pages)
        : lines.length === 0
          ? ""
          : `Nobody was notified: ${nothing}.`,
    ...present({ done: lines.length === 0 ? undefined : lines.join("; ") }),
    outputs: {
      dispatched: String(dispatched.length > 0),
      "promoted-commit": named.join("\n"),
      environments: JSON.stringify(dispatched.map(([{ environment }]) => environment)),
    },
  };
}
