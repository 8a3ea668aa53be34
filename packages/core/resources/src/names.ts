/** The name rules of Kubernetes, and those of git that keep an address or a branch from being taken for an option. */

/** RFC 1123 label: what a namespace, and so everything that becomes part of one, must be. */
export const dnsLabel = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** RFC 1123 subdomain, at most 253 characters: the name of most Kubernetes objects. */
export const dnsSubdomain =
  /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Optional DNS prefix and `/`, then up to 63 characters. */
export const labelKey =
  /^(?:(?=[^/]{1,253}\/)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Empty, or up to 63 characters that begin and end with a letter or digit. */
export const labelValue = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

export const maxNamespaceLength = 63;

/** 40 hex digits (SHA-1) or 64 (SHA-256). */
export const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * What git may be asked to fetch from: https, http, ssh or file addresses, the scp form, and absolute folders.
 * No other transport (`ext::` runs commands), nothing that git could take for an option.
 */
export const repositoryAddress =
  /^(?:(?:https?|ssh|git|file):\/\/[^\s-][^\s]*|[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^\s-][^\s]*|\/[^\s]*|[A-Za-z]:[\\/][^\s]*)$/;

/** The rules of `git check-ref-format` that matter for a branch or tag name. */
export const refName = /^(?![-/.])(?!.*(?:\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)))[^\s\p{Cc}~^:?*[\\]+(?<![/.])$/u;

/**
 * Text of application teams that templates print as it is: on one line, and nothing that the second rendering of a Go
 * template would take for a tag, also not together with what is printed behind it.
 */
export const printedText = /^(?!.*\{\{)[^\p{Cc}\u2028\u2029]*(?<!\{)$/u;

/** A path inside a repository without `./`, doubled and trailing slashes; the empty string is the root. */
export function normalisePath(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/** Whether a path stays inside its repository: relative, without `..`, without backslashes. */
export function isInnerPath(path: string): boolean {
  return !path.startsWith("/") && !path.includes("\\") && !path.split("/").includes("..");
}

/** Whether a ConfigMap is one that Azure App Configuration is synchronised to: its name alone says so. */
export function isAppConfig({ name }: { readonly name: string }): boolean {
  return name.startsWith("azure-app-config");
}

/** Code-unit order, the same on every machine whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
