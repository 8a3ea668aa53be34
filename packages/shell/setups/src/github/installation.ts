/** The installation of an App: a person chooses the repositories. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Found, Resolved, Wants } from "@kalypso-actions/setup";
import type { Driver } from "../driver.ts";
import { type Access, absent, type Place } from "./access.ts";
import type { Person } from "./app-flow.ts";
import { appToken } from "./app-jwt.ts";

type Wanted = Resolved<Wants["installation"]>;

interface Installation {
  readonly id: number;
  readonly repository_selection: string;
}

interface Named {
  readonly full_name: string;
}

const unreadable = { 403: undefined, 404: undefined } as const;

export function installations(access: Access, person: Person): Driver<"installation"> {
  /** As the App itself sees it, which needs its key. */
  async function ownOf({ organisation, appId }: Wanted): Promise<Place | undefined> {
    const key = access.appKeys.get(appId);
    return key === undefined ? undefined : access.as(appToken(appId, key, Date.now()), `${organisation}/*`);
  }

  async function find(wants: Wanted): Promise<Installation | undefined> {
    const { organisation, appId } = wants;
    const isOrganisation = await access.isOrganisation(organisation);
    const own = await ownOf(wants);
    if (own !== undefined)
      return own.requestOr("read the App's installation", absent, async ({ rest }) => {
        const answer = isOrganisation
          ? await rest.apps.getOrgInstallation({ org: organisation })
          : await rest.apps.getUserInstallation({ username: organisation });
        return answer.data;
      });
    // A person's own installations are listed by no request that their tokens may make.
    if (!isOrganisation) return undefined;
    const at = access.at(`${organisation}/*`);
    const all = await at.request("list the installed Apps", ({ rest, paginate }) =>
      at.all(paginate.iterator(rest.orgs.listAppInstallations, { org: organisation, per_page: 100 })),
    );
    return all.find(({ app_id }) => String(app_id) === appId);
  }

  /** @returns undefined if neither the App's key nor the person's token can list them */
  async function chosenIn(wants: Wanted, id: number): Promise<readonly string[] | undefined> {
    const at = access.at(`${wants.organisation}/*`);
    const doing = "list the repositories of the installation";
    const own = await ownOf(wants);
    const listed =
      own === undefined
        ? await at.requestOr(doing, unreadable, ({ rest, paginate }) => {
            const which = { installation_id: id, per_page: 100 };
            return at.all(paginate.iterator(rest.apps.listInstallationReposForAuthenticatedUser, which));
          })
        : await own.request(doing, async ({ rest }) => {
            // Of all permissions, every App has this one.
            const permissions = { metadata: "read" } as const;
            const { data } = await rest.apps.createInstallationAccessToken({
              installation_id: id,
              permissions,
            });
            const installed = access.as(data.token, `${wants.organisation}/*`);
            return installed.request(doing, (octokit) =>
              installed.all(
                octokit.paginate.iterator(octokit.rest.apps.listReposAccessibleToInstallation, {
                  per_page: 100,
                }),
              ),
            );
          });
    return (listed as readonly Named[] | undefined)?.map(({ full_name }) => full_name);
  }

  async function read(wants: Wanted): Promise<Found<"installation"> | undefined> {
    const known = await find(wants);
    if (known === undefined) return undefined;
    const id = String(known.id);
    // All repositories, also those to come.
    if (known.repository_selection === "all")
      return { id, actual: { repositories: [`${wants.organisation}/*`] }, outputs: {} };
    const repositories = await chosenIn(wants, known.id);
    return { id, actual: repositories === undefined ? {} : { repositories }, outputs: {} };
  }

  function isComplete({ organisation, repositories }: Wanted, { actual }: Found<"installation">): boolean {
    const chosen = actual.repositories?.map((name) => name.toLowerCase());
    if (chosen === undefined || chosen.includes(`${organisation.toLowerCase()}/*`)) return true;
    return repositories.every((name) => chosen.includes(name.toLowerCase()));
  }

  /** GitHub's page, with the repositories chosen. */
  async function pageOf({ slug, organisation, repositories }: Wanted): Promise<string> {
    const url = new URL(`${access.server.url}/apps/${slug}/installations/new/permissions`);
    const { data } = await access
      .at(`${organisation}/*`)
      .request(`find ${organisation}`, ({ rest }) => rest.users.getByUsername({ username: organisation }));
    url.searchParams.set("suggested_target_id", String(data.id));
    for (const name of repositories) {
      const at = access.at(name);
      const there = await at.requestOr("read the repository", absent, ({ rest }) =>
        rest.repos.get({ ...at.at }),
      );
      if (there !== undefined) url.searchParams.append("repository_ids[]", String(there.data.id));
    }
    return url.href;
  }

  return {
    // Without some of the repositories, a person has to click again.
    async read(wants) {
      const known = await read(wants);
      return known !== undefined && isComplete(wants, known) ? known : undefined;
    },
    async make(wants) {
      const { slug, repositories } = wants;
      const page = await pageOf(wants);
      const names = repositories.map((name) => name.split("/")[1]).join(", ");
      await person.open(page, `Install the App ${slug}, on "Only select repositories": ${names}`);
      let found: Found<"installation"> | undefined;
      const isThere = await person.waitFor(async () => {
        found = await read(wants);
        return found !== undefined && isComplete(wants, found);
      });
      if (isThere && found !== undefined) return found;
      throw new DiagnosticError({
        severity: "error",
        code: "setup-unfinished",
        message: `the App ${slug} is not installed on ${names}`,
        hint: `Install it on ${access.server.url}/apps/${slug}/installations/new, and run the same command again. With a personal account, pass the App's key: without it, nobody can ask where the App is installed.`,
      });
    },
    async remove(wants, id) {
      const own = await ownOf(wants);
      // Without its key, it goes with the App.
      await own?.requestOr("uninstall the App", absent, ({ rest }) =>
        rest.apps.deleteInstallation({ installation_id: Number(id) }),
      );
    },
  };
}
