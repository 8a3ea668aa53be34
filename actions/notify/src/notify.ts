import type { ActionResult } from "@kalypso-actions/action-kit";
import { branchLink, commitLink, repositoryLink } from "@kalypso-actions/diagnostics";
import { Dispatches, GitHubRepository, type GitHubServer } from "@kalypso-actions/github";
import { formatRepositoryName } from "@kalypso-actions/names";
import type { Notification } from "./inputs.ts";
import { mergesOf } from "./merges.ts";
import { type Pages, runsLink, tellMerges } from "./tell.ts";

type Changed = Extract<Notification, { event: "workload-changed" }>;

async function workloadChanged(
  repository: GitHubRepository,
  { commit, source, ref }: Changed,
  pages: Pages,
): Promise<ActionResult> {
  const payload = { repository: source, ref, commit };
  await new Dispatches(repository).repository("workload-changed", payload);
  const target = formatRepositoryName(repository.name);
  return {
    diagnostics: [],
    summary: [
      `**Notified** ${repositoryLink(pages.target)}, which schedules every environment again (${runsLink(pages)}).`,
      "",
      "| workload | branch | commit |",
      "|---|---|---|",
      `| ${repositoryLink(pages.source)} | ${branchLink(pages.source, ref)} | ${commitLink(pages.source, commit)} |`,
    ].join("\n"),
    done: `notified ${target}: the workload of ${source} changed in ${commit}`,
    outputs: { dispatched: "true", "promoted-commit": "", environments: "[]" },
  };
}

/** @throws DiagnosticError input-invalid, inventory-invalid, git-*, github-* */
export async function notify(notification: Notification, { url, api }: GitHubServer): Promise<ActionResult> {
  const repository = new GitHubRepository(notification.controlPlane, notification.token, api);
  const pages = {
    source: `${url}/${process.env["GITHUB_REPOSITORY"] ?? ""}`,
    target: `${url}/${formatRepositoryName(notification.controlPlane)}`,
  };
  if (notification.event === "workload-changed") return workloadChanged(repository, notification, pages);
  return tellMerges(repository, notification, { ...(await mergesOf(notification)), pages });
}
