/** Which repositories a control plane may name: text in a file must not choose what a machine with a token connects to. */
import { isLocalHost } from "./local-hosts.ts";

/** Hosts and owners that addresses may name. */
export interface AddressRules {
  readonly hosts: readonly AllowedHost[];
  /** First parts of a repository's path, in any case; `*` for all. */
  readonly owners: readonly string[];
  /** Whether folders, `file:` and addresses of this machine and its network link may be named. */
  readonly allowsLocal: boolean;
}

/**
 * `*`, for https and ssh unless plain http is allowed too; a host, for https and ssh at their own ports or at the given
 * one; or exactly one scheme, host and port.
 */
export type AllowedHost =
  | { readonly kind: "any"; readonly allowsHttp?: boolean }
  | { readonly kind: "host"; readonly host: string; readonly port: string | undefined }
  | { readonly kind: "origin"; readonly scheme: string; readonly host: string; readonly port: string };

/** Why an address may not be read. */
export type AddressRefusal =
  | { readonly kind: "form" }
  | { readonly kind: "local" }
  | { readonly kind: "scheme"; readonly scheme: string }
  | { readonly kind: "host"; readonly host: string }
  | { readonly kind: "owner"; readonly owner: string };

interface Parts {
  readonly scheme: string;
  readonly host: string;
  /** Empty for the scheme's own. */
  readonly port: string;
  readonly path: string;
}

const ports: Readonly<Record<string, string>> = { https: "443", http: "80", ssh: "22" };
const host = String.raw`\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.?`;
const port = String.raw`(?::(\d{1,5}))?`;
// Nothing that git, curl and this file could read in different ways: one `@`, no `\`, `?` or `#`.
const url = new RegExp(
  String.raw`^([a-z]+)://(?:\w[\w.~%+-]*(?::[^@/\\?#\s\p{Cc}]*)?@)?(${host})${port}(/[^\\?#\s\p{Cc}]*)$`,
  "iu",
);
const scp = /^\w[\w.-]*@([a-z0-9][a-z0-9.-]*):([^\\?#\s\p{Cc}]+)$/iu;
const entry = new RegExp(`^(?:(https|http|ssh)://)?(${host})${port}/?$`, "i");

function partsOf(address: string): Parts | undefined {
  const [, scheme, named, at = "", path = ""] = url.exec(address) ?? [];
  if (scheme !== undefined && named !== undefined) {
    const known = scheme.toLowerCase();
    return { scheme: known, host: plainHost(named), port: at === ports[known] ? "" : at, path };
  }
  const [, short, rest = ""] = scp.exec(address) ?? [];
  return short === undefined
    ? undefined
    : { scheme: "ssh", host: plainHost(short), port: "", path: `/${rest}` };
}

function plainHost(text: string): string {
  return text.toLowerCase().replace(/\.$/, "");
}

/** Segments such as `..` and `..;a`, in every spelling: servers resolve them, so the owner would be another. */
const ambiguous = /(?:^|\/)\.{1,2}(?:[/;]|$)|%(?:2e|2f|5c|25|00)/i;

/** GitHub's and Azure DevOps' SSH hosts serve the repositories of another host. */
const servedBy: Readonly<Record<string, string>> = {
  "ssh.github.com": "github.com",
  "ssh.dev.azure.com": "dev.azure.com",
};

function ownerOf({ host: named, path }: Parts): string {
  const [first = "", second = ""] = path.split("/").filter((part) => part !== "");
  // `git@ssh.dev.azure.com:v3/organisation/project/repository`
  return named === "ssh.dev.azure.com" && first === "v3" ? second : first;
}

function isAllowedHost({ scheme, host: named, port: at }: Parts, allowed: AllowedHost): boolean {
  if (allowed.kind === "any")
    return !isLocalHost(named) && (scheme !== "http" || allowed.allowsHttp === true);
  if (allowed.kind === "origin")
    return scheme === allowed.scheme && named === allowed.host && at === allowed.port;
  if (scheme === "http") return false;
  const isNamed = named === allowed.host || servedBy[named] === allowed.host;
  return (
    isNamed && (allowed.port === undefined ? at === "" || servedBy[named] !== undefined : at === allowed.port)
  );
}

/** @returns undefined for text in another form */
export function parseAllowedHost(text: string): AllowedHost | undefined {
  if (text === "*") return { kind: "any" };
  const [, scheme, named, at] = entry.exec(text.trim()) ?? [];
  if (named === undefined) return undefined;
  if (scheme === undefined) return { kind: "host", host: plainHost(named), port: at };
  const known = scheme.toLowerCase();
  return {
    kind: "origin",
    scheme: known,
    host: plainHost(named),
    port: at === undefined || at === ports[known] ? "" : at,
  };
}

/** The host of a server or of an address on it, for https and ssh; at another port or by plain http, that one origin. */
export function hostsOfServer(server: string): readonly AllowedHost[] {
  const parts = partsOf(server) ?? partsOf(`${server}/`);
  if (parts === undefined) return [];
  const { scheme, host: named, port: at } = parts;
  const all = { kind: "host", host: named, port: undefined } as const;
  return scheme === "https" && at === "" ? [all] : [{ kind: "origin", scheme, host: named, port: at }, all];
}

/** The first part of an address's path; undefined for an address without one. */
export function addressOwner(address: string): string | undefined {
  const parts = partsOf(address);
  return parts === undefined ? undefined : ownerOf(parts) || undefined;
}

const schemes = new Set(["https", "http", "ssh"]);
const isFolder = (address: string) => /^(?:\/|[A-Za-z]:[\\/]|file:)/i.test(address);

/** Nobody's text decides on a connection to this machine, except where a person allowed it. */
function localRefusal(address: string, { allowsLocal }: AddressRules): AddressRefusal | undefined {
  if (isFolder(address)) return allowsLocal ? undefined : { kind: "local" };
  const [, scheme] = /^([a-z0-9+.-]+)::?/i.exec(address) ?? [];
  const parts = partsOf(address);
  if (parts === undefined) {
    const isOther = scheme !== undefined && !schemes.has(scheme.toLowerCase());
    return isOther ? { kind: "scheme", scheme: scheme.toLowerCase() } : { kind: "form" };
  }
  if (!schemes.has(parts.scheme)) return { kind: "scheme", scheme: parts.scheme };
  return ambiguous.test(parts.path) ? { kind: "form" } : undefined;
}

/** @returns undefined if the address may be read */
export function refusedAddress(address: string, rules: AddressRules): AddressRefusal | undefined {
  const refusal = localRefusal(address, rules);
  if (refusal !== undefined || isFolder(address)) return refusal;
  const parts = partsOf(address);
  if (parts === undefined) return { kind: "form" };
  const isLocal = isLocalHost(parts.host);
  if (isLocal && rules.allowsLocal) return undefined;
  if (!rules.hosts.some((allowed) => isAllowedHost(parts, allowed)))
    return isLocal
      ? { kind: "local" }
      : { kind: "host", host: parts.port === "" ? parts.host : `${parts.host}:${parts.port}` };
  const owner = ownerOf(parts);
  const isOwned = rules.owners.some((one) => one === "*" || one.toLowerCase() === owner.toLowerCase());
  return isOwned ? undefined : { kind: "owner", owner };
}
