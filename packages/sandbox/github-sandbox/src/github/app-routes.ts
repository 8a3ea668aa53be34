/** GitHub Apps: made from a manifest, installed, and asking for themselves with a signed token. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { AccountContext } from "./account-context.ts";
import { organisationOf } from "./account-routes.ts";
import { demandRead, notFound, page } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import { ownerJson, repositoryJson } from "./repository-routes.ts";
import type { App, Permissions } from "./state.ts";

function appJson({ hub }: AccountContext, app: App) {
  const { id, slug, clientId, title = slug, permissions } = app;
  return {
    id,
    slug,
    node_id: `A_${id}`,
    client_id: clientId,
    name: title,
    owner: ownerJson(hub.account),
    description: null,
    external_url: app.homepage ?? `${hub.url}/apps/${slug}`,
    html_url: `${hub.url}/apps/${slug}`,
    permissions,
    events: [],
  };
}

/** The code of a manifest is good for one exchange. Only its answer has the App's key. */
export function convertManifest(context: AccountContext): Answer {
  const { hub, params } = context;
  const code = params["code"] ?? "";
  const app = [...hub.apps.values()].find(({ clientId }) => clientId === hub.manifestCodes.get(code));
  hub.manifestCodes.delete(code);
  if (app === undefined) throw notFound();
  const { privateKey: pem } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  hub.apps.set(app.clientId, { ...app, privateKey: pem });
  const secrets = { client_secret: randomBytes(20).toString("hex"), webhook_secret: null, pem };
  return { status: 201, body: { ...appJson(context, app), ...secrets } };
}

function self({ app }: AccountContext): App {
  if (app === undefined) throw new Refusal(401, "A JSON web token could not be decoded");
  return app;
}

export function getSelf(context: AccountContext): Answer {
  return { status: 200, body: appJson(context, self(context)) };
}

export function getApp(context: AccountContext): Answer {
  const app = [...context.hub.apps.values()].find(({ slug }) => slug === context.params["slug"]);
  if (app === undefined) throw notFound();
  return { status: 200, body: appJson(context, app) };
}

function installationJson({ hub }: AccountContext, app: App) {
  const { account, url } = hub;
  return {
    id: app.installation,
    account: ownerJson(account),
    app_id: app.id,
    app_slug: app.slug,
    client_id: app.clientId,
    target_id: account.id,
    target_type: account.type,
    repository_selection: app.seesAll === true ? "all" : "selected",
    html_url: `${url}/organizations/${account.login}/settings/installations/${app.installation}`,
    permissions: app.permissions,
    events: [],
  };
}

function installed({ hub }: AccountContext): readonly App[] {
  return [...hub.apps.values()].filter(({ installation }) => installation !== undefined);
}

export function listOfOrganisation(context: AccountContext): Answer {
  organisationOf(context);
  const { scopes = [] } = context.token;
  if (!scopes.some((scope) => /^(?:read|admin):org$/.test(scope)))
    demandRead(context, "organization_administration");
  const installations = page(installed(context), context.query).map((app) => installationJson(context, app));
  return { status: 200, body: { total_count: installed(context).length, installations } };
}

/** The installation for the App that asks. */
export function getInstallation(context: AccountContext): Answer {
  const app = self(context);
  const owner = context.params["org"] ?? context.params["username"];
  if (app.installation === undefined || owner?.toLowerCase() !== context.hub.account.login) throw notFound();
  return { status: 200, body: installationJson(context, app) };
}

export function listOwn(context: AccountContext): Answer {
  const app = self(context);
  const own = app.installation === undefined ? [] : [installationJson(context, app)];
  return { status: 200, body: page(own, context.query) };
}

function ownInstallation(context: AccountContext): App {
  const app = self(context);
  if (String(app.installation) !== context.params["installation"]) throw notFound();
  return app;
}

export function uninstall(context: AccountContext): Answer {
  const { installation: _, ...app } = ownInstallation(context);
  context.hub.apps.set(app.clientId, { ...app, repositories: [], seesAll: false });
  return { status: 204 };
}

export function createToken(context: AccountContext): Answer {
  const { slug, permissions, repositories, seesAll } = ownInstallation(context);
  const asked = (context.body["permissions"] ?? permissions) as Permissions;
  for (const [name, level] of Object.entries(asked))
    if (permissions[name] !== level && permissions[name] !== "write")
      throw new Refusal(422, "The permissions requested are not granted to this installation.");
  const token = `ghs_${randomBytes(18).toString("hex")}`;
  const limit = seesAll === true ? {} : { repositories };
  context.hub.token(token, { user: `${slug}[bot]`, permissions: asked, isWorkflowToken: false, ...limit });
  const expires_at = "2030-01-01T00:00:00Z";
  return { status: 201, body: { token, expires_at, permissions: asked, repository_selection: "selected" } };
}

function repositoriesJson({ hub, query }: AccountContext, names: readonly string[]): Answer {
  const { account, url } = hub;
  const there = names.filter((name) => hub.repositories().includes(name));
  const repositories = page(there, query).map((name) =>
    repositoryJson({ repository: hub.repository(name), account, url }),
  );
  return { status: 200, body: { total_count: there.length, repositories } };
}

/** The repositories that an installation's token can see. */
export function listInstalled(context: AccountContext): Answer {
  const { hub, token } = context;
  if (!token.user.endsWith("[bot]"))
    throw new Refusal(
      403,
      "You must authenticate with an installation access token in order to list repositories for an installation.",
    );
  return repositoriesJson(context, token.repositories ?? hub.repositories());
}

/** The same for a person: with the scopes of a classic token only. */
export function listForPerson(context: AccountContext): Answer {
  const { hub, params, token } = context;
  if (token.scopes?.includes("repo") !== true)
    throw new Refusal(
      403,
      "You must authenticate with an access token authorized to a GitHub App in order to list repositories for an installation.",
    );
  const app = [...hub.apps.values()].find(
    ({ installation }) => String(installation) === params["installation"],
  );
  if (app === undefined) throw notFound();
  return repositoriesJson(context, app.seesAll === true ? hub.repositories() : app.repositories);
}
