/** Spellings of one repository's address. */

/** GitHub's ssh on the port of https, for networks that let nothing else through, is the same server. */
const sameHosts: Readonly<Record<string, string>> = { "ssh.github.com": "github.com" };

/**
 * An address without what differs between spellings of it: protocol, user, port, `www.`, `.git`, case.
 * @returns `github.com/owner/name`
 */
export function normaliseRepository(address: string): string {
  const plain = address
    .trim()
    .toLowerCase()
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
  // scp's form: `git@github.com:owner/name`.
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

/** `owner/name` of a repository of a server, whatever the protocol of its address; undefined for one elsewhere. */
export function nameOnServer(address: string, server: string): string | undefined {
  const host = normaliseRepository(`${server.replace(/\/+$/, "")}/x`).slice(0, -"x".length);
  const normalised = normaliseRepository(address);
  return normalised.startsWith(host) ? normalised.slice(host.length) : undefined;
}
