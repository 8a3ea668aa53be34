/** Names on a GitHub server. */

/** `owner/name` */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** @returns undefined unless the text is `owner/name` or a GitHub URL */
export function parseRepositoryName(text: string): RepositoryName | undefined {
  const match = /^(?:https?:\/\/[^/]+\/)?([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(text.trim());
  const [, owner, repo] = match ?? [];
  return owner === undefined || repo === undefined ? undefined : { owner, repo };
}

export function formatRepositoryName({ owner, repo }: RepositoryName): string {
  return `${owner}/${repo}`;
}

/** The URL at which git fetches and pushes a repository of this GitHub server. */
export function gitAddress(name: RepositoryName, serverUrl: string): string {
  return `${serverUrl.replace(/\/$/, "")}/${formatRepositoryName(name)}.git`;
}

/** 40 hexadecimal digits: GitHub has no repositories with other IDs. */
export const gitHubCommit = /^[0-9a-f]{40}$/;
