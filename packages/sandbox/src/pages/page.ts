/** What pages are asked, what they are given, and what they answer. */
import type { BareRepository } from "../git/bare-repository.ts";
import type { RepositoryState } from "../github/state.ts";
import type { RunState } from "../runner/run.ts";
import type { Html } from "./html.ts";
import { layout, type PageHead } from "./layout.ts";

/** An object of a cluster that reconciles others, or is a source of them. */
export interface ClusterObjectView {
  /** `<kind>/<namespace>/<name>`. */
  readonly name: string;
  readonly state: string;
  readonly message: string;
  /** The object that applied it; undefined for what was set up with the cluster. */
  readonly appliedBy: string | undefined;
}

export interface ClusterView {
  readonly name: string;
  readonly branch: string;
  readonly path: string;
  readonly state: string;
  readonly commit: string | null;
  readonly message: string;
  /** Which repository it follows, where its commits are to be linked. */
  readonly repository?: string;
  /** What reconciles it: Flux or Argo CD. */
  readonly manager?: string;
  readonly objects?: readonly ClusterObjectView[];
}

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
    dispatch(
      repository: string,
      workflow: string,
      ref: string,
      inputs: Readonly<Record<string, string>>,
    ): void;
  };
}

export interface PageRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The site whose page sent the form, as the browser tells it. */
  readonly origin: string | undefined;
  readonly form: URLSearchParams;
}

export type PageAnswer =
  | { readonly status: number; readonly html: string }
  | { readonly status: 303; readonly location: string };

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

export function shown(visit: Visit, head: PageHead, content: Html, status = 200): PageAnswer {
  return { status, html: layout(visit, head, content).text };
}

export function goTo(location: string): PageAnswer {
  return { status: 303, location };
}
