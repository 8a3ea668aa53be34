/** Naming rules of git. They keep git from treating an address or a branch as an option. */

/** 40 hex digits (SHA-1) or 64 (SHA-256). */
export const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Addresses that git may fetch from: https, http, ssh or file URLs, the scp form, and absolute folders.
 * No other transport (`ext::` runs commands), and nothing that git could treat as an option.
 */
export const repositoryAddress =
  /^(?:(?:https?|ssh|git|file):\/\/[^\s-][^\s]*|[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^\s-][^\s]*|\/[^\s]*|[A-Za-z]:[\\/][^\s]*)$/;

/**
 * The rules of `git check-ref-format` that matter for a branch name. As on GitHub, it does not start with `refs/`: that
 * would be a whole ref, which may be a tag.
 */
export const refName =
  /^(?!refs\/)(?![-/.])(?!.*(?:\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)))[^\s\p{Cc}~^:?*[\\]+(?<![/.])$/u;

/** Tokens of GitHub and GitLab, and whatever is as long as a token. */
const token = /^(?:gh[pousr]_|github_pat_|glpat-)|^[A-Za-z0-9_]{32,}$/;

/** Whether an address carries a password or token, which everybody who reads the file could use. */
export function hasCredentials(address: string): boolean {
  const [, user] = /^[a-z]+:\/\/([^/@]*)@/i.exec(address) ?? [];
  // A name alone is none: `ssh://git@host/`, and Azure DevOps' `https://organisation@dev.azure.com/`.
  return user !== undefined && (user.includes(":") || token.test(user));
}

/** A path inside a repository without `./`, doubled and trailing slashes; the empty string is the root. */
export function normalisePath(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** Git's own folder, and names that other file systems take for it. */
const gitFolder = /^(?:\.git[ .]*|\.?git~1)$/i;

/** Whether a path stays inside its repository's files: relative, without `..`, backslashes or git's own folder. */
export function isInnerPath(path: string): boolean {
  if (path.startsWith("/") || path.includes("\\")) return false;
  return path.split("/").every((part) => part !== ".." && !gitFolder.test(part));
}
