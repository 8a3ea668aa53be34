/** Names on a GitHub server. */

/** `owner/name` */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** @returns undefined for what is no `owner/name`, also of a GitHub address */
export function parseRepositoryName(text: string): RepositoryName | undefined {
  const match = /^(?:https?:\/\/[^/]+\/)?([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(text.trim());
  const [, owner, repo] = match ?? [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo };
}

export function formatRepositoryName({ owner, repo }: RepositoryName): string {
  return `${owner}/${repo}`;
}

/** The address that git fetches and pushes a repository of this GitHub at. */
export function gitAddress(name: RepositoryName, serverUrl: string): string {
  return `${serverUrl.replace(/\/$/, "")}/${formatRepositoryName(name)}.git`;
}

/** 40 hex digits: GitHub keeps no repository with other ids. */
export const gitHubCommit = /^[0-9a-f]{40}$/;
