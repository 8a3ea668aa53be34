import { runAction } from "@kalypso-actions/action-kit";
import { Dispatches, formatRepositoryName, GitHubRepository } from "@kalypso-actions/github";
import { notifyInputs } from "./inputs.ts";
import { mergesOf } from "./merges.ts";
import { tellMerges } from "./tell.ts";

async function workloadChanged(repository: GitHubRepository, commit: string) {
  const source = process.env["GITHUB_REPOSITORY"] ?? "";
  const payload = { repository: source, ref: process.env["GITHUB_REF_NAME"] ?? "", commit };
  await new Dispatches(repository).repository("workload-changed", payload);
  const target = formatRepositoryName(repository.name);
  return {
    diagnostics: [],
    summary: `Told \`${target}\`: the workload of \`${source}\` has changed with \`${commit}\`.`,
    done: `told ${target}: the workload of ${source} has changed with ${commit}`,
    outputs: { dispatched: "true", "promoted-commit": "", environments: "[]" },
  };
}

await runAction("Notification", async () => {
  const notification = notifyInputs();
  const repository = new GitHubRepository(notification.controlPlane, notification.token);
  if (notification.event === "workload-changed") return workloadChanged(repository, notification.commit);
  const merges = await mergesOf(notification);
  return tellMerges(repository, notification, merges);
});
