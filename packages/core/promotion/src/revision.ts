import { gitHubCommit } from "@kalypso-actions/names";

/**
 * The commit in a revision as Flux writes it, which differs between versions: `dev@sha1:<id>`, `sha1:<id>`, `dev/<id>`,
 * `<id>`. Buckets and OCI artifacts have other hashes, which are not commits.
 */
export function commitOfRevision(revision: string | null | undefined): string | undefined {
  const text = (revision ?? "").trim();
  const at = text.includes(":") ? text.lastIndexOf(":") : text.lastIndexOf("/");
  const commit = text.slice(at + 1).toLowerCase();
  return gitHubCommit.test(commit) ? commit : undefined;
}
