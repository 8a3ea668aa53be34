/** The permissions of a job's own token. */
import type { Permissions } from "@kalypso-actions/github-sandbox";
import { isMap, type Value } from "./value.ts";

/** As named in a workflow; the API uses `_` in place of `-`. */
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

/** Without `permissions`, in a repository with read-only defaults, as new repositories have. */
export const defaultPermissions: Permissions = { contents: "read", packages: "read" };

/** `permissions:` of a workflow or a job; anything not listed is denied. Undefined if the key is absent. */
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

/** What is left of permissions in a run for a fork: it reads. An identity is nothing to read. */
export function readOnly(permissions: Permissions): Permissions {
  const names = Object.keys(permissions).filter((name) => name !== "id_token");
  return Object.fromEntries(names.map((name) => [name, "read"]));
}

/**
 * Permissions that are wanted but not allowed, in GitHub's words: a called workflow cannot have more than its caller.
 */
export function excess(wanted: Permissions, allowed: Permissions): readonly string[] {
  const rank = { none: 0, read: 1, write: 2 } as const;
  return Object.entries(wanted)
    .filter(([name, level]) => rank[level] > rank[allowed[name] ?? "none"])
    .map(
      ([name, level]) =>
        `requesting '${name.replaceAll("_", "-")}: ${level}', but is only allowed '${name.replaceAll("_", "-")}: ${allowed[name] ?? "none"}'`,
    );
}
