/** A page's request, its data, and its answer. */

import type { ClusterView } from "@kalypso-actions/azure-sandbox";
import type { BareRepository, RepositoryState, WorkflowDispatch } from "@kalypso-actions/github-sandbox";
import type { RunState } from "@kalypso-actions/workflow-runner";

/** The world as its pages see it. Times are in milliseconds since 1970. */
export interface PageWorld {
  readonly owner: string;
  /** The server's address, without a trailing slash. */
  readonly url: string;
  /** The name of the repository whose commits are promoted; undefined while there is none. */
  controlPlane(): string | undefined;
  now(): number;
  repositories(): readonly string[];
  state(repository: string): RepositoryState;
  git(repository: string): BareRepository;
  /** Newest last. */
  runs(): readonly RunState[];
  clusters(): readonly ClusterView[];
  /** The address of the fleet's page, if this world has one. */
  readonly fleet?: string | undefined;
  /** What a user can do with a click. Errors are shown to the user. */
  readonly actions: {
    merge(repository: string, number: number): void;
    approve(runId: number, environment: string): void;
    reject(runId: number, environment: string): void;
    cancel(runId: number): void;
    rerun(runId: number): void;
    dispatch(repository: string, workflow: string, given: WorkflowDispatch): void;
  };
}

/** One request for a page. */
export interface Visit {
  readonly world: PageWorld;
  /** The path as the browser sends it: encoded, without the query. */
  readonly address: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
}

/** A request for a repository's page. */
export interface RepositoryVisit extends Visit {
  readonly name: string;
  readonly git: BareRepository;
  readonly state: RepositoryState;
}
