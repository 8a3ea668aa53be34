/** What the source-controller does with GitRepositories, and its messages. */
import { type BranchAddress, type Checkout, FetchFailure } from "../checkouts.ts";
import { data, text } from "../manifest.ts";
import type { Trouble } from "../trouble.ts";
import { condition, failed, ready } from "./conditions.ts";
import type { FluxObject } from "./objects.ts";

/** The address of a source's repository; undefined if the sandbox cannot follow it. */
export function addressOf({ manifest }: FluxObject, token: string | undefined): BranchAddress | undefined {
  const reference = data(manifest.spec["ref"]);
  const other = ["commit", "semver", "tag", "name"].filter((key) => text(reference[key]) !== "");
  if (other.length > 0) return undefined;
  return { url: text(manifest.spec["url"]), branch: text(reference["branch"]) || "master", token };
}

/** A source that cannot fetch keeps its previous artifact. */
export function withFailure(source: FluxObject, message: string): FluxObject {
  const doing = source.artifact === undefined ? "building artifact" : "reconciliation in progress";
  const whole = `failed to checkout and determine revision: ${message}`;
  const stored = source.conditions.filter(({ type }) => type === "ArtifactInStorage");
  const fetchFailed = condition("FetchFailed", "True", { reason: "GitOperationFailed", message: whole });
  return { ...source, conditions: [...failed("GitOperationFailed", whole, doing), fetchFailed, ...stored] };
}

export function withArtifact(source: FluxObject, branch: string, checkout: Checkout): FluxObject {
  const revision = `${branch}@sha1:${checkout.commit}`;
  const message = `stored artifact for revision '${revision}'`;
  const conditions = [
    ready("True", "Succeeded", message),
    condition("ArtifactInStorage", "True", { reason: "Succeeded", message }),
  ];
  return { ...source, artifact: { revision, checkout }, conditions };
}

/** Why fetching failed, in go-git's words. */
export function problemOf({ url, branch }: BranchAddress, error: unknown): string {
  const failure = error instanceof FetchFailure ? error : new FetchFailure("other", String(error));
  switch (failure.problem) {
    case "denied":
      return `unable to clone '${url}': authentication required`;
    case "no-repository":
      return `unable to clone: repository not found: git repository: '${url}'`;
    case "no-branch":
      return `unable to clone: couldn't find remote ref "refs/heads/${branch}": git repository: '${url}'`;
    case "other":
      return `unable to clone '${url}': ${failure.message}`;
  }
}

/** The source with an injected failure; undefined if it has none. */
export function troubled(source: FluxObject, trouble: Trouble | undefined): FluxObject | undefined {
  if (trouble === undefined) return undefined;
  const url = text(source.manifest.spec["url"]);
  if (trouble.kind === "refuses-token")
    return withFailure(source, `unable to clone '${url}': authentication required`);
  if (trouble.kind === "fails")
    return withFailure(source, trouble.message ?? `unable to clone '${url}': EOF`);
  return { ...source, conditions: [ready("Unknown", "Progressing", "building artifact")] };
}
