/** With what the workflows act, and where its key is. */
import { ownNames } from "../own-names.ts";
import { placeOf, type RepositoryRole, repositoryOf, rolesOf } from "../repositories.ts";
import type { Settings } from "../settings.ts";
import type { Reference, Thing } from "../things.ts";
import { outputOf, thing } from "./things-of.ts";

/** The GitHub environment whose jobs may use the key. */
export const keyEnvironment = "kalypso";

type Permissions = Readonly<Record<string, "read" | "write">>;

const teamPermissions: Permissions = {
  contents: "write",
  issues: "write",
  pull_requests: "write",
};

export const platformPermissions: Permissions = {
  ...teamPermissions,
  environments: "read",
  statuses: "write",
};

interface App {
  readonly title: string;
  readonly permissions: Permissions;
  readonly installedOn: readonly RepositoryRole[];
  /** The repositories whose workflows use it. */
  readonly usedBy: readonly RepositoryRole[];
}

function appsOf(settings: Settings): readonly App[] {
  const { credentials } = settings;
  const { platformApp: title, teamApp } = ownNames(settings);
  const roles = rolesOf(settings);
  const isThere = (role: RepositoryRole) => roles.includes(role);
  const platform: App = {
    title,
    permissions: platformPermissions,
    installedOn: roles.filter((role) => credentials === "one-app" || role !== "app-gitops"),
    usedBy: (["control-plane", "platform-gitops", "svc-src"] as const).filter(isThere),
  };
  if (credentials === "token") return [];
  if (credentials === "one-app")
    return [{ ...platform, usedBy: [...platform.usedBy, ...(["app-src"] as const).filter(isThere)] }];
  const team: App = {
    title: teamApp,
    permissions: teamPermissions,
    installedOn: ["app-src", "app-gitops", "control-plane"],
    usedBy: ["app-src"],
  };
  return [platform, team];
}

/** The repositories with workflows that use a key, and the branches whose jobs may. */
export function keyBranches(
  settings: Settings,
): Readonly<Partial<Record<RepositoryRole, readonly string[]>>> {
  const { environments, existing } = settings;
  const places = environments.map((environment) => placeOf(settings, environment));
  const own = {
    "control-plane": ["main", ...new Set(places.map(({ branch }) => branch))],
    "platform-gitops": [
      ...new Set([
        ...places.map(({ gitopsBranch }) => gitopsBranch),
        ...(existing === undefined ? [] : [existing.gitopsDefaultBranch]),
      ]),
    ],
  };
  if (existing !== undefined) return own;
  return {
    ...own,
    "svc-src": ["main"],
    "app-src": ["main"],
  };
}

/** Where a repository's workflows find the key: in the environments whose jobs use it, or else in the repository. */
function keyPlaces(role: RepositoryRole, settings: Settings): readonly (string | undefined)[] {
  if (!settings.capabilities.environments) return [undefined];
  return role === "control-plane" ? [keyEnvironment, ...settings.environments] : [keyEnvironment];
}

interface Key {
  readonly secret: string;
  readonly value: Reference;
}

function secretsOf(role: RepositoryRole, { secret, value }: Key, settings: Settings): readonly Thing[] {
  const repository = repositoryOf(settings, role);
  return keyPlaces(role, settings).map((environment) =>
    thing("secret", { repository, environment, secret, value }),
  );
}

function appThings(app: App, settings: Settings): readonly Thing[] {
  const { organisation, server } = settings;
  const { title, permissions, installedOn, usedBy } = app;
  const homepage = `${server}/${repositoryOf(settings, "control-plane")}`;
  const own = thing("github-app", { organisation, title, homepage, permissions });
  const output = (name: string) => outputOf(own.name, name);
  return [
    own,
    // The key first: GitHub shows it once.
    ...usedBy.flatMap((role) =>
      secretsOf(role, { secret: "APP_PRIVATE_KEY", value: output("privateKey") }, settings),
    ),
    ...usedBy.map((role) =>
      thing("variable", {
        repository: repositoryOf(settings, role),
        variable: "APP_CLIENT_ID",
        value: output("clientId"),
      }),
    ),
    thing("installation", {
      title,
      organisation,
      slug: output("slug"),
      appId: output("appId"),
      repositories: [
        ...installedOn.map((role) => repositoryOf(settings, role)),
        ...(settings.existing?.workloads ?? []),
      ],
    }),
  ];
}

/** The App that may push to the environments' branches; undefined for a token. */
export function platformApp(settings: Settings): Thing | undefined {
  const [platform] = appsOf(settings);
  if (platform === undefined) return undefined;
  const { organisation, server } = settings;
  const homepage = `${server}/${repositoryOf(settings, "control-plane")}`;
  return thing("github-app", {
    organisation,
    title: platform.title,
    homepage,
    permissions: platform.permissions,
  });
}

export function credentialThings(settings: Settings): readonly Thing[] {
  if (settings.credentials !== "token") return appsOf(settings).flatMap((app) => appThings(app, settings));
  const roles = Object.keys(keyBranches(settings)) as readonly RepositoryRole[];
  const key = { secret: "PLATFORM_TOKEN", value: outputOf("given", "platformToken") };
  return roles.flatMap((role) => secretsOf(role, key, settings));
}
