import type { Relation } from "@kalypso-actions/promotion";
import { isPassing } from "./passing.ts";

/** Compares commits of the GitOps repository. */
export interface CommitComparison {
  /** How `head` relates to `base`; unknown if one of the two does not exist. */
  compare(base: string, head: string): Promise<Relation>;
}

/** How commits relate to the one being checked: each commit is queried once, except those that did not exist. */
export class Relations {
  readonly #commits: CommitComparison;
  readonly #wanted: string;
  readonly #known = new Map<string, Relation>();

  constructor(commits: CommitComparison, wanted: string) {
    this.#commits = commits;
    this.#wanted = wanted;
  }

  /** Resolves the commits of a poll. */
  async learn(commits: Iterable<string>): Promise<void> {
    const open = [...new Set(commits)].filter((commit) => this.of(commit) === "unknown");
    await Promise.all(
      open.map(async (commit) => {
        const relation = await this.#compare(commit);
        // GitHub may not have it yet, or may have failed temporarily.
        if (relation !== "unknown") this.#known.set(commit, relation);
      }),
    );
  }

  async #compare(commit: string): Promise<Relation> {
    try {
      return await this.#commits.compare(this.#wanted, commit);
    } catch (error) {
      if (isPassing(error)) return "unknown";
      throw error;
    }
  }

  of(commit: string | undefined): Relation {
    if (commit === undefined) return "unknown";
    return commit === this.#wanted ? "identical" : (this.#known.get(commit) ?? "unknown");
  }
}
