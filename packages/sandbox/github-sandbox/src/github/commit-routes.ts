/** Commits, refs, files and statuses, served from the repository on disk. */
import type { BareRepository } from "../git/bare-repository.ts";
import { type Context, demand, notFound, page, requiredText, textField, unprocessable } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import { isRuled, type StatusState } from "./state.ts";

function statusJson(status: StatusState) {
  return {
    context: status.context,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    ...(status.at === undefined ? {} : { created_at: status.at }),
  };
}

export function combinedStatus({ repository, git, params, query }: Context): Answer {
  const sha = git.resolve(params["ref"] ?? "");
  if (sha === undefined) throw notFound();
  const newest = new Map((repository.statuses.get(sha) ?? []).map((status) => [status.context, status]));
  const states = [...newest.values()].map(({ state }) => state);
  const failed = states.some((state) => state === "failure" || state === "error");
  const state = failed
    ? "failure"
    : states.every((each) => each === "success") && states.length > 0
      ? "success"
      : "pending";
  const statuses = page([...newest.values()].map(statusJson), query);
  return { status: 200, body: { state, sha, total_count: newest.size, statuses } };
}

/** All statuses, newest first. */
export function listStatuses({ repository, git, params, query }: Context): Answer {
  const sha = git.resolve(params["ref"] ?? "");
  if (sha === undefined) throw notFound();
  const statuses = (repository.statuses.get(sha) ?? []).toReversed();
  const body = page(statuses, query).map((status) => ({
    ...statusJson(status),
    // Null for an account that is gone.
    creator: status.creator === undefined ? null : { login: status.creator },
  }));
  return { status: 200, body };
}

export function getCommit({ git, params }: Context): Answer {
  const sha = git.resolve(params["ref"] ?? "");
  if (sha === undefined) throw notFound();
  const changed = git.git([
    "diff-tree",
    "-r",
    "--root",
    "--name-only",
    "--no-commit-id",
    "-m",
    "--first-parent",
    sha,
  ]);
  const files = [...new Set(changed.trim().split("\n"))].filter((filename) => filename !== "");
  const parents = git.git(["rev-list", "--parents", "-n1", sha]).trim().split(" ").slice(1);
  const body = {
    sha,
    files: files.map((filename) => ({ filename })),
    parents: parents.map((parent) => ({ sha: parent })),
  };
  return { status: 200, body };
}

export function createStatus(context: Context): Answer {
  demand(context, "statuses");
  const { repository, git, params, body } = context;
  const sha = params["sha"] ?? "";
  if (git.resolve(sha) === undefined) throw new Refusal(422, `No commit found for SHA: ${sha}`);
  const state = requiredText(body, "state");
  if (!["pending", "success", "failure", "error"].includes(state))
    throw unprocessable("Status", { field: "state", code: "invalid" });
  const description = textField(body, "description") ?? "";
  if (description.length > 140)
    throw unprocessable("Status", {
      field: "description",
      code: "custom",
      message: "description is too long (maximum is 140 characters)",
    });
  const status = {
    state,
    description,
    context: textField(body, "context") ?? "default",
    targetUrl: textField(body, "target_url") ?? null,
    creator: context.token.user,
    at: new Date().toISOString(),
  };
  const statuses = repository.statuses.get(sha) ?? [];
  repository.statuses.set(sha, [...statuses, status]);
  return { status: 201, body: statusJson(status) };
}

/** A comparison may name a ref in full. */
function resolveName(git: BareRepository, name: string): string | undefined {
  return name.startsWith("refs/") ? git.refs().get(name) : git.resolve(name);
}

export function compare({ git, params, query }: Context): Answer {
  const [base = "", head = ""] = (params["basehead"] ?? "").split("...");
  const [from, to] = [resolveName(git, base), resolveName(git, head)];
  if (from === undefined || to === undefined) throw notFound();
  const between = (range: string) =>
    git
      .git(["rev-list", "--reverse", "--topo-order", range])
      .split("\n")
      .filter((commit) => commit !== "");
  const [ahead, behind] = [between(`${from}..${to}`), between(`${to}..${from}`)];
  const isAhead = ahead.length > 0;
  const status = isAhead
    ? behind.length === 0
      ? "ahead"
      : "diverged"
    : behind.length === 0
      ? "identical"
      : "behind";
  const counts = { ahead_by: ahead.length, behind_by: behind.length, total_commits: ahead.length };
  const commits = page(ahead, query).map((sha) => ({ sha }));
  return { status: 200, body: { status, ...counts, commits } };
}

export function createCommit(context: Context): Answer {
  demand(context, "contents");
  const { git, body, token } = context;
  const [message, tree] = [requiredText(body, "message"), requiredText(body, "tree")];
  if (git.ask(["cat-file", "-e", `${tree}^{tree}`]) === undefined)
    throw new Refusal(422, "Tree SHA does not exist");
  const parents = (Array.isArray(body["parents"]) ? body["parents"] : []) as readonly string[];
  const sha = git
    .git(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], `${message}`)
    .trim();
  // GitHub signs a bot's commits that do not name an author.
  const verified = body["author"] === undefined && token.user.endsWith("[bot]");
  return { status: 201, body: { sha, message, tree: { sha: tree }, verification: { verified } } };
}

function refJson(ref: string, sha: string) {
  return { ref, object: { type: "commit", sha } };
}

export function getRef({ git, params }: Context): Answer {
  const ref = `refs/${params["ref"] ?? ""}`;
  const sha = git.refs().get(ref);
  if (sha === undefined) throw notFound();
  return { status: 200, body: refJson(ref, sha) };
}

export function getBranch({ git, params, repository }: Context): Answer {
  const name = params["branch"] ?? "";
  const sha = git.refs().get(`refs/heads/${name}`);
  if (sha === undefined) throw new Refusal(404, "Branch not found");
  const tree = { sha: git.git(["rev-parse", `${sha}^{tree}`]).trim() };
  const isRuledHere = repository.rulesets.some(({ branches }) => branches.includes(name));
  return { status: 200, body: { name, commit: { sha, commit: { tree } }, protected: isRuledHere } };
}

/** A ruleset's answer: its status depends on what was asked. */
function demandUnruled({ repository, token }: Context, branch: string, status: number): void {
  if (isRuled(repository, branch, token.user))
    throw new Refusal(
      status,
      "Repository rule violations found\n\nChanges must be made through a pull request.\n\n",
    );
}

const branchOf = (ref: string) => ref.replace(/^refs\/heads\//, "");

/** Those whose names begin so. */
/** All of them: GitHub has no pages here, and ignores `per_page`. */
export function matchingRefs({ git, params }: Context): Answer {
  const start = `refs/${params["ref"] ?? ""}`;
  const found = [...git.refs()].filter(([ref]) => ref.startsWith(start)).sort();
  return { status: 200, body: found.map(([ref, sha]) => refJson(ref, sha)) };
}

export function createRef(context: Context): Answer {
  demand(context, "contents");
  const { git, body } = context;
  const [ref, sha] = [requiredText(body, "ref"), requiredText(body, "sha")];
  if (!ref.startsWith("refs/")) throw new Refusal(422, "Reference name must start with 'refs/'");
  if (git.refs().has(ref)) throw new Refusal(422, "Reference already exists");
  if (git.resolve(sha) === undefined) throw new Refusal(422, "Object does not exist");
  demandUnruled(context, branchOf(ref), 422);
  // git has no branch below another's name.
  if (!git.move(ref, sha)) throw new Refusal(422, "Reference update failed");
  context.emit({ event: "push", payload: { ref, before: "0".repeat(40), after: sha } });
  return { status: 201, body: refJson(ref, sha) };
}

export function updateRef(context: Context): Answer {
  demand(context, "contents");
  const { git, params, body } = context;
  const ref = `refs/${params["ref"] ?? ""}`;
  const [sha, before] = [requiredText(body, "sha"), git.refs().get(ref)];
  if (before === undefined) throw new Refusal(422, "Reference does not exist");
  if (git.resolve(sha) === undefined) throw new Refusal(422, "Object does not exist");
  if (body["force"] !== true && !git.isAncestor(before, sha))
    throw new Refusal(422, "Update is not a fast forward");
  demandUnruled(context, branchOf(ref), 422);
  git.move(ref, sha, before);
  context.emit({ event: "push", payload: { ref, before, after: sha } });
  return { status: 200, body: refJson(ref, sha) };
}

export function getContents({ git, params, query, accept }: Context): Answer {
  const commit = git.resolve(query.get("ref") ?? "main");
  const path = params["path"] ?? "";
  const text = commit === undefined ? undefined : git.text(commit, path);
  if (commit === undefined || text === undefined) throw notFound();
  if (/^application\/vnd\.github\.(?:v3\.)?raw(?:\+json)?$/.test(accept)) return { status: 200, text };
  // Larger files have no content in this response.
  const isLarge = Buffer.byteLength(text) > 2 ** 20;
  const sha = git.objectOf(commit, path);
  const content = Buffer.from(text).toString("base64");
  return {
    status: 200,
    body: {
      type: "file",
      path,
      sha,
      size: text.length,
      ...(isLarge ? { encoding: "none", content: "" } : { encoding: "base64", content }),
    },
  };
}

function committed(
  git: BareRepository,
  { branch, before }: { readonly branch: string; readonly before: string },
  change: Parameters<BareRepository["commitFile"]>[2],
): string {
  try {
    return git.commitFile(branch, before, change);
  } catch {
    throw new Refusal(409, `is at another commit but expected ${before}`);
  }
}

export function putContents(context: Context): Answer {
  demand(context, "contents");
  const { git, params, body } = context;
  const [path, branch] = [params["path"] ?? "", textField(body, "branch") ?? "main"];
  const before = git.resolve(branch);
  if (before === undefined) throw new Refusal(404, `Branch ${branch} not found`);
  demandUnruled(context, branch, 409);
  const present = git.objectOf(before, path);
  const sha = textField(body, "sha");
  if (present !== undefined && sha === undefined)
    throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (sha !== present) throw new Refusal(409, `${path} does not match ${sha}`);
  const content = Buffer.from(requiredText(body, "content"), "base64");
  const after = committed(git, { branch, before }, { path, content, message: requiredText(body, "message") });
  context.emit({ event: "push", payload: { ref: `refs/heads/${branch}`, before, after } });
  const blob = git.objectOf(after, path);
  return {
    status: present === undefined ? 201 : 200,
    body: { content: { path, sha: blob }, commit: { sha: after } },
  };
}
