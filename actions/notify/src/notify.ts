import type { ActionResult } from "@kalypso-actions/action-kit";
import { Dispatches, type GitHubOptions, GitHubRepository } from "@kalypso-actions/github";
import { formatRepositoryName } from "@kalypso-actions/names";
import type { Notification } from "./inputs.ts";
import { mergesOf } from "./merges.ts";
import { tellMerges } from "./tell.ts";

type Changed = Extract<Notification, { event: "workload-changed" }>;

async function workloadChanged(repository: GitHubRepository, { commit, source, ref }: Changed) {
  const payload = { repository: source, ref, commit };
  await new Dispatches(repository).repository("workload-changed", payload);
  const target = formatRepositoryName(repository.name);
  return {
    diagnostics: [],
    summary: `Notified \`${target}\`: the workload of \`${source}\` changed in \`${commit}\`.`,
    done: `notified ${target}: the workload of ${source} changed in ${commit}`,
    outputs: { dispatched: "true", "promoted-commit": "", environments: "[]" },
  };
}

/** @throws DiagnosticError input-invalid, inventory-invalid, git-*, github-* */
export async function notify(notification: Notification, api?: GitHubOptions): Promise<ActionResult> {
  const repository = new GitHubRepository(notification.controlPlane, notification.token, api);
  if (notification.event === "workload-changed") return workloadChanged(repository, notification);
  return tellMerges(repository, notification, await mergesOf(notification));
}
