/** The shape of every answer that is used, by method and path: https://docs.github.com/rest. */
import {
  either,
  flag,
  id,
  list,
  nothing,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  text,
} from "./shapes.ts";

const author = nullable(object({ login: text }));
const status = object({
  context: text,
  state: oneOf("pending", "success", "failure", "error"),
  description: nullable(text),
  creator: author,
  created_at: nullable(text),
  target_url: nullable(text),
});
const label = object({ name: nullable(text) });
const pull = object({
  number,
  node_id: text,
  html_url: text,
  title: text,
  body: nullable(text),
  labels: list(label),
  head: object({ sha: id }),
  user: author,
  created_at: nullable(text),
});
const comparison = object({
  status: oneOf("identical", "ahead", "behind", "diverged"),
  total_commits: number,
  commits: list(object({ sha: id })),
});
const issue = object({
  number,
  title: text,
  body: nullable(text),
  labels: list(either(label, text)),
  user: author,
});
const comment = object({ id: number, body: nullable(text), user: author });
const ref = object({ ref: text, object: object({ sha: id }) });
const file = object({ type: text, sha: id, content: nullable(text) });
const event = object({ event: text, label: nullable(label), actor: author });
const anything = object({});

/** Paths below `/repos/{owner}/{repo}`, except for GraphQL. */
const shapes: Readonly<Record<string, Shape>> = {
  "GET ": anything,
  "GET /compare/{basehead}": comparison,
  "GET /commits/{ref}": object({
    sha: id,
    files: nullable(list(object({ filename: text }))),
    parents: list(object({ sha: id })),
  }),
  "GET /commits/{ref}/statuses": list(status),
  "POST /statuses/{sha}": status,
  "POST /git/commits": object({ sha: id }),
  "GET /git/ref/{ref}": ref,
  "POST /git/refs": ref,
  "PATCH /git/refs/{ref}": ref,
  "GET /contents/{path}": either(file, list(object({ type: text }))),
  "PUT /contents/{path}": object({ commit: object({ sha: id }) }),
  "POST /dispatches": nothing,
  "POST /actions/workflows/{workflow_id}/dispatches": either(nothing, object({ workflow_run_id: number })),
  "GET /actions/workflows/{workflow_id}/runs": object({ total_count: number }),
  "GET /environments/{environment_name}/variables/{name}": object({ name: text, value: text }),
  "GET /issues": list(issue),
  "POST /issues": issue,
  "PATCH /issues/{issue_number}": issue,
  "GET /issues/{issue_number}/comments": list(comment),
  "POST /issues/{issue_number}/comments": comment,
  "PATCH /issues/comments/{comment_id}": comment,
  "POST /issues/{issue_number}/labels": list(label),
  "DELETE /issues/{issue_number}/labels/{name}": list(label),
  "GET /issues/{issue_number}/events": list(event),
  "GET /labels/{name}": label,
  "POST /labels": label,
  "GET /collaborators/{username}/permission": object({ permission: text }),
  "GET /pulls": list(pull),
  "POST /pulls": pull,
  "GET /pulls/{pull_number}": pull,
  "PATCH /pulls/{pull_number}": pull,
  "PUT /pulls/{pull_number}/merge": object({ merged: flag }),
};

/** Shapes by method and path, of requests that only some packages make. */
export type AnswerShapes = Readonly<Record<string, Shape>>;

/** A name in the path; a path, a ref or a comparison has more than one part. */
function patternOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    ["path", "ref", "basehead"].includes(name) ? ".+" : "[^/]+",
  );
}

interface Known {
  readonly method: string;
  readonly pattern: RegExp;
  readonly shape: Shape;
}

function compiled(table: AnswerShapes, prefix: string): readonly Known[] {
  return Object.entries(table).map(([route, shape]) => {
    const [method = "", path = ""] = route.split(" ");
    return { method, pattern: new RegExp(`${prefix}${patternOf(path)}$`), shape };
  });
}

const known = compiled(shapes, "/repos/[^/]+/[^/]+");

const unknown: readonly Known[] = [];

/** Shapes for requests by their whole paths, below the address of the API. */
export function shapesOf(more: AnswerShapes): readonly Known[] {
  return compiled(more, "^(?:https?://[^/]+)?(?:/api/v3)?");
}

/**
 * The shape of a request's answer.
 * @param url with or without the server, with its parameters or with their names
 */
export function shapeOf(method: string, url: string, more = unknown): Shape | undefined {
  const path = url.replace(/\?.*$/s, "").replace(/\{\?.*$/, "");
  if (path.endsWith("/graphql"))
    return either(
      object({ data: object({ viewer: author }) }),
      object({ errors: list(object({ message: text })) }),
    );
  const isThis = (each: Known) => each.method === method && each.pattern.test(path);
  // The more specific first: `/commits/{ref}` would take `/commits/x/statuses`.
  return (more.findLast(isThis) ?? known.findLast(isThis))?.shape;
}
