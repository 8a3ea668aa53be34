import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ActionResult } from "@kalypso-actions/action-kit";
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import {
  Commits,
  Dispatches,
  formatRepositoryName,
  type GitHubOptions,
  GitHubRepository,
} from "@kalypso-actions/github";
import { trackingPath } from "@kalypso-actions/manifests";
import { isUnchecked, statusContext } from "@kalypso-actions/promotion";
import type { Notification } from "./inputs.ts";

type Merged = Extract<Notification, { event: "check-promote" }>;
type Changed = Extract<Notification, { event: "workload-changed" }>;

function untracked(found: string): Diagnostic {
  const what = found === "" ? "there is none" : `found \`${found.slice(0, 80)}\``;
  return {
    severity: "warning",
    code: "tracking-missing",
    message: `${trackingPath} tells no promoted commit (${what}); the control plane is not told`,
    hint: "Check the repository out before this step. An environment without a pinned commit has nothing to promote further.",
  };
}

function silence(promotedCommit: string, why: { readonly diagnostic?: Diagnostic; readonly done?: string }) {
  return {
    diagnostics: why.diagnostic === undefined ? [] : [why.diagnostic],
    summary: why.done ?? "",
    ...(why.done === undefined ? {} : { done: why.done }),
    outputs: { dispatched: "false", "promoted-commit": promotedCommit },
  };
}

async function merged(repository: GitHubRepository, notification: Merged) {
  const { environment, commit, path, onlyIfPromoted } = notification;
  const read = () => readFile(join(path, trackingPath), "utf8").catch(() => "");
  const promoted = notification.promotedCommit ?? (await read()).trim();
  if (!/^[0-9a-f]{40}$/.test(promoted)) return silence("", { diagnostic: untracked(promoted) });
  const target = formatRepositoryName(repository.name);
  if (onlyIfPromoted) {
    const status = (await new Commits(repository).statuses(promoted)).get(statusContext(environment));
    const says = status === undefined ? "nothing" : `${status.state}, ${status.description}`;
    const done = `${target} is not told: the status of ${promoted} for ${environment} says ${says}`;
    if (!isUnchecked(status)) return silence(promoted, { done });
  }
  const payload = { environment, commit_id: commit, promoted_commit_id: promoted };
  await new Dispatches(repository).repository("check-promote", payload);
  return {
    diagnostics: [],
    summary: `Told \`${target}\`: \`${environment}\` has \`${commit}\`, with \`${promoted}\` promoted.`,
    done: `told ${target}: ${environment} has ${commit}, with ${promoted} promoted`,
    outputs: { dispatched: "true", "promoted-commit": promoted },
  };
}

async function workloadChanged(repository: GitHubRepository, { commit, source, ref }: Changed) {
  const payload = { repository: source, ref, commit };
  await new Dispatches(repository).repository("workload-changed", payload);
  const target = formatRepositoryName(repository.name);
  return {
    diagnostics: [],
    summary: `Told \`${target}\`: the workload of \`${source}\` has changed with \`${commit}\`.`,
    done: `told ${target}: the workload of ${source} has changed with ${commit}`,
    outputs: { dispatched: "true", "promoted-commit": "" },
  };
}

/** @throws DiagnosticError github-* */
export async function notify(notification: Notification, api?: GitHubOptions): Promise<ActionResult> {
  const repository = new GitHubRepository(notification.controlPlane, notification.token, api);
  return notification.event === "check-promote"
    ? merged(repository, notification)
    : workloadChanged(repository, notification);
}
