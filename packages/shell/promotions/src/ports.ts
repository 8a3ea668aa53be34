import { present } from "@kalypso-actions/diagnostics";
import type { HostToken, SnapshotReaderOptions } from "@kalypso-actions/git";
import type { Commits, Contents, Dispatches, PullRequests } from "@kalypso-actions/github";
import type { RepositoryName } from "@kalypso-actions/names";

export interface PromotionRequest {
  readonly environment: string;
  readonly commit: string;
  /** The control plane. */
  readonly repository: RepositoryName;
  /** The control plane's URL for git. */
  readonly address: string;
  /** The GitHub server behind the ports. */
  readonly server: string;
  readonly token: HostToken;
  /** The run's time; without an end if it is undefined. */
  readonly time?: SnapshotReaderOptions["time"];
  readonly allowsRollback: boolean;
  /** The workflow to start afterwards; undefined if the push starts it. */
  readonly workflow: string | undefined;
  readonly runUrl: string | undefined;
  /** Who promotes; undefined if unknown. */
  readonly by: string | undefined;
  /** How the environment's branch changes. */
  readonly via: "push" | "pull-request";
}

/** How git reads and writes the control plane. */
export function gitAccess({ token, time }: Pick<PromotionRequest, "token" | "time">) {
  return { tokens: [token], ...present({ time }) };
}

/** Queries and statuses of a repository's commits. */
export type CommitPort = Pick<Commits, "branchHead" | "compare" | "setStatus" | "statuses">;

export interface Ports {
  /** The commits of a repository on the server. */
  readonly commits: (repository: RepositoryName) => CommitPort;
  /** The contents of the control plane. */
  readonly contents: Pick<Contents, "read" | "write">;
  readonly dispatches: Pick<Dispatches, "workflow">;
  readonly pulls: Pick<PullRequests, "find" | "closed" | "open" | "update" | "close" | "commentOnce">;
  /** Commits of the control plane. */
  readonly control: Pick<Commits, "compare">;
}
