/** The permissions of a job's own token. */
import type { Permissions } from "@kalypso-actions/github-sandbox";
import { isMap, type Value } from "./value.ts";

/** By the names that a workflow has for them, which the API writes with `_`. */
const names = [
  "actions",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "discussions",
  "id_token",
  "issues",
  "models",
  "packages",
  "pages",
  "pull_requests",
  "security_events",
  "statuses",
];

/** Without `permissions`, in a repository whose setting is to read only, as new ones have it. */
export const defaultPermissions: Permissions = { contents: "read", packages: "read" };

/** `permissions:` of a workflow or a job; what it does not name is not permitted. Undefined where it is not there. */
export function permissionsOf(value: Value | undefined): Permissions | undefined {
  if (value === undefined) return undefined;
  if (value === "read-all" || value === "write-all") {
    const level = value === "read-all" ? "read" : "write";
    return Object.fromEntries(names.map((name) => [name, level]));
  }
  if (!isMap(value)) return {};
  const given = [...value].filter(([, level]) => level === "read" || level === "write");
  return Object.fromEntries(
    given.map(([name, level]) => [name.replaceAll("-", "_"), level as "read" | "write"]),
  );
}

/** What is wanted and not allowed, in GitHub's words: a called workflow cannot have more than its caller. */
export function excess(wanted: Permissions, allowed: Permissions): readonly string[] {
  const rank = { none: 0, read: 1, write: 2 } as const;
  return Object.entries(wanted)
    .filter(([name, level]) => rank[level] > rank[allowed[name] ?? "none"])
    .map(
      ([name, level]) =>
        `requesting '${name.replaceAll("_", "-")}: ${level}', but is only allowed '${name.replaceAll("_", "-")}: ${allowed[name] ?? "none"}'`,
    );
}
