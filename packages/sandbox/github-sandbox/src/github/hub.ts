/** The parts of the server that answering a request needs. */

import type { Changes } from "../changes.ts";
import type { BareRepository } from "../git/bare-repository.ts";
import type { Context } from "./context.ts";
import type { Faults } from "./faults.ts";
import type { Pages } from "./pages.ts";
import type { Account, App, RepositoryEvent, RepositoryState, Token } from "./state.ts";

/** A request to the server, recorded for tests. */
export interface RecordedRequest {
  readonly method: string;
  /** Without the server and the repository's name. */
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
  readonly answer: unknown;
}

export type RepositoryContext = Omit<Context, "params" | "query" | "accept">;

export interface Hub {
  readonly owner: string;
  readonly url: string;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
  readonly hourlyLimit: number | undefined;
  readonly pages: Pages | undefined;
  readonly changes: Changes;
  readonly account: Account;
  /** Apps by client ID. */
  readonly apps: Map<string, App>;
  /** The client IDs of Apps whose key nobody has yet, by code. */
  readonly manifestCodes: Map<string, string>;
  repositories(): readonly string[];
  repository(name: string): RepositoryState;
  /** Makes an empty repository. */
  create(name: string): RepositoryState;
  token(name: string, token: Token): string;
  permissionsOf(token: string): Token | undefined;
  mayKnow(token: Token, repository: string): boolean;
  git(repository: string): BareRepository;
  context(repository: string, token: Token, body: Context["body"]): RepositoryContext;
  emit(event: RepositoryEvent): void;
}
