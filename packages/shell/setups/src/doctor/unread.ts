/** What could not be read, so that what needs it is left out. */
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import type { GitHubRepository } from "@kalypso-actions/github";

/** What a token needs to read something. */
interface Needs {
  /** Such as `variables of acme/control-plane`. */
  readonly what: string;
  /** A fine-grained token's, such as `Variables: read`. */
  readonly permission: string;
  /** A classic token's. */
  readonly scope: string;
}

type Work<T> = Parameters<GitHubRepository["request"]>[1] extends (octokit: infer Octokit) => unknown
  ? (octokit: Octokit) => Promise<T>
  : never;

/** Collects what the token may not read, to tell it once per permission. */
export class Unread {
  readonly #lacking = new Map<string, Set<string>>();
  readonly #others: Diagnostic[] = [];

  add({ what, permission, scope }: Needs): undefined {
    const remedy = `Give a fine-grained token the permission "${permission}", or a classic one the scope ${scope}.`;
    this.#lacking.set(remedy, (this.#lacking.get(remedy) ?? new Set()).add(what));
    return undefined;
  }

  tell(message: string, hint: string): undefined {
    this.#others.push({ severity: "warning", code: "doctor-unread", message, hint });
    return undefined;
  }

  /**
   * Reads something of a repository or owner that is there.
   * @returns undefined if the token may not: GitHub says that it is forbidden, or that there is no such thing
   * @throws DiagnosticError if anything else is wrong
   */
  async read<T>(at: GitHubRepository, needs: Needs, work: Work<T>): Promise<T | undefined> {
    try {
      return await at.request(`read the ${needs.what}`, work);
    } catch (error) {
      if (isRefusal(error)) return this.add(needs);
      throw error;
    }
  }

  get diagnostics(): readonly Diagnostic[] {
    const lacking = [...this.#lacking].map(
      ([hint, what]): Diagnostic => ({
        severity: "warning",
        code: "doctor-unread",
        message: `the token may not read the ${[...what].sort().join(", the ")}`,
        hint,
      }),
    );
    return [...lacking, ...this.#others];
  }
}

/** A limit is a refusal, too, but only for a while. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof DiagnosticError)) return false;
  const { status } = (error.cause ?? {}) as { readonly status?: unknown };
  const isLimited = error.diagnostics.some(({ code }) => code === "github-limited");
  return (status === 403 || status === 404) && !isLimited;
}

/** What a plan does not have on private repositories, nobody can have set up there. */
export function lacksPlan(error: unknown): boolean {
  return error instanceof Error && /upgrade to github/i.test(error.message);
}
