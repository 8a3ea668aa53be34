/** Spellings of one repository's address. */

/** GitHub's SSH over the HTTPS port, for restrictive networks, is the same server. */
const sameHosts: Readonly<Record<string, string>> = { "ssh.github.com": "github.com" };

/** At the end. Only the first of a row can begin it: from each of them, a long row would be read again. */
const slashes = /(?<!\/)\/+$/;

/**
 * A URL reduced to a common form: without protocol, user, port, `www.`, `.git` and case.
 * @returns `github.com/owner/name`
 */
export function normaliseRepository(address: string): string {
  const plain = address
    .trim()
    .toLowerCase()
    .replace(slashes, "")
    .replace(/\.git$/, "");
  // The scp form: `git@github.com:owner/name`.
  const short = plain.includes("://") ? null : /^(?:[^/@]+@)?([^/:]+):(.+)$/.exec(plain);
  const [host = "", ...path] = (
    short === null ? plain.replace(/^[a-z+]+:\/\//, "").replace(/^[^/@]*@/, "") : `${short[1]}/${short[2]}`
  ).split("/");
  const name = host.replace(/:\d+$/, "").replace(/^www\./, "");
  return [sameHosts[name] ?? name, ...path].filter((part) => part !== "").join("/");
}

/** The path of a normalised address: `owner/name`. */
export function repositoryPath(normalised: string): string {
  return normalised.slice(normalised.indexOf("/") + 1);
}

/** `owner/name` of a repository on the given server, whatever the protocol; undefined for another server. */
export function nameOnServer(address: string, server: string): string | undefined {
  const host = normaliseRepository(`${server.replace(slashes, "")}/x`).slice(0, -"x".length);
  const normalised = normaliseRepository(address);
  return normalised.startsWith(host) ? normalised.slice(host.length) : undefined;
}
