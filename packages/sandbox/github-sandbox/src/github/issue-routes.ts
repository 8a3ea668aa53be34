/** Issues, comments and labels. */
import { type Context, demand, notFound, page, requiredText, textField, unprocessable } from "./context.ts";
import type { Answer } from "./http.ts";
import { tellPull } from "./pull-routes.ts";
import type { IssueState } from "./state.ts";

function issueJson({ repository, owner, url }: Context, issue: IssueState) {
  return {
    number: issue.number,
    id: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    html_url: `${url}/${owner}/${repository.name}/issues/${issue.number}`,
    labels: [...issue.labels].map((name) => ({ name })),
    user: { login: issue.user },
    pull_request: repository.pulls.has(issue.number) ? { url: `${url}/pulls/${issue.number}` } : undefined,
  };
}

function issueOf({ repository, params }: Context): IssueState {
  const issue = repository.issues.get(Number(params["number"]));
  if (issue === undefined) throw notFound();
  return issue;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.map((item) => (typeof item === "string" ? item : String(item?.name)))
    : [];
}

export function listIssues(context: Context): Answer {
  const { repository, query } = context;
  const state = query.get("state") ?? "open";
  const found = [...repository.issues.values()].filter((issue) => state === "all" || issue.state === state);
  return { status: 200, body: page(found.reverse(), query).map((issue) => issueJson(context, issue)) };
}

export function createIssue(context: Context): Answer {
  demand(context, "issues");
  const { repository, body, token } = context;
  const number = repository.issues.size + 1;
  const labels = new Set(texts(body["labels"]));
  // Anyone who may write issues creates labels by using them.
  for (const label of labels) useLabel(repository, label);
  const issue: IssueState = {
    number,
    title: requiredText(body, "title"),
    body: textField(body, "body") ?? "",
    state: "open",
    labels,
    comments: [],
    commentUsers: [],
    labelEvents: [],
    user: token.user,
  };
  repository.issues.set(number, issue);
  return { status: 201, body: issueJson(context, issue) };
}

export function updateIssue(context: Context): Answer {
  demand(context, "issues");
  const issue = issueOf(context);
  const { body } = context;
  issue.title = textField(body, "title") ?? issue.title;
  issue.body = textField(body, "body") ?? issue.body;
  const state = textField(body, "state");
  if (state === "open" || state === "closed") issue.state = state;
  return { status: 200, body: issueJson(context, issue) };
}

export function listComments(context: Context): Answer {
  const issue = issueOf(context);
  const comments = issue.comments.map((_, index) => commentJson(issue, index));
  return { status: 200, body: page(comments, context.query) };
}

/** Comments of one issue; their ids are unique in a repository. */
const idsPerIssue = 100_000;

function commentJson(issue: IssueState, index: number) {
  return {
    id: issue.number * idsPerIssue + index + 1,
    body: issue.comments[index] ?? "",
    user: { login: issue.commentUsers?.[index] ?? "person" },
  };
}

/** GitHub rejects longer comments. */
const maxComment = 65_536;

function commentText({ body }: Context): string {
  const text = requiredText(body, "body");
  if (text.length <= maxComment) return text;
  const message = "body is too long (maximum is 65536 characters)";
  throw unprocessable("IssueComment", { field: "body", code: "custom", message });
}

export function createComment(context: Context): Answer {
  demand(context, "issues", "pull_requests");
  const issue = issueOf(context);
  issue.comments.push(commentText(context));
  const index = issue.comments.length - 1;
  if (issue.commentUsers !== undefined) issue.commentUsers[index] = context.token.user;
  return { status: 201, body: commentJson(issue, index) };
}

export function updateComment(context: Context): Answer {
  demand(context, "issues", "pull_requests");
  const id = Number(context.params["comment"]);
  const issue = context.repository.issues.get(Math.floor(id / idsPerIssue));
  const index = (id % idsPerIssue) - 1;
  if (issue?.comments[index] === undefined) throw notFound();
  issue.comments[index] = commentText(context);
  return { status: 200, body: commentJson(issue, index) };
}

export function listEvents(context: Context): Answer {
  const { labelEvents } = issueOf(context);
  const events = labelEvents.map(({ event, actor, label }, index) => ({
    id: index + 1,
    event,
    actor: { login: actor },
    label: { name: label, color: "ededed" },
  }));
  return { status: 200, body: page(events, context.query) };
}

/** A role as GitHub tells it here: "maintain" counts as write, "triage" as read. */
export function getPermission({ repository, params }: Context): Answer {
  const role = repository.collaborators.get(params["username"] ?? "");
  const permission = role === "maintain" ? "write" : role === "triage" ? "read" : (role ?? "none");
  return { status: 200, body: { permission, role_name: role ?? "none", user: null } };
}

/** Whoever adds a label that does not exist creates it. */
function useLabel({ labels }: Context["repository"], name: string): void {
  if (!labels.has(name)) labels.set(name, { color: "ededed", description: "" });
}

/** Adds a label, and tells the workflows of a pull request. */
export function addLabel(labelling: Labelling, issue: IssueState, label: string): void {
  const { repository, actor } = labelling;
  useLabel(repository, label);
  if (issue.labels.has(label)) return;
  issue.labels.add(label);
  issue.labelEvents.push({ event: "labeled", actor, label });
  const pull = repository.pulls.get(issue.number);
  if (pull !== undefined) tellPull(labelling, pull, { action: "labeled", label: { name: label } });
}

type Labelling = Pick<Context, "repository" | "emit" | "git" | "owner" | "url"> & { readonly actor: string };

export function addLabels(context: Context): Answer {
  demand(context, "issues", "pull_requests");
  const issue = issueOf(context);
  for (const name of texts(context.body["labels"]))
    addLabel({ ...context, actor: context.token.user }, issue, name);
  return { status: 200, body: [...issue.labels].map((name) => ({ name })) };
}

export function removeLabel(context: Context): Answer {
  demand(context, "issues", "pull_requests");
  const issue = issueOf(context);
  const label = context.params["name"] ?? "";
  if (!issue.labels.delete(label)) throw notFound();
  issue.labelEvents.push({ event: "unlabeled", actor: context.token.user, label });
  const pull = context.repository.pulls.get(issue.number);
  if (pull !== undefined) tellPull(context, pull, { action: "unlabeled", label: { name: label } });
  return { status: 200, body: [...issue.labels].map((name) => ({ name })) };
}
