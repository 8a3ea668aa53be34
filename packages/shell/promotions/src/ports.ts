import type { Commits, Contents, Dispatches } from "@kalypso-actions/github";
import type { RepositoryName } from "@kalypso-actions/names";

export interface PromotionRequest {
  readonly environment: string;
  readonly commit: string;
  /** The control plane. */
  readonly repository: RepositoryName;
  /** The control plane, as git fetches it. */
  readonly address: string;
  /** The GitHub server that the ports ask. */
  readonly server: string;
  readonly token: { readonly origin: string; readonly token: string };
  readonly allowsRollback: boolean;
  /** The workflow to start afterwards; undefined where the push starts it. */
  readonly workflow: string | undefined;
  readonly runUrl: string | undefined;
}

/** What is asked and told of a repository's commits. */
export type CommitPort = Pick<Commits, "branchHead" | "compare" | "setStatus" | "statuses">;

export interface Ports {
  /** Of a repository of the server. */
  readonly commits: (repository: RepositoryName) => CommitPort;
  /** Of the control plane. */
  readonly contents: Pick<Contents, "read" | "write">;
  readonly dispatches: Pick<Dispatches, "workflow">;
}
