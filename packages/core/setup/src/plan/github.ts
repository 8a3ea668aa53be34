/** What a platform consists of on GitHub, apart from credentials. */
import { contentsOf, defaultBranchOf, type Examples } from "../contents/contents.ts";
import { type RepositoryRole, repositories, repositoryName, repositoryOf, rolesOf } from "../repositories.ts";
import type { Settings } from "../settings.ts";
import type { Thing, Wants } from "../things.ts";
import { keyBranches, keyEnvironment, platformApp } from "./credentials.ts";
import { outputOf, thing } from "./things-of.ts";

const descriptions: Readonly<Record<RepositoryRole, string>> = {
  "control-plane": "What runs on which cluster types, and with which configuration",
  "platform-gitops": "What the clusters of every environment run",
  "app-src": "A sample application",
  "app-gitops": "The manifests of the sample application",
  "svc-src": "The platform's services",
  "svc-gitops": "The manifests of the platform's services",
};

/** The actions of others in the workflows, besides GitHub's own. */
const allowedActions: Readonly<Partial<Record<RepositoryRole, readonly string[]>>> = {
  "app-src": ["docker/*@*"],
};

const gitopsRoles = repositories.filter((role) => role.endsWith("gitops"));

function repositoryThing(role: RepositoryRole, settings: Settings): Thing {
  return thing("repository", {
    repository: repositoryOf(settings, role),
    description: descriptions[role],
    visibility: settings.visibility,
    autoMerge: settings.capabilities.autoMerge && gitopsRoles.includes(role),
  });
}

export function repositoryThings(settings: Settings): readonly Thing[] {
  const [source = ""] = settings.actions.split("@");
  return repositories.flatMap((role) => {
    const repository = repositoryOf(settings, role);
    const own = repositoryThing(role, settings);
    if (keyBranches(settings)[role] === undefined) return [own];
    const actions = thing("actions-settings", {
      repository,
      allowedActions: [`${source}/*@*`, ...(allowedActions[role] ?? [])],
      tokenMayWrite: false,
      access: role === "control-plane" && settings.visibility !== "public" ? "organization" : "none",
    });
    return [own, actions];
  });
}

export function environmentThings(settings: Settings): readonly Thing[] {
  if (!settings.capabilities.environments) return [];
  const keys = Object.entries(keyBranches(settings)).map(([role, branches]) =>
    thing("environment", {
      repository: repositoryOf(settings, role as RepositoryRole),
      environment: keyEnvironment,
      branches,
      reviewers: [],
    }),
  );
  const repository = repositoryOf(settings, "control-plane");
  const promoted = settings.environments.map((environment) =>
    thing("environment", {
      repository,
      environment,
      // A promotion is a run of main.
      branches: ["main"],
      reviewers: settings.reviewers[environment] ?? [],
    }),
  );
  return [...keys, ...promoted];
}

/** The order of promotion: a variable of each GitHub environment, or one of the repository where there are none. */
function chain(settings: Settings): readonly Thing[] {
  const repository = repositoryOf(settings, "control-plane");
  const { environments } = settings;
  if (!settings.capabilities.environments) {
    const value = JSON.stringify(
      Object.fromEntries(environments.map((name, index) => [name, environments[index + 1] ?? "none"])),
    );
    return [thing("variable", { repository, variable: "ENVIRONMENT_CHAIN", value })];
  }
  return environments.slice(1).map((next, index) =>
    thing("variable", {
      repository,
      environment: environments[index],
      variable: "NEXT_ENVIRONMENT",
      value: next,
    }),
  );
}

export function variableThings(settings: Settings): readonly Thing[] {
  const { environments, health, statusCreators } = settings;
  const variable = (role: RepositoryRole, name: string, value: string) =>
    thing("variable", { repository: repositoryOf(settings, role), variable: name, value });
  const name = (role: RepositoryRole) => repositoryName(settings, role);
  const roles = rolesOf(settings);
  const platform = [
    variable("control-plane", "GITOPS_REPOSITORY", name("platform-gitops")),
    variable("control-plane", "FIRST_ENVIRONMENT", environments[0] ?? ""),
    variable("control-plane", "CHECK_HEALTH", health),
    ...(statusCreators.length === 0
      ? []
      : [variable("control-plane", "CHECK_STATUS_CREATORS", statusCreators.join(","))]),
    ...chain(settings),
    variable("platform-gitops", "CONTROL_PLANE", name("control-plane")),
  ];
  if (!roles.includes("app-src")) return platform;
  return [
    ...platform,
    variable("app-src", "GITOPS_REPOSITORY", name("app-gitops")),
    variable("app-src", "CONTROL_PLANE", name("control-plane")),
    variable("svc-src", "GITOPS_REPOSITORY", name("svc-gitops")),
    variable("svc-src", "CONTROL_PLANE", name("control-plane")),
  ];
}

/** Consent to what a pull request removes. */
export function labelThings(settings: Settings): readonly Thing[] {
  return [
    thing("label", {
      repository: repositoryOf(settings, "platform-gitops"),
      label: "removals-allowed",
      colour: "d93f0b",
      description: "What this pull request removes may go",
    }),
  ];
}

/** Whoever is told of something comes before whoever tells, and the control plane, which starts everything, last. */
const contentOrder: readonly RepositoryRole[] = [
  "app-gitops",
  "svc-gitops",
  "platform-gitops",
  "svc-src",
  "app-src",
  "control-plane",
];

function contentThing(role: RepositoryRole, settings: Settings, examples: Examples): Thing {
  return thing("content", {
    repository: repositoryOf(settings, role),
    defaultBranch: defaultBranchOf(role, settings),
    branches: contentsOf(role, examples, settings),
  });
}

export function contentThings(settings: Settings, examples: Examples): readonly Thing[] {
  return contentOrder.map((role) => contentThing(role, settings, examples));
}

/** Changes through pull requests only; the platform's App pushes promotions, and tells the control plane. */
export function rulesetThings(settings: Settings): readonly Thing[] {
  if (!settings.capabilities.rulesets) return [];
  const app = platformApp(settings);
  const { environments: branches } = settings;
  const ruled = (
    role: RepositoryRole,
    wants: Pick<Wants["ruleset"], "ruleset" | "branches" | "bypassApps">,
  ) => thing("ruleset", { repository: repositoryOf(settings, role), approvals: 0, ...wants });
  const promotions =
    app === undefined
      ? // A token cannot bypass a ruleset, and promotions are pushes.
        []
      : [
          ruled("control-plane", {
            ruleset: "environments",
            branches,
            bypassApps: [outputOf(app.name, "appId")],
          }),
        ];
  return [
    ruled("control-plane", { ruleset: "main", branches: ["main"], bypassApps: [] }),
    ...promotions,
    ruled("platform-gitops", { ruleset: "environments", branches, bypassApps: [] }),
  ];
}
