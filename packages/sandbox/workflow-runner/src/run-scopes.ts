/** The contexts of a run's expressions outside its jobs. */
import { type GitHubServer, matchesPatterns, newEnvironment } from "@kalypso-actions/github-sandbox";
import { type Context, githubContext, isForFork, refOf, runnerContext } from "./contexts.ts";
import type { Plain, Scope } from "./expressions.ts";
import type { Frame } from "./frame.ts";
import type { RunState } from "./run.ts";

const none: Context = {};

/** Variables, secrets and environments always come from the run's repository, even in workflows called from others. */
export class RunScopes {
  readonly #run: RunState;
  readonly #github: GitHubServer;

  constructor(run: RunState, github: GitHubServer) {
    this.#run = run;
    this.#github = github;
  }

  /** @param more additional contexts: `needs`, `matrix`... */
  of({ inputs, secrets }: Frame, more: Readonly<Record<string, Plain>> = {}): Scope {
    const github = githubContext(this.#github, this.#run);
    return {
      contexts: {
        github,
        vars: this.variables(undefined),
        inputs,
        needs: none,
        secrets,
        matrix: none,
        strategy: none,
        env: none,
        runner: runnerContext,
        ...more,
      },
    };
  }

  /** An environment's variables take precedence over the repository's. */
  variables(environment: string | undefined): Context {
    if (isForFork(this.#run)) return {};
    const own = environment === undefined ? [] : this.environment(environment).variables;
    return Object.fromEntries([...this.#repository.variables, ...own]);
  }

  secrets(): Context {
    if (isForFork(this.#run)) return {};
    return Object.fromEntries(this.#repository.secrets);
  }

  environmentSecrets(environment: string | undefined): Context {
    if (environment === undefined || isForFork(this.#run)) return {};
    return Object.fromEntries(this.environment(environment).secrets);
  }

  /**
   * What keeps the run's ref from an environment, in GitHub's words; undefined if nothing does. Branches match by their
   * names; a pull request has the ref of its merge, whatever its branches are called.
   */
  refusal(environment: string): string | undefined {
    const { branches } = this.environment(environment);
    if (branches === undefined) return undefined;
    const ref = refOf(this.#run);
    const name = ref.replace(/^refs\/heads\//, "");
    if (!ref.startsWith("refs/tags/") && matchesPatterns(branches, name)) return undefined;
    return `Branch "${name}" is not allowed to deploy to ${environment} due to environment protection rules.`;
  }

  /** As on GitHub, naming an environment creates it. */
  environment(name: string) {
    const { environments } = this.#repository;
    const known = environments.get(name) ?? newEnvironment();
    environments.set(name, known);
    return known;
  }

  get #repository() {
    return this.#github.repository(this.#run.repository);
  }
}
