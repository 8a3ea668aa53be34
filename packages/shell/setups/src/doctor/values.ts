/** Variables, and the names of secrets. */
import type { GitHubRepository } from "@kalypso-actions/github";
import type { Unread } from "./unread.ts";

type Variables = Readonly<Record<string, string>>;

function byName(list: readonly { readonly name: string; readonly value: string }[]): Variables {
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

/** Those of the organisation, which a person's repository has not. */
const absent = { 404: [] } as const;

export async function repositoryVariables(
  at: GitHubRepository,
  unread: Unread,
): Promise<Variables | undefined> {
  const what = `variables of ${at.name.owner}/${at.name.repo}`;
  const own = await unread.read(
    at,
    { what, permission: "Variables: read", scope: "repo" },
    ({ rest, paginate }) =>
      at.all(paginate.iterator(rest.actions.listRepoVariables, { ...at.at, per_page: 30 })),
  );
  if (own === undefined) return undefined;
  const shared = await at.requestOr("read the organisation's variables", absent, ({ rest, paginate }) =>
    at.all(paginate.iterator(rest.actions.listRepoOrganizationVariables, { ...at.at, per_page: 30 })),
  );
  return { ...byName(shared), ...byName(own) };
}

export async function repositorySecrets(
  at: GitHubRepository,
  unread: Unread,
): Promise<readonly string[] | undefined> {
  const what = `names of the secrets of ${at.name.owner}/${at.name.repo}`;
  const own = await unread.read(
    at,
    { what, permission: "Secrets: read", scope: "repo" },
    ({ rest, paginate }) =>
      at.all(paginate.iterator(rest.actions.listRepoSecrets, { ...at.at, per_page: 100 })),
  );
  if (own === undefined) return undefined;
  const shared = await at.requestOr(
    "read the names of the organisation's secrets",
    absent,
    ({ rest, paginate }) =>
      at.all(paginate.iterator(rest.actions.listRepoOrganizationSecrets, { ...at.at, per_page: 100 })),
  );
  return [...new Set([...own, ...shared].map(({ name }) => name))].sort();
}

const ofEnvironments = { permission: "Environments: read", scope: "repo" };

export async function environmentVariables(
  at: GitHubRepository,
  environment_name: string,
  unread: Unread,
): Promise<Variables | undefined> {
  const what = `variables of the GitHub environments of ${at.name.owner}/${at.name.repo}`;
  const found = await unread.read(at, { what, ...ofEnvironments }, ({ rest, paginate }) =>
    at.all(
      paginate.iterator(rest.actions.listEnvironmentVariables, { ...at.at, environment_name, per_page: 30 }),
    ),
  );
  return found && byName(found);
}

export async function environmentSecrets(
  at: GitHubRepository,
  environment_name: string,
  unread: Unread,
): Promise<readonly string[] | undefined> {
  const what = `names of the secrets of the GitHub environments of ${at.name.owner}/${at.name.repo}`;
  const found = await unread.read(at, { what, ...ofEnvironments }, ({ rest, paginate }) =>
    at.all(
      paginate.iterator(rest.actions.listEnvironmentSecrets, { ...at.at, environment_name, per_page: 100 }),
    ),
  );
  return found?.map(({ name }) => name);
}
