/** What a cluster says of the Git branch that it follows: a Flux configuration, as Azure reports it. */

export type ComplianceState = "Compliant" | "Non-Compliant" | "Pending" | "Suspended" | "Unknown";

/** One object of Flux's that the agent reports on. */
export interface FluxStatus {
  readonly kind: string;
  readonly name: string;
  readonly complianceState: ComplianceState;
  /** What its condition Ready says. */
  readonly message: string;
}

export interface FluxConfiguration {
  readonly id: string;
  readonly cluster: string;
  readonly name: string;
  readonly repository: string;
  readonly branch: string;
  /** The folders that its kustomizations apply: `./drone` tells the cluster type. */
  readonly paths: readonly string[];
  readonly complianceState: ComplianceState;
  readonly provisioningState: string;
  readonly errorMessage: string;
  readonly isSuspended: boolean;
  /** The commit that the source has fetched; undefined before the first time, and for what is no commit. */
  readonly syncedCommit: string | undefined;
  readonly statuses: readonly FluxStatus[];
}

/**
 * The commit of a revision as Flux writes it, which differs over its versions: `dev@sha1:<id>`, `sha1:<id>`,
 * `dev/<id>`, `<id>` (FACTS-azure, The record).
 */
export function commitOfRevision(revision: string | null | undefined): string | undefined {
  const text = (revision ?? "").trim();
  const at = text.includes(":") ? text.lastIndexOf(":") : text.lastIndexOf("/");
  const commit = text.slice(at + 1).toLowerCase();
  return /^[0-9a-f]{40}$/.test(commit) ? commit : undefined;
}

/** An address without what differs between spellings of it: protocol, user, port, `.git`, case. */
export function normaliseRepository(address: string): string {
  const plain = address
    .trim()
    .toLowerCase()
    .replace(/\/+$/, "")
    .replace(/\.git$/, "");
  const short = /^(?:[^/@]+@)?([^/:]+):(?!\/\/)(.+)$/.exec(plain);
  if (short !== null && !plain.includes("://")) return `${short[1]}/${short[2]}`;
  return plain
    .replace(/^[a-z+]+:\/\//, "")
    .replace(/^[^/@]*@/, "")
    .replace(/^([^/:]+):\d+\//, "$1/");
}

/** `owner/name` of a repository of a server, whatever the protocol of its address; undefined for one elsewhere. */
export function nameOnServer(address: string, server: string): string | undefined {
  const host = normaliseRepository(`${server.replace(/\/+$/, "")}/x`).slice(0, -"x".length);
  // Where port 22 is closed, ssh goes to GitHub by another name.
  const path = normaliseRepository(address).replace(/^ssh\.github\.com\//, "github.com/");
  return path.startsWith(host) ? path.slice(host.length) : undefined;
}

/** The first folder of a kustomization's path. */
export function clusterTypeOf(path: string): string {
  return path.replace(/^(?:\.?\/)+/, "").split("/")[0] ?? "";
}

function folders(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

/**
 * The cluster type that a kustomization's path applies, of an environment that has a folder of the branch: the first
 * folder below the environment's. Empty for what applies all of it.
 * @param prefix the environment's folder; the empty string for the root
 * @returns undefined where the path applies another folder of the branch
 */
export function clusterTypeUnder(path: string, prefix: string): string | undefined {
  const [applied, own] = [folders(path), folders(prefix)];
  const common = own.filter((part, index) => applied[index] === part).length;
  if (applied.length >= own.length) return common === own.length ? (applied[own.length] ?? "") : undefined;
  return applied.every((part, index) => own[index] === part) ? "" : undefined;
}

/** The commit that a Kustomization says it has applied. */
export function appliedCommit({ kind, message }: FluxStatus): string | undefined {
  if (kind !== "Kustomization") return undefined;
  const revision = /Applied revision: (\S+)/.exec(message)?.[1];
  return commitOfRevision(revision?.replace(/[.,;'"]+$/, ""));
}
