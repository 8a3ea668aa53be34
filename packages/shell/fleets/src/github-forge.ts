/** GitHub as the place of statuses and pull requests. */
import {
  Commits,
  Environments,
  GitHubRepository,
  type GitHubServer,
  PullRequests,
} from "@kalypso-actions/github";
import { nameOnServer, parseRepositoryName } from "@kalypso-actions/names";
import type { Forge, ForgeRepository } from "./ports.ts";

class GitHubForge implements ForgeRepository {
  readonly #commits: Commits;
  readonly #pulls: PullRequests;
  readonly #environments: Environments;

  constructor(repository: GitHubRepository) {
    this.#commits = new Commits(repository);
    this.#pulls = new PullRequests(repository);
    this.#environments = new Environments(repository);
  }

  async report(commit: string, context: string) {
    const found = (await this.#commits.statuses(commit)).get(context);
    if (found === undefined) return undefined;
    const { state, description, at, url } = found;
    return { state, description, at: at || undefined, url: url || undefined };
  }

  async openPull(base: string, isOurs: (body: string) => boolean) {
    // The token may be a person's, so the author says nothing. Whoever may push a branch there may write.
    const pulls = await this.#pulls.openTo(base);
    const found = pulls.find(({ body, isFromFork }) => !isFromFork && isOurs(body));
    if (found === undefined) return undefined;
    const { number, url, title, autoMerge, since } = found;
    return { number, url, title, autoMerge, since: since || undefined };
  }

  async nextEnvironment(environment: string) {
    const name = await this.#environments.variable(environment, "NEXT_ENVIRONMENT");
    return name || undefined;
  }
}

/** The repositories of one server, with one token. */
export function gitHubForge(token: string, { url, api }: GitHubServer): Forge {
  const known = new Map<string, ForgeRepository>();
  return (address) => {
    const name = parseRepositoryName(nameOnServer(address, url) ?? "");
    if (name === undefined) return undefined;
    const id = `${name.owner}/${name.repo}`.toLowerCase();
    const repository = known.get(id) ?? new GitHubForge(new GitHubRepository(name, token, api));
    known.set(id, repository);
    return repository;
  };
}
