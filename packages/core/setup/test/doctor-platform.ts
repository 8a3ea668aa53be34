/** A platform that nothing is wrong with, and ways to break it. */
import type {
  ListedEnvironment,
  ObservedApp,
  ObservedConfiguration,
  ObservedEnvironment,
  ObservedPlatform,
  ObservedRepository,
  ObservedRuleset,
} from "../src/index.ts";

export const server = "https://github.com";

const place = (path: string) => ({ source: "control-plane@0000000", file: path, line: 1, column: 1 });

export function environment(
  branches: readonly string[] | undefined,
  more: Partial<ObservedEnvironment> = {},
): ObservedEnvironment {
  return { branches, variables: {}, secrets: ["APP_PRIVATE_KEY"], ...more };
}

export const bypassed: ObservedRuleset = {
  name: "environments",
  branches: ["refs/heads/dev", "refs/heads/stage"],
  except: [],
  rules: ["deletion", "non_fast_forward", "pull_request"],
  bypass: { apps: ["7"], others: false },
};

const controlPlane: ObservedRepository = {
  repository: "acme/k8s-control-plane",
  defaultBranch: "main",
  workflows: {
    main: ["cd.yml", "check-promote.yml", "ci.yml", "schedule-environment.yml", "schedule.yml"],
    dev: ["schedule.yml"],
    stage: ["schedule.yaml"],
  },
  variables: {
    APP_CLIENT_ID: "Iv1.seven",
    AZURE_CLIENT_ID: "client",
    AZURE_TENANT_ID: "tenant",
    GITOPS_REPOSITORY: "k8s-platform-gitops",
  },
  secrets: [],
  environments: {
    kalypso: environment(["main", "dev", "stage"]),
    dev: environment(["main"], { variables: { NEXT_ENVIRONMENT: "stage" } }),
    stage: environment(["main"]),
  },
  rulesets: [
    bypassed,
    { ...bypassed, name: "main", branches: ["~DEFAULT_BRANCH"], bypass: { apps: [], others: false } },
  ],
};

const gitops: ObservedRepository = {
  repository: "acme/k8s-platform-gitops",
  defaultBranch: "dev",
  workflows: { dev: ["check-promote.yml"], stage: ["check-promote.yml"] },
  variables: { APP_CLIENT_ID: "Iv1.seven", CONTROL_PLANE: "k8s-control-plane" },
  secrets: [],
  environments: { kalypso: environment(["dev", "stage"]) },
  rulesets: [],
};

function listed(name: string): ListedEnvironment {
  return {
    name,
    branch: name,
    place: place(`.environments/${name}.yaml`),
    details: {
      gitops: "acme/k8s-platform-gitops",
      gitopsBranch: name,
      gitopsPath: ".",
      place: place("gitops-repo.yaml"),
      clusterTypes: [
        {
          name: "drone",
          reconcilerApis: [
            "source.toolkit.fluxcd.io/v1 GitRepository",
            "kustomize.toolkit.fluxcd.io/v1 Kustomization",
          ],
          hasClusters: true,
          place: place("drone.yaml"),
        },
      ],
    },
  };
}

const app: ObservedApp = {
  appId: "7",
  clientId: "Iv1.seven",
  slug: "k8s-kalypso",
  permissions: {
    contents: "write",
    environments: "read",
    issues: "write",
    metadata: "read",
    pull_requests: "write",
    statuses: "write",
  },
  isSuspended: false,
  repositories: ["acme/k8s-control-plane", "Acme/K8s-Platform-GitOps"],
};

function configuration(branch: string): ObservedConfiguration {
  return {
    cluster: "k8s-rg/drone",
    name: `${branch}-drone`,
    url: "https://github.com/acme/k8s-platform-gitops.git",
    branch,
    path: "./drone",
    fluxVersion: "2.8",
  };
}

export const healthy = {
  server,
  controlPlane,
  gitops,
  environments: [listed("dev"), listed("stage")],
  apps: [app],
  configurations: [configuration("dev"), configuration("stage")],
  tokenExpires: "2027-06-01T00:00:00Z",
  now: "2026-11-28T12:00:00Z",
} satisfies ObservedPlatform;

type Change<T> = Partial<{ readonly [Key in keyof T]: T[Key] | undefined }>;

/** With some of its control plane changed. */
export function inControlPlane(change: Change<ObservedRepository>): ObservedPlatform {
  return { ...healthy, controlPlane: { ...controlPlane, ...change } as ObservedRepository };
}

export function inGitOps(change: Change<ObservedRepository>): ObservedPlatform {
  return { ...healthy, gitops: { ...gitops, ...change } as ObservedRepository };
}

/** With variables of the control plane changed; undefined removes one. */
export function withVariables(change: Readonly<Record<string, string | undefined>>): ObservedPlatform {
  return inControlPlane({ variables: changed(controlPlane.variables, change) });
}

export function withEnvironments(
  change: Readonly<Record<string, ObservedEnvironment | undefined>>,
): ObservedPlatform {
  return inControlPlane({ environments: changed(controlPlane.environments, change) });
}

/** With the apps' one changed. */
export function withApp(change: Change<ObservedApp>): ObservedPlatform {
  return { ...healthy, apps: [{ ...app, ...change } as ObservedApp] };
}

export function withRuleset(change: Partial<ObservedRuleset>): ObservedPlatform {
  return inControlPlane({ rulesets: [{ ...bypassed, ...change }] });
}

/** With the configuration of stage changed. */
export function withConfiguration(change: Change<ObservedConfiguration>): ObservedPlatform {
  const [dev, stage] = healthy.configurations;
  return { ...healthy, configurations: [dev, { ...stage, ...change }] as readonly ObservedConfiguration[] };
}

/** With what its branch says of stage changed. */
export function withStage(change: Partial<NonNullable<ListedEnvironment["details"]>>): ObservedPlatform {
  const stage = listed("stage");
  const details = stage.details && { ...stage.details, ...change };
  return { ...healthy, environments: [listed("dev"), { ...stage, details }] };
}

function changed<T>(
  all: Readonly<Record<string, T>> | undefined,
  change: Readonly<Record<string, T | undefined>>,
): Readonly<Record<string, T>> {
  const entries = Object.entries({ ...all, ...change });
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}
