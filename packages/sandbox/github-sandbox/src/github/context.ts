import type { BareRepository } from "../git/bare-repository.ts";
import { Refusal } from "./http.ts";
import type { Account, App, RepositoryEvent, RepositoryState, Token } from "./state.ts";
import type { WorkflowRun } from "./triggers.ts";

/** The context of a request, passed to its route. */
export interface Context {
  readonly repository: RepositoryState;
  readonly git: BareRepository;
  readonly owner: string;
  readonly token: Token;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly url: string;
  /** The requested media type. */
  readonly accept: string;
  /** The repository's workflow runs, the oldest first. */
  readonly runs: readonly WorkflowRun[];
  readonly account: Account;
  readonly apps: ReadonlyMap<string, App>;
  /** Deletes the repository. */
  remove(): void;
  emit(event: Omit<RepositoryEvent, "repository" | "actor" | "byWorkflowToken">): void;
}

interface Unprocessable {
  readonly field: string;
  readonly code: string;
  readonly message?: string;
}

/** GitHub's answer to an invalid body. */
export function unprocessable(resource: string, detail: Unprocessable): Refusal {
  return new Refusal(422, "Validation Failed", [{ resource, ...detail }]);
}

export function textField(body: Context["body"], name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string")
    throw new Refusal(
      422,
      `Invalid request.\n\nFor 'properties/${name}', ${JSON.stringify(value)} is not a string.`,
    );
  return value;
}

export function requiredText(body: Context["body"], name: string): string {
  const value = textField(body, name);
  if (value === undefined) throw new Refusal(422, `Invalid request.\n\n"${name}" wasn't supplied.`);
  return value;
}

export function notFound(): Refusal {
  return new Refusal(404, "Not Found");
}

/** What a token gets that may not: one with scopes, as if there were nothing. */
function forbidden({ scopes, isPersonal }: Token): Refusal {
  if (scopes !== undefined) return notFound();
  const kind = isPersonal === true ? "personal access token" : "integration";
  return new Refusal(403, `Resource not accessible by ${kind}`);
}

/** Requires the token to have one of these permissions. */
export function demand({ token }: Pick<Context, "token">, ...permissions: readonly string[]): void {
  if (permissions.some((name) => token.permissions[name] === "write")) return;
  throw forbidden(token);
}

/** Requires the token to be able to read one of these. */
export function demandRead({ token }: Pick<Context, "token">, ...permissions: readonly string[]): void {
  if (permissions.some((name) => token.permissions[name] !== undefined)) return;
  throw forbidden(token);
}

export function pageSize(query: URLSearchParams): number {
  return Math.min(Number(query.get("per_page") ?? 30), 100);
}

/** Lists are answered page by page. */
export function page<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const size = pageSize(query);
  const number = Number(query.get("page") ?? 1);
  return items.slice((number - 1) * size, number * size);
}
