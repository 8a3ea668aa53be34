import { join } from "node:path";
import { diagnosticsOf } from "@kalypso-actions/diagnostics";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Stage } from "../support/github.ts";
import { repositoryRoot, run } from "../support/process.ts";
import { allReading, keyed, RunningPlatform } from "../support/running-platform.ts";

let stage: Stage;
let platform: RunningPlatform;

beforeAll(async () => {
  stage = await Stage.open();
  vi.stubEnv("GITHUB_SERVER_URL", stage.github.url);
  platform = await RunningPlatform.in(stage);
});

afterEach(() => {
  platform.token = "owner";
  platform.configure();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await platform[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

/** Each problem as `error code: message`, with this server's address as the samples have it. */
async function told(...args: readonly string[]) {
  // As the command line does with what is thrown.
  const thrown = (error: unknown) => ({ diagnostics: diagnosticsOf(error), exitCode: 1, stdout: "" });
  const { diagnostics, exitCode, stdout } = await platform.doctor(...args).catch(thrown);
  const lines = diagnostics.map(({ severity, code, message }) =>
    `${severity} ${code}: ${message}`.replaceAll(stage.github.url, "https://github.com"),
  );
  return {
    lines: lines.sort(),
    diagnostics,
    exitCode,
    stdout,
    hints: diagnostics.map(({ hint }) => hint ?? ""),
  };
}

test("says that nothing is wrong with a platform in use, and changes nothing", async () => {
  const before = stage.github.requests.length;
  platform.calls.length = 0;
  const { lines, exitCode, stdout } = await told();
  expect(lines).toEqual([]);
  expect(stdout).toBe("nothing is wrong: 14 checks\n");
  expect(exitCode).toBe(0);
  const methods = new Set(stage.github.requests.slice(before).map(({ method }) => method));
  expect([...methods]).toEqual(["GET"]);
  const commands = new Set(platform.calls.map((words) => words.join(" ").replace(/ --.*/, "")));
  expect([...commands].sort()).toEqual([
    "k8s-configuration flux list",
    "k8s-extension list",
    "resource list",
  ]);
});

test("is a command of the program, with a token that is in no output", async () => {
  const { variables } = stage.github.repository("control-plane");
  variables.set("CHECK_HEALTH", "commit-statuses").set("CHECK_STATUS_CREATORS", "kalypso[bot]");
  variables.delete("GITOPS_REPOSITORY");
  const env = { ...stage.github.env, GH_TOKEN: "owner" };
  const main = join(repositoryRoot, "packages/shell/cli/src/main.ts");
  const line = [main, "doctor", "--control-plane", platform.address];
  const { exitCode, stdout, stderr } = await run(line, { cwd: stage.path("."), env });
  expect(stderr).toContain(
    "error[variable-wrong]: the variable GITOPS_REPOSITORY of contoso/control-plane is missing; expected platform-gitops",
  );
  expect(stderr).toContain(`Set it: ${stage.github.url}/contoso/control-plane/settings/variables/actions`);
  expect(stdout).toMatch(/^11 checks: 1 error\nnot checked: /);
  expect(exitCode).toBe(1);
  expect(stdout + stderr).not.toContain("owner");
});

test("has data for programs", async () => {
  const { data } = await platform.doctor("--format", "json");
  expect(data).toMatchObject({ checked: expect.arrayContaining(["order of promotion"]), unchecked: [] });
});

describe("finds what is wrong with", () => {
  const repository = (name: string) => stage.github.repository(name);
  const rows: readonly (readonly [what: string, breaking: () => void, says: readonly string[]])[] = [
    [
      "a variable that is missing",
      () => void repository("control-plane").variables.delete("GITOPS_REPOSITORY"),
      [
        "error variable-wrong: the variable GITOPS_REPOSITORY of contoso/control-plane is missing; expected platform-gitops",
      ],
    ],
    [
      "a GitOps repository that names another control plane",
      () => void repository("platform-gitops").variables.set("CONTROL_PLANE", "elsewhere"),
      [
        "error variable-wrong: the variable CONTROL_PLANE of contoso/platform-gitops is elsewhere; expected control-plane",
      ],
    ],
    [
      "an environment that is not in the chain",
      () => void repository("control-plane").environments.get("dev")?.variables.delete("NEXT_ENVIRONMENT"),
      [
        "error chain-broken: nothing is promoted to stage: no environment that is promoted to comes before it",
      ],
    ],
    [
      "a chain to an environment that does not exist",
      () =>
        void repository("control-plane").environments.get("stage")?.variables.set("NEXT_ENVIRONMENT", "prod"),
      [
        "error chain-broken: NEXT_ENVIRONMENT of the GitHub environment stage of contoso/control-plane is prod; expected one of dev, stage, which main lists",
      ],
    ],
    [
      "an environment without the key",
      () => void repository("control-plane").environments.get("stage")?.secrets.clear(),
      [
        "error key-missing: the GitHub environment stage of contoso/control-plane has no secret APP_PRIVATE_KEY: its jobs can do nothing",
      ],
    ],
    [
      "a key that a branch may not use",
      () => void repository("platform-gitops").environments.set("kalypso", keyed(["dev"])),
      [
        "error key-missing: the GitHub environment kalypso of contoso/platform-gitops is not for stage: jobs that run for these branches fail",
      ],
    ],
    [
      "a key that every branch may use",
      () => void repository("platform-gitops").environments.set("kalypso", keyed(undefined)),
      [
        "warning key-exposed: the GitHub environment kalypso of contoso/platform-gitops is for every branch: whoever can push one can use the key",
      ],
    ],
    [
      "a key of the whole repository",
      () => void repository("platform-gitops").secrets.set("APP_PRIVATE_KEY", "a key"),
      [
        "warning key-exposed: the key is a secret of the whole of contoso/platform-gitops: every workflow on every branch can read it",
      ],
    ],
    [
      "an App that may not set statuses",
      () => {
        const [app] = [...stage.github.apps.values()];
        if (app === undefined) throw new Error("there is no App");
        const { statuses: _, ...permissions } = app.permissions;
        stage.github.apps.set(app.clientId, { ...app, permissions });
      },
      ["error app-unfit: the App kalypso has the permission statuses: none; expected write"],
    ],
    [
      "an App that is not installed on one repository",
      () => {
        const [app] = [...stage.github.apps.values()];
        if (app === undefined) throw new Error("there is no App");
        stage.github.apps.set(app.clientId, { ...app, repositories: ["control-plane"] });
      },
      ["error app-unfit: the App kalypso is not installed on contoso/platform-gitops"],
    ],
    [
      "an App that nobody has installed",
      () => stage.github.apps.clear(),
      [
        "error app-unfit: no installed App has the client ID Iv1.platform, which APP_CLIENT_ID of contoso/control-plane names",
      ],
    ],
    [
      "a ruleset that stops promotions",
      () => platform.rule([]),
      [
        "error ruleset-stops-promotion: the ruleset environments of contoso/control-plane asks for pull requests on dev, stage, to which promotions are pushed",
      ],
    ],
  ];
  test.each(rows)("%s", async (_, breaking, says) => {
    breaking();
    const { lines, exitCode, hints } = await told();
    expect(lines).toEqual(says);
    expect(exitCode).toBe(says.some((line) => line.startsWith("error")) ? 1 : 0);
    expect(hints).not.toContain("");
  });
});

describe("with a token that may not read everything", () => {
  const limited = (permissions: Readonly<Record<string, "read">>) => {
    stage.github.token("limited", { user: "person", permissions, isWorkflowToken: false, isPersonal: true });
    platform.token = "limited";
  };

  test("says once for each permission what it could not read, and checks the rest", async () => {
    limited({ contents: "read", metadata: "read", actions: "read" });
    const { lines, stdout, hints } = await told();
    const unread = lines.filter((line) => line.includes("doctor-unread"));
    expect(unread).toEqual([
      "warning doctor-unread: the token may not read the names of the secrets of contoso/control-plane, the names of the secrets of contoso/platform-gitops",
      "warning doctor-unread: the token may not read the names of the secrets of the GitHub environments of contoso/control-plane, the names of the secrets of the GitHub environments of contoso/platform-gitops, the variables of the GitHub environments of contoso/control-plane, the variables of the GitHub environments of contoso/platform-gitops",
      "warning doctor-unread: the token may not read the variables of contoso/control-plane, the variables of contoso/platform-gitops",
    ]);
    expect(hints.join("\n")).toContain('Give a fine-grained token the permission "Variables: read"');
    expect(stdout).toContain("not checked: ");
    expect(stdout).toContain("key in the control plane");
  });

  test("does not take what a fine-grained token never may read for a problem of the App", async () => {
    limited(allReading);
    const { lines, stdout } = await told();
    expect(lines).toContain(
      "warning doctor-unread: the token may not read where the App kalypso is installed",
    );
    expect(lines.filter((line) => line.includes("app-unfit"))).toEqual([]);
    expect(stdout).toContain("permissions of the App");
  });

  test("goes on where it cannot see the GitOps repository", async () => {
    const repositories = ["control-plane"];
    stage.github.token("one", {
      user: "person",
      permissions: allReading,
      isWorkflowToken: false,
      scopes: ["repo", "read:org"],
      repositories,
    });
    platform.token = "one";
    const { lines, stdout, exitCode } = await told();
    expect(lines).toEqual([
      "error setup-refused: could not read the repository in contoso/platform-gitops: Not Found (HTTP 404)",
    ]);
    expect(stdout).toContain(
      "not checked: workflows of the GitOps repository, variables of the GitOps repository",
    );
    expect(exitCode).toBe(1);
  });

  test("says that nobody is told which Apps a person has installed", async () => {
    stage.github.account.type = "User";
    try {
      const { lines, stdout } = await told();
      expect(lines).toEqual([
        "warning doctor-unread: GitHub lists the Apps that contoso has installed to no token",
      ]);
      expect(stdout).toContain("not checked: permissions of the App, rulesets in the way");
    } finally {
      stage.github.account.type = "Organization";
    }
  });
});

describe("reads as GitHub means it", () => {
  test("whoever may bypass a ruleset for pull requests only may not push", async () => {
    platform.rule([7], "pull_request");
    const { lines } = await told();
    expect(lines.map((line) => line.split(":")[0])).toEqual(["error ruleset-stops-promotion"]);
  });

  test("an environment for protected branches is for those", async () => {
    const protectedOnly = { protected_branches: true, custom_branch_policies: false };
    const branches = (names: readonly string[]) => {
      stage.github.faults.rules = [
        {
          on: /GET .*\/platform-gitops\/environments(?:\?|$)/,
          times: 9,
          replace: (answer) => {
            const body = structuredClone(answer.body) as {
              environments: { deployment_branch_policy: unknown }[];
            };
            for (const each of body.environments) each.deployment_branch_policy = protectedOnly;
            return { ...answer, body };
          },
        },
        {
          on: /GET .*\/platform-gitops\/branches(?:\?|$)/,
          times: 9,
          status: 200,
          text: JSON.stringify(names.map((name) => ({ name, protected: true }))),
          headers: { "content-type": "application/json" },
        },
      ];
    };
    branches(["dev", "stage"]);
    expect((await told()).lines).toEqual([]);
    branches(["dev"]);
    expect((await told()).lines).toEqual([
      "error key-missing: the GitHub environment kalypso of contoso/platform-gitops is not for stage: jobs that run for these branches fail",
    ]);
  });
});

test("uses what the organisation shares", async () => {
  stage.github.repository("platform-gitops").variables.clear();
  stage.github.account.variables.set("CONTROL_PLANE", "control-plane").set("APP_CLIENT_ID", "Iv1.platform");
  const { lines } = await told();
  expect(lines.filter((line) => line.includes("variable-wrong"))).toEqual([]);
});

test("takes a plan without rulesets for none, and no limit for a missing permission", async () => {
  stage.github.account.plan = "free";
  stage.github.repository("control-plane").visibility = "private";
  expect((await told()).lines).toEqual([]);
  stage.github.faults.rules = [
    {
      on: /GET .*rulesets/,
      status: 403,
      message: "API rate limit exceeded",
      headers: { "retry-after": "100000" },
      times: 9,
    },
  ];
  const { lines, exitCode } = await told();
  expect(lines.map((line) => line.split(":")[0])).toEqual(["error github-limited"]);
  expect(exitCode).toBe(1);
});

test("says when the token ends that GitHub tells about", async () => {
  const header = { "github-authentication-token-expiration": "2026-01-02 08:00:00 UTC" };
  stage.github.faults.rules = [
    {
      on: /GET .*\/repos\/contoso\/control-plane$/,
      replace: (answer) => ({ ...answer, headers: { ...answer.headers, ...header } }),
    },
  ];
  expect((await told()).lines).toEqual([
    "warning token-expires: the token that asks here ends on 2026-01-02",
  ]);
});

describe("Azure", () => {
  test("tells which Flux a cluster has, which the templates are compared with", async () => {
    const [cluster] = [...platform.cloud.clusters.values()];
    if (cluster === undefined) throw new Error("there is no cluster");
    const { fluxVersion } = cluster;
    try {
      // The oldest whose release notes name Flux 2; then one from before, and one that nobody knows yet.
      cluster.fluxVersion = "1.7.7";
      expect((await told()).lines).toEqual([]);
      for (const unknown of ["1.6.0", "1.99.0"]) {
        cluster.fluxVersion = unknown;
        const { lines, stdout } = await told();
        expect(lines).toEqual([]);
        expect(stdout).toContain("not checked: versions of Flux");
      }
    } finally {
      cluster.fluxVersion = fluxVersion;
    }
  });

  test.each([
    ["k8s-configuration", "what its clusters follow"],
    ["k8s-extension", "which Flux its clusters have"],
  ])("is left out as far as it needs the extension %s, which nobody adds", async (name, what) => {
    platform.cloud.extensions.delete(name);
    try {
      const { lines, hints } = await told();
      expect(lines).toEqual([
        `warning doctor-unread: Azure was not asked ${what}: the Azure CLI has no extension ${name}`,
      ]);
      expect(hints[0]).toContain(`az extension add --name ${name}`);
      expect(platform.cloud.extensions.has(name)).toBe(false);
    } finally {
      platform.cloud.extensions.add(name);
    }
  });

  test("is told to be left out if nobody is logged in", async () => {
    platform.cloud.isLoggedIn = false;
    try {
      const { lines, stdout } = await told();
      expect(lines.find((line) => line.includes("Azure was not asked"))).toContain("az login");
      expect(stdout).toContain("a cluster for each cluster type");
      const { lines: wanted, exitCode } = await told("--azure");
      expect(wanted.join("\n")).toContain("az login");
      expect(exitCode).toBe(1);
    } finally {
      platform.cloud.isLoggedIn = true;
    }
  });

  test("is not asked where health comes from commit statuses, unless somebody wants it", async () => {
    const { variables } = stage.github.repository("control-plane");
    variables.set("CHECK_HEALTH", "commit-statuses").set("CHECK_STATUS_CREATORS", "kalypso[bot]");
    platform.calls.length = 0;
    const { lines } = await told();
    expect(platform.calls).toEqual([]);
    expect(lines.filter((line) => line.includes("Azure"))).toEqual([]);
    await told("--azure");
    expect(platform.calls.length).toBeGreaterThan(0);
  });
});

test("a control plane that is not there, or a token that is refused, is one error", async () => {
  platform.token = "nobody";
  const { lines, exitCode } = await told();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/error git(?:hub)?-denied: /);
  expect(exitCode).toBe(1);
});

test("wrong usage is told before anything is read", async () => {
  const { command } = await import("../support/kalypso.ts");
  await expect(command(stage.world, "doctor")).rejects.toThrow("--control-plane is missing");
  await expect(command(stage.world, "doctor", "--control-plane", ".")).rejects.toThrow(
    /--control-plane is \.; expected a repository on http:/,
  );
});

// The last one: what it pushes stays.
test("finds a workflow that is missing, and clusters that follow nothing or what is not there, with their places", async () => {
  await platform.push(
    { repository: "control-plane", branch: "stage" },
    { ".github/workflows/schedule.yml": null },
  );
  await platform.follow("old", { branch: "dev", path: "./gone" });
  await platform.az(
    "k8s-configuration",
    "flux",
    "delete",
    "--resource-group",
    "rg",
    "--cluster-name",
    "one",
    "--cluster-type",
    "managedClusters",
    "--name",
    "dev-drone",
    "--yes",
  );
  const { lines, exitCode, diagnostics } = await told();
  expect(lines).toEqual([
    "error configuration-unexpected: the Flux configuration old of rg/one follows the folder ./gone of the branch dev; no cluster type has it",
    "error workflow-missing: the branch stage of contoso/control-plane has no .github/workflows/schedule.yml",
    "warning cluster-type-unfollowed: no Flux configuration follows the cluster type drone of dev",
  ]);
  expect(exitCode).toBe(1);
  const [cluster] = [...platform.cloud.clusters.values()];
  if (cluster === undefined) throw new Error("there is no cluster");
  cluster.fluxVersion = "1.23.0";
  const template = "templates/arc-flux.yaml";
  const text = stage.world.git(["show", `main:${template}`], stage.world.pathOf("control-plane"));
  const old = text.replace("kustomize.toolkit.fluxcd.io/v1", "kustomize.toolkit.fluxcd.io/v1beta1");
  await platform.push({ repository: "control-plane", branch: "main" }, { [template]: `${old}\n` });
  const later = (await told()).lines.filter((line) => line.includes("flux-version-unfit"));
  expect(later).toContain(
    "error flux-version-unfit: rg/one has Flux 2.7, which does not serve Kustomization in kustomize.toolkit.fluxcd.io/v1beta1; the reconciler of the cluster type small uses it",
  );
  const unfollowed = diagnostics.find(({ code }) => code === "cluster-type-unfollowed");
  expect(unfollowed?.place).toMatchObject({
    file: "cluster-types/east-us/restricted/drone/drone-cluster-type.yaml",
    line: 4,
  });
});

test("connects to nothing that a file names besides GitHub's server", async () => {
  const environment = (name: string, repo: string) =>
    `apiVersion: scheduler.kalypso.io/v1alpha1\nkind: Environment\nmetadata:\n  name: ${name}\nspec:\n  controlPlane:\n    repo: ${repo}\n    branch: dev\n    path: .\n`;
  await platform.push(
    { repository: "control-plane", branch: "main" },
    {
      ".environments/local.yaml": environment("local", "file:///etc"),
      ".environments/link.yaml": environment("link", "http://169.254.169.254/contoso/control-plane"),
    },
  );
  const { diagnostics } = await told();
  const refused = diagnostics.filter(({ code }) => code === "address-refused");
  expect(refused.map(({ place }) => place?.file)).toEqual([
    ".environments/link.yaml",
    ".environments/local.yaml",
  ]);
});

test("says that it does not look at a GitOps repository on another server", async () => {
  for (const branch of ["dev", "stage"])
    await platform.push(
      { repository: "control-plane", branch },
      {
        "gitops-repo.yaml": `apiVersion: scheduler.kalypso.io/v1alpha1\nkind: GitOpsRepo\nmetadata:\n  name: ${branch}\nspec:\n  repo: https://gitlab.example/acme/manifests\n  branch: ${branch}\n  path: .\n`,
      },
    );
  const { lines, stdout } = await told();
  expect(lines.filter((line) => line.includes("gitlab"))).toEqual([
    `warning doctor-unread: the manifests go to https://gitlab.example/acme/manifests, which is not looked at: it is not on https://github.com`,
  ]);
  expect(stdout).toContain("workflows of the GitOps repository");
});
