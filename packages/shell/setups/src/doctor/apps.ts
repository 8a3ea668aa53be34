/** The App whose tokens the workflows use. */
import type { ObservedApp } from "@kalypso-actions/setup";
import type { Access } from "../github/access.ts";
import type { Unread } from "./unread.ts";

/**
 * The Apps installed for an owner, the one with this client ID with its repositories.
 * @returns undefined if the token may not see them
 */
export async function observeApps(
  access: Access,
  {
    owner,
    isOrganisation,
    clientId,
  }: { readonly owner: string; readonly isOrganisation: boolean; readonly clientId: string },
  unread: Unread,
): Promise<readonly ObservedApp[] | undefined> {
  const at = access.at(`${owner}/*`);
  if (!isOrganisation)
    return unread.tell(
      `GitHub lists the Apps that ${owner} has installed to no token`,
      `Look at them yourself: ${access.server.url}/settings/installations`,
    );
  const needs = {
    what: `installed Apps of ${owner}`,
    permission: "Administration: read (of the organisation)",
    scope: "read:org",
  };
  const all = await unread.read(at, needs, ({ rest, paginate }) =>
    at.all(paginate.iterator(rest.orgs.listAppInstallations, { org: owner, per_page: 100 })),
  );
  if (all === undefined) return undefined;
  return Promise.all(
    all.map(async (each): Promise<ObservedApp> => {
      const { id, app_id, app_slug, client_id = "", permissions, suspended_at, repository_selection } = each;
      const repositories =
        repository_selection === "all"
          ? "all"
          : client_id === clientId
            ? await repositoriesOf(access, { owner, slug: app_slug, installation_id: id }, unread)
            : undefined;
      return {
        appId: String(app_id),
        clientId: client_id,
        slug: app_slug,
        permissions: permissions as Readonly<Record<string, string>>,
        isSuspended: typeof suspended_at === "string",
        repositories,
      };
    }),
  );
}

async function repositoriesOf(
  access: Access,
  {
    owner,
    slug,
    installation_id,
  }: { readonly owner: string; readonly slug: string; readonly installation_id: number },
  unread: Unread,
): Promise<readonly string[] | undefined> {
  const at = access.at(`${owner}/*`);
  const found = await at.requestOr(
    `list the repositories of the App ${slug}`,
    { 403: undefined, 404: undefined },
    ({ rest, paginate }) =>
      at.all(
        paginate.iterator(rest.apps.listInstallationReposForAuthenticatedUser, {
          installation_id,
          per_page: 100,
        }),
      ),
  );
  return found === undefined
    ? unread.tell(
        `the token may not read where the App ${slug} is installed`,
        "Fine-grained tokens never may: use a classic one with the scope repo, or look at the App's installation yourself.",
      )
    : found.map((repository) => (repository as { readonly full_name: string }).full_name);
}
