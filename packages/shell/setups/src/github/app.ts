/** GitHub Apps: a person makes one with a click, from what is proposed. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Found, Resolved, Wants } from "@kalypso-actions/setup";
import type { Driver } from "../driver.ts";
import { type Access, absent } from "./access.ts";
import { type AppOwner, appSettings, manifestCode, type Person } from "./app-flow.ts";

/** The slug that GitHub makes of a title. */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

interface Answer {
  readonly id: number;
  readonly slug?: string;
  readonly client_id?: string;
  readonly owner?: { readonly login?: string } | null;
  readonly permissions?: Readonly<Record<string, string>>;
}

type Permissions = Readonly<Record<string, "read" | "write">>;

/** Every App may read metadata; nobody asks for it. */
function permissionsOf({ metadata: _, ...permissions }: Readonly<Record<string, string>>): Permissions {
  return permissions as Permissions;
}

function found({ id, slug = "", client_id = "", permissions }: Answer): Found<"github-app"> {
  return {
    id: String(id),
    actual: permissions === undefined ? {} : { permissions: permissionsOf(permissions) },
    outputs: { appId: String(id), clientId: client_id, slug },
  };
}

/** @returns the login of another owner than the wanted one */
function strangeOwner({ owner }: Answer, organisation: string): string | undefined {
  const login = owner?.login;
  return login === undefined || login.toLowerCase() === organisation.toLowerCase() ? undefined : login;
}

function unfinished(message: string, hint: string): DiagnosticError {
  return new DiagnosticError({ severity: "error", code: "setup-unfinished", message, hint });
}

export function apps(access: Access, person: Person): Driver<"github-app"> {
  const at = (organisation: string) => access.at(`${organisation}/*`);

  async function read({ organisation, title }: Resolved<Wants["github-app"]>) {
    const slug = slugOf(title);
    const answer = await at(organisation).requestOr(`read the App ${slug}`, absent, ({ rest }) =>
      rest.apps.getBySlug({ app_slug: slug }),
    );
    const data = answer?.data as Answer | null | undefined;
    if (data === undefined || data === null) return undefined;
    const login = strangeOwner(data, organisation);
    if (login !== undefined)
      throw new DiagnosticError({
        severity: "error",
        code: "setup-refused",
        message: `the name ${title} belongs to an App of ${login}: names of Apps are unique on all of GitHub`,
        hint: "Choose another prefix with -p.",
      });
    const known = found(data);
    const privateKey = access.appKeys.get(known.id);
    return privateKey === undefined ? known : { ...known, outputs: { ...known.outputs, privateKey } };
  }

  async function ownerOf(organisation: string): Promise<AppOwner> {
    return { login: organisation, isOrganisation: await access.isOrganisation(organisation) };
  }

  return {
    read,
    async make(wants) {
      const { title, organisation } = wants;
      const owner = await ownerOf(organisation);
      const settings = `${access.server.url}${appSettings(owner)}/${slugOf(title)}`;
      if ((await read(wants)) !== undefined)
        throw unfinished(
          `there is an App ${title} already, and only its owner can give its key`,
          `Generate a private key on ${settings}, and pass it with --app-id and --app-key-file; or delete the App there.`,
        );
      const code = await manifestCode(wants, { server: access.server.url, owner, person });
      // The code is good once, and GitHub has made the App already: whoever loses the answer has lost the key.
      const data = await at(organisation).requestOr(
        "exchange the code of the new App",
        { 404: undefined },
        async ({ rest }) => (await rest.apps.createFromManifest({ code })).data,
      );
      if (data === undefined)
        throw unfinished(
          `GitHub does not know the code that it gave for the App ${title}`,
          `Delete the App on ${settings}, and run the same command again.`,
        );
      const answer: Answer = data as Answer;
      // Who else has seen the page, such as another user of this machine, can answer with the code of an App of theirs.
      if (strangeOwner(answer, organisation) !== undefined || answer.slug !== slugOf(title))
        throw unfinished(
          `GitHub has made another App than ${title}: somebody else has answered in the browser's place`,
          `Nothing uses it. Delete the App on ${settings}, if it is there, and run the same command again.`,
        );
      const made = found(answer);
      access.appKeys.set(made.id, data.pem);
      return { ...made, outputs: { ...made.outputs, privateKey: data.pem } };
    },
    async remove(wants) {
      const { organisation, title } = wants;
      if ((await read(wants)) === undefined) return;
      const page = `${access.server.url}${appSettings(await ownerOf(organisation))}/${slugOf(title)}/advanced`;
      // GitHub has no request that deletes an App.
      await person.open(page, `Delete the App ${title} on this page`);
      const isGone = await person.waitFor(async () => (await read(wants)) === undefined);
      if (!isGone)
        throw unfinished(
          `the App ${title} is still there`,
          `Delete it on ${page}, and run the same command again.`,
        );
    },
  };
}
