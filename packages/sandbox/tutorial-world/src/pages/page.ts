/** A page's request, its data, and its answer. */

import type { ClusterView } from "@kalypso-actions/azure-sandbox";
import type { BareRepository, RepositoryState, WorkflowDispatch } from "@kalypso-actions/github-sandbox";
import type { RunState } from "@kalypso-actions/workflow-runner";

/** The world as the pages see it. Times are in milliseconds since 1970. */
export interface PageWorld {
  readonly owner: string;
  /** The server's address, without a slash at its end. */
  readonly url: string;
  now(): number;
  repositories(): readonly string[];
  state(repository: string): RepositoryState;
  git(repository: string): BareRepository;
  /** The newest last. */
  runs(): readonly RunState[];
  clusters(): readonly ClusterView[];
  /** What a person may do by a click. What is thrown is shown to the person. */
  readonly actions: {
    merge(repository: string, number: number): void;
    approve(runId: number, environment: string): void;
    reject(runId: number, environment: string): void;
    cancel(runId: number): void;
    rerun(runId: number): void;
    dispatch(repository: string, workflow: string, given: WorkflowDispatch): void;
  };
}

/** One look at a page. */
export interface Visit {
  readonly world: PageWorld;
  /** The path as the browser has it: encoded, without the query. */
  readonly address: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
}

/** A look at a page of a repository. */
export interface RepositoryVisit extends Visit {
  readonly name: string;
  readonly git: BareRepository;
  readonly state: RepositoryState;
}
