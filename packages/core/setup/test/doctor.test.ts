import { describe, expect, test } from "vitest";
import { servedApis } from "../../manifests/src/served-apis.ts";
import { diagnose, type ObservedPlatform } from "../src/index.ts";
import {
  bypassed,
  environment,
  healthy,
  inControlPlane,
  inGitOps,
  withApp,
  withConfiguration,
  withEnvironments,
  withRuleset,
  withStage,
  withVariables,
} from "./doctor-platform.ts";

/** What is found, as one line each: `error code: message`. */
function told(platform: ObservedPlatform): readonly string[] {
  return diagnose(platform).diagnostics.map(
    ({ severity, code, message }) => `${severity} ${code}: ${message}`,
  );
}

function hints(platform: ObservedPlatform): readonly (string | undefined)[] {
  return diagnose(platform).diagnostics.map(({ hint }) => hint);
}

const page = "https://github.com/acme/k8s-control-plane/settings";

test("says nothing about a healthy platform, and checks everything", () => {
  const { diagnostics, checked, unchecked } = diagnose(healthy);
  expect(diagnostics).toEqual([]);
  expect(unchecked).toEqual([]);
  expect(checked).toHaveLength(14);
});

interface Broken {
  readonly what: string;
  readonly platform: ObservedPlatform;
  /** All that is told. */
  readonly says: readonly string[];
  /** A part of the only hint. */
  readonly hint: string;
}

const broken: readonly Broken[] = [
  {
    what: "an environment's branch that was never pushed",
    platform: inControlPlane({
      workflows: { main: healthy.controlPlane.workflows?.["main"] ?? [], dev: ["schedule.yml"] },
    }),
    says: [
      "error branch-missing: acme/k8s-control-plane has no branch stage, which the environment stage names",
    ],
    hint: "kalypso add environment",
  },
  {
    what: "a branch of manifests that was never pushed",
    platform: inGitOps({ workflows: { dev: ["check-promote.yml"] } }),
    says: [
      "error branch-missing: acme/k8s-platform-gitops has no branch stage, which the environment stage names",
    ],
    hint: "Push it",
  },
  {
    what: "main without the workflow that promotes",
    platform: inControlPlane({
      workflows: {
        ...healthy.controlPlane.workflows,
        main: ["check-promote.yml", "ci.yml", "schedule-environment.yml", "schedule.yml"],
      },
    }),
    says: [
      "error workflow-missing: the branch main of acme/k8s-control-plane has no .github/workflows/cd.yml",
    ],
    hint: "workflows-examples",
  },
  {
    what: "an environment's branch without its workflow",
    platform: inControlPlane({ workflows: { ...healthy.controlPlane.workflows, dev: [] } }),
    says: [
      "error workflow-missing: the branch dev of acme/k8s-control-plane has no .github/workflows/schedule.yml",
    ],
    hint: "workflows-examples",
  },
  {
    what: "a branch of manifests without its workflow",
    platform: inGitOps({ workflows: { dev: ["removals.yml"], stage: ["check-promote.yml"] } }),
    says: [
      "error workflow-missing: the branch dev of acme/k8s-platform-gitops has no .github/workflows/check-promote.yml",
    ],
    hint: "workflows-examples",
  },
  {
    what: "a control plane that does not name the GitOps repository",
    platform: withVariables({ GITOPS_REPOSITORY: undefined }),
    says: [
      "error variable-wrong: the variable GITOPS_REPOSITORY of acme/k8s-control-plane is missing; expected k8s-platform-gitops",
    ],
    hint: `${page}/variables/actions`,
  },
  {
    what: "a GitOps repository that names another control plane",
    platform: inGitOps({ variables: { ...healthy.gitops.variables, CONTROL_PLANE: "old" } }),
    says: [
      "error variable-wrong: the variable CONTROL_PLANE of acme/k8s-platform-gitops is old; expected k8s-control-plane",
    ],
    hint: "https://github.com/acme/k8s-platform-gitops/settings/variables/actions",
  },
  {
    what: "a GitOps repository without the App's ID",
    platform: inGitOps({ variables: { CONTROL_PLANE: "k8s-control-plane" } }),
    says: [
      "error variable-wrong: the variable APP_CLIENT_ID of acme/k8s-platform-gitops is missing; expected Iv1.seven",
    ],
    hint: "settings/variables/actions",
  },
  {
    what: "another App in the GitOps repository, whose events the control plane refuses",
    platform: inGitOps({ variables: { CONTROL_PLANE: "k8s-control-plane", APP_CLIENT_ID: "Iv1.other" } }),
    says: [
      "error variable-wrong: the variable APP_CLIENT_ID of acme/k8s-platform-gitops is Iv1.other; expected Iv1.seven, as the control plane has it",
    ],
    hint: "settings/variables/actions",
  },
  {
    what: "a source of health that does not exist",
    platform: withVariables({ CHECK_HEALTH: "azure" }),
    says: [
      "error variable-wrong: the variable CHECK_HEALTH of acme/k8s-control-plane is azure; expected resource-graph, commit-statuses, both",
    ],
    hint: `${page}/variables/actions`,
  },
  {
    what: "commit statuses of nobody",
    platform: withVariables({ CHECK_HEALTH: "commit-statuses" }),
    says: [
      "error variable-wrong: the variable CHECK_STATUS_CREATORS of acme/k8s-control-plane is missing; expected the logins whose commit statuses count, because health is commit-statuses",
    ],
    hint: `${page}/variables/actions`,
  },
  {
    what: "no login to Azure",
    platform: withVariables({ AZURE_CLIENT_ID: "" }),
    says: [
      "warning variable-wrong: the variable AZURE_CLIENT_ID of acme/k8s-control-plane is missing; expected what the check logs in to Azure with, unless a step before it does",
    ],
    hint: `${page}/variables/actions`,
  },
  {
    what: "manifests of one environment in another repository",
    platform: withStage({ gitops: "acme/elsewhere" }),
    says: [
      "error variable-wrong: the manifests of stage go to acme/elsewhere, and those of other environments to acme/k8s-platform-gitops; the variable GITOPS_REPOSITORY names one",
      // Nobody expects what its cluster follows any more.
      "error configuration-unexpected: the Flux configuration stage-drone of k8s-rg/drone follows the folder ./drone of the branch stage; no cluster type has it",
    ],
    hint: "branches or folders of one repository",
  },
  {
    what: "an environment in no place of the chain",
    platform: withEnvironments({ dev: environment(["main"]) }),
    says: [
      "error chain-broken: nothing is promoted to stage: no environment that is promoted to comes before it",
    ],
    hint: `Set NEXT_ENVIRONMENT of the environment before it to stage: ${page}/environments`,
  },
  {
    what: "a chain to an environment that main does not list, which is the only thing told",
    platform: withEnvironments({
      dev: environment(["main"], { variables: { NEXT_ENVIRONMENT: "staging" } }),
    }),
    says: [
      "error chain-broken: NEXT_ENVIRONMENT of the GitHub environment dev of acme/k8s-control-plane is staging; expected one of dev, stage, which main lists",
    ],
    hint: `${page}/environments`,
  },
  {
    what: "a chain without an end",
    platform: withEnvironments({ stage: environment(["main"], { variables: { NEXT_ENVIRONMENT: "dev" } }) }),
    says: [
      "error chain-broken: the chain of environments of acme/k8s-control-plane comes back to dev: dev, stage, dev",
    ],
    hint: `${page}/environments`,
  },
  {
    what: "a first environment that main does not list",
    platform: withVariables({ FIRST_ENVIRONMENT: "qa" }),
    says: [
      "error chain-broken: the first environment of acme/k8s-control-plane is qa, which main does not list",
    ],
    hint: "FIRST_ENVIRONMENT to one of dev, stage",
  },
  {
    what: "a chain variable that is no object",
    platform: withVariables({ ENVIRONMENT_CHAIN: "dev,stage" }),
    says: [
      "error chain-broken: the variable ENVIRONMENT_CHAIN of acme/k8s-control-plane is not a JSON object of names",
    ],
    hint: `{"dev":"stage","stage":"none"}`,
  },
  {
    what: "an environment without the key",
    platform: withEnvironments({ stage: environment(["main"], { secrets: [] }) }),
    says: [
      "error key-missing: the GitHub environment stage of acme/k8s-control-plane has no secret APP_PRIVATE_KEY: its jobs can do nothing",
    ],
    hint: `Store the key there: ${page}/environments`,
  },
  {
    what: "an environment that was never made",
    platform: withEnvironments({ stage: undefined }),
    says: [
      "error key-missing: the GitHub environment stage of acme/k8s-control-plane does not exist: its jobs can do nothing",
    ],
    hint: "Make it",
  },
  {
    what: "a token where the App's key belongs",
    platform: withEnvironments({ stage: environment(["main"], { secrets: ["PLATFORM_TOKEN"] }) }),
    says: [
      "error key-missing: the GitHub environment stage of acme/k8s-control-plane has no secret APP_PRIVATE_KEY: its jobs can do nothing",
    ],
    hint: "Store the key there",
  },
  {
    what: "a key that the branch of an environment may not use",
    platform: withEnvironments({ kalypso: environment(["main", "dev"]) }),
    says: [
      "error key-missing: the GitHub environment kalypso of acme/k8s-control-plane is not for stage: jobs that run for these branches fail",
    ],
    hint: "Add the branches to its deployment branches",
  },
  {
    what: "a key that the branch of manifests may not use",
    platform: inGitOps({ environments: { kalypso: environment(["stage"]) } }),
    says: [
      "error key-missing: the GitHub environment kalypso of acme/k8s-platform-gitops is not for dev: jobs that run for these branches fail",
    ],
    hint: "https://github.com/acme/k8s-platform-gitops/settings/environments",
  },
  {
    what: "a key for every branch",
    platform: withEnvironments({ stage: environment(undefined) }),
    says: [
      "warning key-exposed: the GitHub environment stage of acme/k8s-control-plane is for every branch: whoever can push one can use the key",
    ],
    hint: "List its deployment branches, main",
  },
  {
    what: "a key of the whole repository",
    platform: inGitOps({ secrets: ["APP_PRIVATE_KEY"] }),
    says: [
      "warning key-exposed: the key is a secret of the whole of acme/k8s-platform-gitops: every workflow on every branch can read it",
    ],
    hint: "https://github.com/acme/k8s-platform-gitops/settings/secrets/actions",
  },
  {
    what: "an App that is not installed",
    platform: { ...healthy, apps: [] },
    says: [
      "error app-unfit: no installed App has the client ID Iv1.seven, which APP_CLIENT_ID of acme/k8s-control-plane names",
    ],
    hint: "Install the App",
  },
  {
    what: "an App that may read statuses only",
    platform: withApp({ permissions: { ...healthy.apps[0]?.permissions, statuses: "read" } }),
    says: ["error app-unfit: the App k8s-kalypso has the permission statuses: read; expected write"],
    hint: "https://github.com/organizations/acme/settings/apps/k8s-kalypso/permissions",
  },
  {
    what: "an App without the permission to read environments",
    platform: withApp({
      permissions: {
        contents: "write",
        issues: "write",
        metadata: "read",
        pull_requests: "write",
        statuses: "write",
      },
    }),
    says: ["error app-unfit: the App k8s-kalypso has the permission environments: none; expected read"],
    hint: "accept the change in its installation",
  },
  {
    what: "an App that is not installed on one repository",
    platform: withApp({ repositories: ["acme/k8s-control-plane"] }),
    says: ["error app-unfit: the App k8s-kalypso is not installed on acme/k8s-platform-gitops"],
    hint: "Add the repository to its installation",
  },
  {
    what: "an App that is suspended",
    platform: withApp({ isSuspended: true }),
    says: ["error app-unfit: the App k8s-kalypso is suspended: it gives no tokens"],
    hint: "Unsuspend",
  },
  {
    what: "a ruleset that asks for pull requests, without the App on its bypass list",
    platform: withRuleset({ bypass: { apps: ["8"], others: true } }),
    says: [
      "error ruleset-stops-promotion: the ruleset environments of acme/k8s-control-plane asks for pull requests on dev, stage, to which promotions are pushed",
    ],
    hint: `Add the platform's App to its bypass list, or set the variable PROMOTE_VIA to pull-request: ${page}/rules`,
  },
  {
    what: "a ruleset over all branches that asks for checks",
    platform: withRuleset({
      branches: ["~ALL"],
      except: ["refs/heads/stage"],
      rules: ["required_status_checks"],
      bypass: { apps: [], others: false },
    }),
    says: [
      "error ruleset-stops-promotion: the ruleset environments of acme/k8s-control-plane asks for status checks on dev, to which promotions are pushed",
    ],
    hint: "bypass list",
  },
  {
    what: "a ruleset of which nobody says who may bypass it",
    platform: withRuleset({ bypass: undefined }),
    says: [
      "warning doctor-unread: the ruleset environments of acme/k8s-control-plane asks for pull requests on dev, stage, to which promotions are pushed; who may bypass it cannot be read",
    ],
    hint: "Check whether the workflows may",
  },
  {
    what: "a cluster type that no cluster follows",
    platform: { ...healthy, configurations: healthy.configurations.slice(0, 1) },
    says: ["warning cluster-type-unfollowed: no Flux configuration follows the cluster type drone of stage"],
    hint: "the folder drone of the branch stage",
  },
  {
    what: "a cluster that follows a folder that is not there",
    platform: {
      ...healthy,
      configurations: [
        ...healthy.configurations,
        { ...healthy.configurations[0], name: "old", path: "./large" },
      ] as never,
    },
    says: [
      "error configuration-unexpected: the Flux configuration old of k8s-rg/drone follows the folder ./large of the branch dev; no cluster type has it",
    ],
    hint: "Correct its path or branch",
  },
  {
    what: "a Flux that is older than the templates",
    platform: withConfiguration({ fluxVersion: "0.41" }),
    says: [
      "error flux-version-unfit: k8s-rg/drone has Flux 0.41, which does not serve GitRepository in source.toolkit.fluxcd.io/v1; the reconciler of the cluster type drone uses it",
    ],
    hint: "Update Flux",
  },
  {
    what: "a token that ends within two weeks",
    platform: { ...healthy, tokenExpires: "2026-12-05T00:00:00Z" },
    says: ["warning token-expires: the token that asks here ends on 2026-12-05"],
    hint: "Renew it",
  },
];

describe("tells what is wrong, and nothing else", () => {
  test.each(broken)("$what", ({ platform, says, hint }) => {
    expect([...told(platform)].sort()).toEqual([...says].sort());
    expect(hints(platform).join("\n")).toContain(hint);
  });
});

test("tells all problems at once, each with what to do", () => {
  const platform: ObservedPlatform = {
    ...healthy,
    controlPlane: { ...healthy.controlPlane, workflows: {}, variables: {}, environments: {}, rulesets: [] },
    gitops: { ...healthy.gitops, workflows: {}, variables: {}, environments: {} },
    configurations: [],
  };
  const { diagnostics, unchecked } = diagnose(platform);
  expect(unchecked).toEqual([]);
  expect([...new Set(diagnostics.map(({ code }) => code))].sort()).toEqual([
    "branch-missing",
    "chain-broken",
    "cluster-type-unfollowed",
    "key-missing",
    "variable-wrong",
  ]);
  expect(diagnostics.filter(({ hint }) => (hint ?? "") === "")).toEqual([]);
});

const fine: readonly (readonly [what: string, platform: ObservedPlatform])[] = [
  [
    "the chain in one variable, where there are no GitHub environments",
    {
      ...inControlPlane({
        variables: { ...healthy.controlPlane.variables, ENVIRONMENT_CHAIN: '{"dev":"stage","stage":"none"}' },
      }),
    },
  ],
  [
    "a chain variable that ends where an environment's own goes on",
    {
      ...inControlPlane({
        variables: { ...healthy.controlPlane.variables, ENVIRONMENT_CHAIN: '{"stage":"none"}' },
        environments: {
          ...healthy.controlPlane.environments,
          stage: environment(["main"], { variables: { NEXT_ENVIRONMENT: "dev" } }),
        },
      }),
    },
  ],
  [
    "another GitHub environment, which no platform uses",
    withEnvironments({
      "github-pages": environment(undefined, { secrets: [], variables: { NEXT_ENVIRONMENT: "x" } }),
    }),
  ],
  [
    "a GitHub environment in another case",
    withEnvironments({ stage: undefined, Stage: environment(["main"]) }),
  ],
  [
    "scheduling in shards",
    inControlPlane({
      workflows: {
        ...healthy.controlPlane.workflows,
        main: ["cd.yml", "check-promote.yml", "ci.yml", "schedule-environment-in-shards.yml", "schedule.yml"],
      },
    }),
  ],
  ["deployment branches by pattern", withEnvironments({ kalypso: environment(["ma?n", "[ds]*"]) })],
  [
    "promotions by pull request under a ruleset",
    {
      ...inControlPlane({
        variables: { ...healthy.controlPlane.variables, PROMOTE_VIA: "pull-request" },
        rulesets: [{ ...bypassed, bypass: { apps: [], others: false } }],
      }),
    },
  ],
  [
    "a ruleset that only forbids to delete",
    withRuleset({ rules: ["deletion"], bypass: { apps: [], others: false } }),
  ],
  [
    "a ruleset over other branches",
    withRuleset({ branches: ["refs/heads/release/*"], bypass: { apps: [], others: false } }),
  ],
  [
    "an App with more than it needs",
    withApp({ permissions: { ...healthy.apps[0]?.permissions, environments: "write", actions: "read" } }),
  ],
  ["an App installed on everything", withApp({ repositories: "all" })],
  [
    "a roster that says that there are no clusters",
    {
      ...withStage({
        clusterTypes: (healthy.environments[1]?.details?.clusterTypes ?? []).map((type) => ({
          ...type,
          hasClusters: false,
        })),
      }),
      configurations: healthy.configurations.slice(0, 1),
    },
  ],
  [
    "configurations of other repositories",
    {
      ...healthy,
      configurations: [
        ...healthy.configurations,
        { ...healthy.configurations[0], url: "https://github.com/acme/other", path: "x" },
      ] as never,
    },
  ],
  [
    "the address of the GitOps repository in another form",
    withConfiguration({ url: "ssh://git@ssh.github.com:443/acme/K8s-platform-gitops", path: "drone/" }),
  ],
  [
    "an old Flux with templates of its time",
    {
      ...withStage({
        clusterTypes: (healthy.environments[1]?.details?.clusterTypes ?? []).map((type) => ({
          ...type,
          reconcilerApis: ["source.toolkit.fluxcd.io/v1beta2 GitRepository"],
        })),
      }),
      configurations: [
        healthy.configurations[0],
        { ...healthy.configurations[1], fluxVersion: "0.41" },
      ] as never,
    },
  ],
  ["a token that never ends", { ...healthy, tokenExpires: undefined }],
  [
    "a trial with one token",
    {
      ...healthy,
      apps: undefined,
      controlPlane: {
        ...healthy.controlPlane,
        variables: { ...healthy.controlPlane.variables, APP_CLIENT_ID: "" },
        environments: Object.fromEntries(
          Object.entries(healthy.controlPlane.environments ?? {}).map(([name, each]) => [
            name,
            { ...each, secrets: ["PLATFORM_TOKEN"] },
          ]),
        ),
        rulesets: [],
      },
      gitops: {
        ...healthy.gitops,
        variables: { CONTROL_PLANE: "k8s-control-plane" },
        environments: { kalypso: environment(["dev", "stage"], { secrets: ["PLATFORM_TOKEN"] }) },
      },
    },
  ],
];

test.each(fine)("finds nothing wrong with %s", (_, platform) => {
  const { diagnostics, unchecked } = diagnose(platform);
  expect(diagnostics).toEqual([]);
  expect(unchecked).toEqual([]);
});

describe("leaves out what it cannot know", () => {
  const rows: readonly (readonly [what: string, platform: ObservedPlatform, unchecked: readonly string[]])[] =
    [
      ["files", inControlPlane({ workflows: undefined }), ["workflows of the control plane"]],
      [
        "variables",
        inControlPlane({ variables: undefined }),
        [
          "variables of the control plane",
          "order of promotion",
          "permissions of the App",
          "rulesets in the way",
        ],
      ],
      [
        "GitHub environments",
        inControlPlane({ environments: undefined }),
        ["order of promotion", "key in the control plane"],
      ],
      [
        "variables of GitHub environments",
        withEnvironments({ dev: environment(["main"], { variables: undefined }) }),
        ["order of promotion"],
      ],
      [
        "names of secrets",
        withEnvironments({
          dev: environment(["main"], { secrets: undefined, variables: { NEXT_ENVIRONMENT: "stage" } }),
        }),
        ["key in the control plane"],
      ],
      ["Apps", { ...healthy, apps: undefined }, ["permissions of the App", "rulesets in the way"]],
      ["the repositories of an App", withApp({ repositories: undefined }), ["permissions of the App"]],
      ["rulesets", inControlPlane({ rulesets: undefined }), ["rulesets in the way"]],
      [
        "Azure",
        { ...healthy, configurations: undefined },
        ["a cluster for each cluster type", "a cluster type for each configuration", "versions of Flux"],
      ],
      ["the version of Flux", withConfiguration({ fluxVersion: undefined }), ["versions of Flux"]],
      [
        "the GitOps repository",
        { ...healthy, gitops: undefined },
        [
          "workflows of the GitOps repository",
          "variables of the GitOps repository",
          "one GitOps repository",
          "key in the GitOps repository",
          "a cluster for each cluster type",
          "a cluster type for each configuration",
          "versions of Flux",
        ],
      ],
    ];
  test.each(rows)("%s", (_, platform, unchecked) => {
    const diagnosis = diagnose(platform);
    expect(diagnosis.diagnostics).toEqual([]);
    expect(diagnosis.unchecked).toEqual(unchecked);
  });
});

test("tells the first environment of each row that nothing leads to, and one of each ring", () => {
  const place = healthy.environments[0]?.place as never;
  const names = ["dev", "stage", "eu", "eu-prod", "ring-a", "ring-b"];
  const next: Readonly<Record<string, string>> = {
    dev: "stage",
    eu: "eu-prod",
    "ring-a": "ring-b",
    "ring-b": "ring-a",
  };
  const environments = Object.fromEntries(
    names.map((name) => [
      name,
      environment(["main"], { variables: next[name] === undefined ? {} : { NEXT_ENVIRONMENT: next[name] } }),
    ]),
  );
  const platform: ObservedPlatform = {
    ...healthy,
    controlPlane: { ...healthy.controlPlane, environments, workflows: undefined },
    environments: names.map((name) => ({ name, branch: name, details: undefined, place })),
  };
  const found = told(platform).filter((line) => line.includes("chain-broken"));
  expect(found).toEqual(
    ["eu", "ring-a"].map(
      (name) =>
        `error chain-broken: nothing is promoted to ${name}: no environment that is promoted to comes before it`,
    ),
  );
});

test("knows the releases of Flux that served-apis knows", () => {
  const kinds = ["GitRepository", "Kustomization"];
  const rows = servedApis.flatMap(({ group, kinds: all, removed }) =>
    Object.entries(removed).flatMap(([version, release]) => {
      const [, minor] = /\(Flux 2\.(\d+)\)/.exec(release) ?? [];
      const kind = all.find((each) => kinds.includes(each));
      return minor === undefined || kind === undefined
        ? []
        : [{ api: `${group}/${version} ${kind}`, minor: Number(minor) }];
    }),
  );
  expect(rows).toHaveLength(4);
  const [, stage] = healthy.environments;
  for (const { api, minor } of rows) {
    const clusterTypes = (stage?.details?.clusterTypes ?? []).map((type) => ({
      ...type,
      reconcilerApis: [api],
    }));
    const on = (fluxVersion: string) =>
      told({
        ...withStage({ clusterTypes }),
        configurations: withConfiguration({ fluxVersion }).configurations,
      }).length;
    expect([api, on(`2.${minor - 1}`), on(`2.${minor}`)]).toEqual([api, 0, 1]);
  }
});
