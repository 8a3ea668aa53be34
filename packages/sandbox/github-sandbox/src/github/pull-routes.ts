/** Pull requests, with real merges and real head branches. */
import { type Context, demand, notFound, page, requiredText, textField, unprocessable } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import type { MergeMethodName, PullState } from "./state.ts";

/** GitHub rejects longer bodies. */
const maxBody = 65_536;

/** The commit of its head; undefined if the branch is gone. */
export function headOf(git: Context["git"], { head, fork }: PullState): string | undefined {
  return git.resolve(fork === undefined ? head : fork.commit);
}

function pullJson(place: Place & { readonly url: string }, pull: PullState) {
  const { git, owner, repository, url } = place;
  const issue = repository.issues.get(pull.number);
  const headCommit = headOf(git, pull) ?? "0".repeat(40);
  return {
    number: pull.number,
    id: pull.number,
    node_id: `PR_${repository.name}_${pull.number}`,
    html_url: `${url}/${owner}/${repository.name}/pull/${pull.number}`,
    url: `${url}/api/v3/repos/${owner}/${repository.name}/pulls/${pull.number}`,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: false,
    merged: pull.merged,
    merged_at: pull.merged ? (pull.closedAt ?? null) : null,
    closed_at: pull.closedAt ?? null,
    merge_commit_sha: pull.mergeCommit,
    labels: [...(issue?.labels ?? [])].map((name) => ({ name })),
    head: {
      ref: pull.head,
      sha: headCommit,
      label: `${pull.fork?.owner ?? owner}:${pull.head}`,
      repo: { full_name: `${pull.fork?.owner ?? owner}/${repository.name}`, fork: pull.fork !== undefined },
    },
    base: {
      ref: pull.base,
      sha: git.resolve(pull.base) ?? "",
      label: `${owner}:${pull.base}`,
      repo: { full_name: `${owner}/${repository.name}`, fork: false },
    },
    auto_merge: pull.autoMerge === null ? null : { merge_method: pull.autoMerge.toLowerCase() },
    user: { login: pull.user },
    ...(pull.openedAt === undefined ? {} : { created_at: pull.openedAt }),
  };
}

function pullOf({ repository, params }: Context): PullState {
  const pull = repository.pulls.get(Number(params["number"]));
  if (pull === undefined) throw notFound();
  return pull;
}

export function listPulls(context: Context): Answer {
  const { repository, query, owner } = context;
  const [state, base, head] = [query.get("state") ?? "open", query.get("base"), query.get("head")];
  const found = [...repository.pulls.values()].filter(
    (pull) =>
      (state === "all" || pull.state === state) &&
      (base === null || pull.base === base) &&
      (head === null || `${owner}:${pull.head}` === head),
  );
  // A list does not say `merged`, only when.
  const body = page(found.reverse(), query).map((pull) => {
    const { merged: _, ...listed } = pullJson(context, pull);
    return listed;
  });
  return { status: 200, body };
}

export function getPull(context: Context): Answer {
  return { status: 200, body: pullJson(context, pullOf(context)) };
}

export function createPull(context: Context): Answer {
  demand(context, "pull_requests");
  const { repository, git, body, token, owner } = context;
  const [title, head, base] = [
    requiredText(body, "title"),
    requiredText(body, "head"),
    requiredText(body, "base"),
  ];
  const text = textField(body, "body") ?? "";
  if (text.length > maxBody)
    throw unprocessable("PullRequest", {
      field: "body",
      code: "custom",
      message: "body is too long (maximum is 65536 characters)",
    });
  if (git.resolve(head) === undefined) throw unprocessable("PullRequest", { field: "head", code: "invalid" });
  if (git.resolve(base) === undefined) throw unprocessable("PullRequest", { field: "base", code: "invalid" });
  const open = [...repository.pulls.values()].find(
    (pull) => pull.state === "open" && pull.head === head && pull.base === base,
  );
  if (open !== undefined)
    throw unprocessable("PullRequest", {
      field: "head",
      code: "custom",
      message: `A pull request already exists for ${owner}:${head}.`,
    });
  if (git.isAncestor(git.resolve(head) ?? "", git.resolve(base) ?? ""))
    throw unprocessable("PullRequest", {
      field: "head",
      code: "custom",
      message: `No commits between ${base} and ${head}`,
    });
  const pull = openPull(context, { title, body: text, head, base, user: token.user });
  return { status: 201, body: pullJson(context, pull) };
}

type NewPull = Pick<PullState, "title" | "body" | "head" | "base" | "user" | "fork">;

/** Opens a pull request, and tells its workflows. */
export function openPull(place: Place & { readonly url: string }, given: NewPull): PullState {
  const { repository } = place;
  const number = repository.issues.size + 1;
  const { title, body, user } = given;
  const pull: PullState = {
    ...given,
    number,
    openedAt: new Date().toISOString(),
    state: "open",
    merged: false,
    mergeCommit: null,
    autoMerge: null,
  };
  repository.pulls.set(number, pull);
  repository.issues.set(number, {
    number,
    title,
    body,
    state: "open",
    user,
    labels: new Set<string>(),
    comments: [],
    commentUsers: [],
    labelEvents: [],
  });
  tellPull(place, pull, { action: "opened" });
  return pull;
}

/**
 * Tells the workflows of a pull request about it, as it is now.
 * @param more the event's action, and what it is about
 */
export function tellPull(
  place: Place & { readonly url: string },
  pull: PullState,
  more: Readonly<Record<string, unknown>> & { readonly action: string },
): void {
  const { number, base, head } = pull;
  const payload = { ...more, number, base, head, pull_request: pullJson(place, pull) };
  place.emit({ event: "pull_request", payload });
}

export function updatePull(context: Context): Answer {
  demand(context, "pull_requests");
  const pull = pullOf(context);
  const { body } = context;
  const state = textField(body, "state");
  if (state === "open" && pull.merged)
    throw unprocessable("PullRequest", { field: "state", code: "invalid" });
  pull.title = textField(body, "title") ?? pull.title;
  pull.body = textField(body, "body") ?? pull.body;
  if (pull.body.length > maxBody)
    throw unprocessable("PullRequest", {
      field: "body",
      code: "custom",
      message: "body is too long (maximum is 65536 characters)",
    });
  if (state === "closed") closePull(context.repository, pull);
  const isReopened = state === "open" && pull.state === "closed";
  if (state === "open") pull.state = state;
  if (isReopened) tellPull(context, pull, { action: "reopened" });
  const issue = context.repository.issues.get(pull.number);
  if (issue !== undefined) issue.state = pull.state;
  return { status: 200, body: pullJson(context, pull) };
}

/** Closes a pull request without merging it. */
export function closePull(repository: Context["repository"], pull: PullState): void {
  pull.state = "closed";
  pull.closedAt = closingDay;
  pull.autoMerge = null;
  const issue = repository.issues.get(pull.number);
  if (issue !== undefined) issue.state = "closed";
}

const closingDay = "2026-01-01T00:00:00Z";

type Place = Pick<Context, "git" | "emit" | "repository" | "owner">;

/** "Update branch": GitHub merges the base into the head. */
export function updateBranch({ git, emit }: Place, { base, head }: PullState): string {
  const [theirs, ours] = [git.resolve(base) ?? "", git.resolve(head) ?? ""];
  const commit = git.merge(ours, theirs, `Merge branch '${base}' into ${head}`);
  if (commit === undefined) throw new Refusal(422, "merge conflict between base and head");
  git.move(`refs/heads/${head}`, commit, ours);
  emit({ event: "push", payload: { ref: `refs/heads/${head}`, before: ours, after: commit } });
  return commit;
}

/** Merges a pull request as its branch stands. */
export function mergeNow(context: Place, pull: PullState, method: MergeMethodName = "merge"): string {
  const { git } = context;
  const [base, head] = [git.resolve(pull.base) ?? "", headOf(git, pull) ?? ""];
  const message = `Merge pull request #${pull.number} from ${context.owner}/${pull.head}\n\n${pull.title}`;
  const merged = git.merge(base, head, message);
  if (merged === undefined) throw new Refusal(405, "Merge conflict");
  const commit =
    method === "merge"
      ? merged
      : git.git(["commit-tree", `${merged}^{tree}`, "-p", base, "-m", pull.title]).trim();
  git.move(`refs/heads/${pull.base}`, commit, base);
  pull.state = "closed";
  pull.merged = true;
  pull.closedAt = closingDay;
  pull.mergeCommit = commit;
  const issue = context.repository.issues.get(pull.number);
  if (issue !== undefined) issue.state = "closed";
  context.emit({ event: "push", payload: { ref: `refs/heads/${pull.base}`, before: base, after: commit } });
  return commit;
}

/** What GitHub says where the settings do not allow a method. */
export const methodRefusals: Readonly<Record<MergeMethodName, string>> = {
  merge: "Merge commits are not allowed on this repository.",
  squash: "Squash merges are not allowed on this repository.",
  rebase: "Rebase merges are not allowed on this repository.",
};

export function mergePull(context: Context): Answer {
  demand(context, "contents");
  const pull = pullOf(context);
  const { repository, git, body } = context;
  const method = (textField(body, "merge_method") ?? "merge") as MergeMethodName;
  if (!repository.mergeMethods.includes(method)) throw new Refusal(405, methodRefusals[method]);
  if (repository.usesMergeQueue) throw new Refusal(405, "Changes must be made through the merge queue");
  if (pull.state !== "open" || !repository.isMergeable)
    throw new Refusal(405, "Pull Request is not mergeable");
  const sha = textField(body, "sha");
  if (sha !== undefined && sha !== headOf(git, pull))
    throw new Refusal(409, "Head branch was modified. Review and try the merge again.");
  const commit = mergeNow(context, pull, method);
  return { status: 200, body: { sha: commit, merged: true, message: "Pull Request successfully merged" } };
}
