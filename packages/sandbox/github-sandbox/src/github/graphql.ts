/** The mutations that REST does not have, and who asks. */
import type { Context } from "./context.ts";
import type { Answer } from "./http.ts";
import { mergeNow } from "./pull-routes.ts";
import type { MergeMethodName } from "./state.ts";

type GraphqlBody =
  | { readonly data: Readonly<Record<string, unknown>> }
  | { readonly errors: readonly { readonly type?: string; readonly message: string }[] };

type Place = Omit<Context, "params" | "query" | "accept">;

function failure(message: string, type = "UNPROCESSABLE"): GraphqlBody {
  return { errors: [{ type, message }] };
}

function mutate(
  place: Place | undefined,
  name: string,
  input: Readonly<Record<string, string>>,
): GraphqlBody {
  const id = input["id"] ?? "";
  const pull = place?.repository.pulls.get(Number(id.split("_").at(-1)));
  if (place === undefined || pull === undefined)
    return failure(`Could not resolve to a node with the global id of '${id}'`, "NOT_FOUND");
  const { repository, token } = place;
  if (token.permissions["pull_requests"] !== "write" || token.permissions["contents"] !== "write")
    return failure("Resource not accessible by integration", "FORBIDDEN");
  if (name === "enqueuePullRequest") {
    mergeNow(place, pull);
    return { data: { enqueuePullRequest: { clientMutationId: null } } };
  }
  if (name === "disablePullRequestAutoMerge") {
    if (pull.autoMerge === null) return failure("Can't disable auto-merge for this pull request.");
    pull.autoMerge = null;
    return { data: { disablePullRequestAutoMerge: { clientMutationId: null } } };
  }
  if (!repository.allowsAutoMerge)
    return failure("Pull request Auto merge is not allowed for this repository");
  if (repository.isMergeable) return failure("Pull request Pull request is in clean status");
  const method = input["mergeMethod"] ?? "MERGE";
  if (!repository.mergeMethods.includes(method.toLowerCase() as MergeMethodName))
    return failure(`Merge method ${method.toLowerCase()} is not allowed on this repository`);
  pull.autoMerge = method;
  return { data: { enablePullRequestAutoMerge: { clientMutationId: null } } };
}

/** @param placeOf the part of a repository that the token may see; undefined if the token cannot see it */
export function answerGraphql(
  body: Context["body"],
  placeOf: (repository: string) => Place | undefined,
  viewer: string,
): Answer {
  if (/\{\s*viewer\s*\{\s*login\s*\}\s*\}/.test(String(body["query"] ?? "")))
    return { status: 200, body: { data: { viewer: { login: viewer } } } };
  const [, name = ""] =
    /(enablePullRequestAutoMerge|disablePullRequestAutoMerge|enqueuePullRequest)\(input/.exec(
      String(body["query"] ?? ""),
    ) ?? [];
  if (name === "") return { status: 200, body: { errors: [{ message: "Parse error on the query" }] } };
  const variables = (body["variables"] ?? {}) as Readonly<Record<string, string>>;
  const [, repository = ""] = /^PR_(.+)_\d+$/.exec(variables["id"] ?? "") ?? [];
  return { status: 200, body: mutate(placeOf(repository), name, variables) };
}
