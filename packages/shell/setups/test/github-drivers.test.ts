import type { Kind, Resolved, Wants } from "@kalypso-actions/setup";
import { describe, expect, test } from "vitest";
import type { Driver, Drivers } from "../src/driver.ts";
import { githubDrivers } from "../src/github/drivers.ts";
import { clicker, SetupStage } from "./setup-stage.ts";

const repository = "contoso/plane";

interface Example<K extends Kind> {
  readonly kind: K;
  readonly wants: Resolved<Wants[K]>;
  /** Fields of `wants` that GitHub does not tell again. */
  readonly untold?: readonly string[];
  /** What somebody changes by hand. */
  readonly change: (setup: SetupStage) => void;
  /** What is then told instead. */
  readonly changed: Partial<Resolved<Wants[K]>>;
  /** The request that makes it. */
  readonly made: RegExp;
  /** Of what it is made in, and goes with. */
  readonly goesWith?: true;
}

const stateOf = (setup: SetupStage) => setup.github.repository("plane");

const examples = [
  {
    kind: "repository",
    wants: {
      repository: "contoso/new",
      description: "Made by a test",
      visibility: "private",
      autoMerge: true,
    },
    change: (setup) => {
      setup.github.repository("new").description = "Mine";
    },
    changed: { description: "Mine" },
    made: /POST .*\/orgs\/contoso\/repos/,
  } satisfies Example<"repository">,
  {
    kind: "actions-settings",
    wants: {
      repository,
      allowedActions: ["kalypso-actions/*"],
      tokenMayWrite: false,
      access: "organization",
    },
    change: (setup) => {
      stateOf(setup).actions.token = "write";
    },
    changed: { tokenMayWrite: true },
    made: /PUT .*\/selected-actions/,
    goesWith: true,
  } satisfies Example<"actions-settings">,
  {
    kind: "label",
    wants: { repository, label: "promoted", colour: "0e8a16", description: "On its way" },
    change: (setup) => {
      stateOf(setup).labels.set("promoted", { color: "000000", description: "" });
    },
    changed: { colour: "000000", description: "" },
    made: /POST .*\/labels/,
  } satisfies Example<"label">,
  {
    kind: "environment",
    wants: { repository, environment: "kalypso", branches: ["main", "dev"], reviewers: [] },
    change: (setup) => {
      const environment = stateOf(setup).environments.get("kalypso");
      if (environment !== undefined) environment.branches = ["main", "anything"];
    },
    changed: { branches: ["main", "anything"] },
    made: /PUT .*\/environments\/kalypso/,
  } satisfies Example<"environment">,
  {
    kind: "variable",
    wants: { repository, variable: "CHECK_HEALTH", value: "commit-statuses" },
    change: (setup) => {
      stateOf(setup).variables.set("CHECK_HEALTH", "resource-graph");
    },
    changed: { value: "resource-graph" },
    made: /POST .*\/actions\/variables/,
  } satisfies Example<"variable">,
  {
    kind: "variable",
    wants: { repository, environment: "dev", variable: "NEXT_ENVIRONMENT", value: "stage" },
    change: (setup) => {
      stateOf(setup).environments.get("dev")?.variables.set("NEXT_ENVIRONMENT", "prod");
    },
    changed: { value: "prod" },
    made: /POST .*\/environments\/dev\/variables/,
  } satisfies Example<"variable">,
  {
    kind: "ruleset",
    wants: { repository, ruleset: "main", branches: ["main"], bypassApps: [], approvals: 1 },
    change: (setup) => {
      const state = stateOf(setup);
      const conditions = { ref_name: { include: ["refs/heads/other"], exclude: [] } };
      state.rulesets = state.rulesets.map((each) => ({ ...each, body: { ...each.body, conditions } }));
    },
    changed: { branches: ["other"] },
    made: /POST .*\/rulesets/,
  } satisfies Example<"ruleset">,
  {
    kind: "secret",
    wants: { repository, secret: "PLATFORM_TOKEN", value: "hush, zażółć" },
    untold: ["value"],
    change: () => {},
    changed: {},
    made: /PUT .*\/actions\/secrets\/PLATFORM_TOKEN/,
  } satisfies Example<"secret">,
  {
    kind: "secret",
    wants: { repository, environment: "dev", secret: "APP_PRIVATE_KEY", value: "line\nline\n" },
    untold: ["value"],
    change: () => {},
    changed: {},
    made: /PUT .*\/environments\/dev\/secrets\/APP_PRIVATE_KEY/,
  } satisfies Example<"secret">,
] as readonly Example<Kind>[];

/** What identifies a thing rather than being a part of it. */
const names: readonly string[] = [
  "repository",
  "environment",
  "label",
  "variable",
  "ruleset",
  "secret",
  "title",
];

function partsOf({ kind, wants, untold = [] }: Example<Kind>): object {
  const identity = kind === "environment" ? ["repository", "environment"] : names;
  return Object.fromEntries(
    Object.entries(wants).filter(([name]) => !identity.includes(name) && !untold.includes(name)),
  );
}

/** An organisation with a private repository that has an environment. */
async function openPlane(): Promise<SetupStage> {
  const setup = await SetupStage.open();
  const { drivers } = setup.as();
  await drivers.repository.make({ repository, description: "", visibility: "private", autoMerge: false });
  await drivers.environment.make({ repository, environment: "dev", branches: ["main"], reviewers: [] });
  return setup;
}

function driverOf(setup: SetupStage, { kind }: Example<Kind>, token?: string): Driver<Kind> {
  const drivers = setup.as(token).drivers as Drivers;
  return drivers[kind] as unknown as Driver<Kind>;
}

describe.each(examples)("$kind $wants", (example) => {
  const { wants, change, changed, made } = example;

  test("is read as it was made, tells what differs, and is removed once", async () => {
    await using setup = await openPlane();
    const driver = driverOf(setup, example);
    expect(await driver.read(wants)).toBeUndefined();
    const thing = await driver.make(wants);
    const found = await driver.read(wants);
    expect(found?.id).toBe(thing.id);
    expect(found?.actual).toEqual(partsOf(example));
    change(setup);
    expect((await driver.read(wants))?.actual).toEqual({ ...partsOf(example), ...changed });
    await driver.remove(wants, thing.id);
    await driver.remove(wants, thing.id);
    if (example.goesWith === undefined) expect(await driver.read(wants)).toBeUndefined();
  });

  test("is made once, though the answer to it is lost", async () => {
    await using setup = await openPlane();
    setup.lose(made);
    setup.stage.forget();
    const driver = driverOf(setup, example);
    const thing = await driver.make(wants);
    expect((await driver.read(wants))?.id).toBe(thing.id);
    const posts = setup.github.requests.filter(
      ({ method, path, status }) => method === "POST" && made.test(`${method} ${path}`) && status < 300,
    );
    expect(posts.length).toBeLessThan(2);
  });

  test("is the same if an ended run has made it already", async () => {
    await using setup = await openPlane();
    const driver = driverOf(setup, example);
    await driver.make(wants);
    const thing = await driver.make(wants);
    const found = await driver.read(wants);
    expect(found?.id).toBe(thing.id);
    expect(found?.actual).toEqual(partsOf(example));
  });

  test("names the permission that the token lacks, and not the token", async () => {
    await using setup = await openPlane();
    const lesser = setup.without("administration", "actions_variables", "environments", "secrets", "issues");
    const error = await driverOf(setup, example, lesser)
      .make(wants)
      .catch((each: unknown) => each);
    expect(error).toMatchObject({
      diagnostics: [{ code: "setup-refused", hint: expect.stringMatching(/`[A-Z]\w+: (?:write|read)`/) }],
    });
    expect(JSON.stringify(error)).not.toContain(lesser);
    expect(String((error as Error).stack)).not.toContain(lesser);
  });
});

test("a secret opens as it was sealed, also for an environment", async () => {
  await using setup = await openPlane();
  const { secret } = setup.as().drivers;
  const value = "-----BEGIN KEY-----\nzażółć gęślą\n";
  await secret.make({ repository, secret: "A", value });
  await secret.make({ repository, secret: "B", environment: "dev", value: "" });
  expect(stateOf(setup).secrets.get("A")).toBe(value);
  expect(stateOf(setup).environments.get("dev")?.secrets.get("B")).toBe("");
  expect(JSON.stringify(setup.github.requests)).not.toContain("zażółć");
});

test("an environment's reviewers are a person and a team, and its subject is what GitHub says", async () => {
  await using setup = await SetupStage.open();
  const { repository: repositories, environment } = setup.as().drivers;
  await repositories.make({ repository, description: "", visibility: "public", autoMerge: true });
  const reviewers = ["octocat", "contoso/platform"];
  const wants = { repository, environment: "stage", branches: ["main"], reviewers };
  const { outputs } = await environment.make(wants);
  expect((await environment.read(wants))?.actual).toEqual({ branches: ["main"], reviewers });
  expect(stateOf(setup).environments.get("stage")?.needsApproval).toBe(true);
  const { account } = setup.github;
  const { id } = stateOf(setup);
  expect(outputs["subject"]).toBe(`repo:contoso@${account.id}/plane@${id}:environment:stage`);
  stateOf(setup).subject.immutable = false;
  expect((await environment.read(wants))?.outputs["subject"]).toBe("repo:contoso/plane:environment:stage");
  stateOf(setup).subject.useDefault = false;
  stateOf(setup).subject.keys = ["job_workflow_ref"];
  await expect(environment.read(wants)).rejects.toMatchObject({ diagnostics: [{ code: "setup-refused" }] });
});

test("an environment that a run has left without some of its branches gets them", async () => {
  await using setup = await openPlane();
  const { environment } = setup.as().drivers;
  const wants = { repository, environment: "kalypso", branches: ["main", "dev"], reviewers: [] };
  setup.github.faults.rules = [{ on: /POST .*deployment-branch-policies/, nth: 2, times: 9, cut: true }];
  await expect(environment.make(wants)).rejects.toMatchObject({
    diagnostics: [{ code: "github-unreachable" }],
  });
  setup.github.faults.rules = [];
  expect(await environment.read(wants)).toBeUndefined();
  await environment.make(wants);
  expect((await environment.read(wants))?.actual.branches).toEqual(["main", "dev"]);
});

test("settings of actions that a run has left without names get them", async () => {
  await using setup = await openPlane();
  const settings = setup.as().drivers["actions-settings"];
  const wants = { repository, allowedActions: ["a/*"], tokenMayWrite: false, access: "none" } as const;
  setup.github.faults.rules = [{ on: /PUT .*selected-actions/, times: 9, cut: true }];
  await expect(settings.make(wants)).rejects.toMatchObject({ diagnostics: [{ code: "github-unreachable" }] });
  setup.github.faults.rules = [];
  expect(await settings.read(wants)).toBeUndefined();
  await settings.make(wants);
  expect((await settings.read(wants))?.actual.allowedActions).toEqual(["a/*"]);
});

describe("what the free plan lacks for private repositories is told with the plan", () => {
  test.each([
    [
      "ruleset",
      { repository, ruleset: "main", branches: ["main"], bypassApps: [], approvals: 1 },
      "Upgrade to GitHub Pro",
    ],
    ["environment", { repository, environment: "e", branches: ["main"], reviewers: [] }, "branch policy"],
    [
      "environment",
      { repository, environment: "e", branches: [], reviewers: ["octocat"] },
      "required reviewers",
    ],
    ["secret", { repository, environment: "dev", secret: "S", value: "v" }, "Upgrade to GitHub Pro"],
  ] as const)("%s %j", async (kind, wants, words) => {
    await using setup = await openPlane();
    setup.github.account.plan = "free";
    const driver = setup.as().drivers[kind] as unknown as Driver<Kind>;
    await expect(driver.make(wants as never)).rejects.toMatchObject({
      diagnostics: [
        {
          code: "setup-refused",
          message: expect.stringContaining(words),
          hint: expect.stringContaining("--visibility public"),
        },
      ],
    });
  });

  test("auto-merge stays off, and is told as a difference", async () => {
    await using setup = await SetupStage.open();
    setup.github.account.plan = "free";
    const { repository: repositories } = setup.as().drivers;
    const wants = { repository, description: "", visibility: "private", autoMerge: true } as const;
    await repositories.make(wants);
    expect((await repositories.read(wants))?.actual.autoMerge).toBe(false);
  });
});

test("reviewers of a private repository need more than the plan Team", async () => {
  await using setup = await openPlane();
  const wants = { repository, environment: "e", branches: ["main"], reviewers: ["octocat"] };
  await expect(setup.as().drivers.environment.make(wants)).rejects.toMatchObject({
    diagnostics: [{ code: "setup-refused", message: expect.stringContaining("billing plan") }],
  });
});

test("a repository of somebody else's with the wanted name is neither changed nor taken for ours", async () => {
  await using setup = await openPlane();
  const wants = { repository, description: "Another", visibility: "public", autoMerge: true } as const;
  await expect(setup.as().drivers.repository.make(wants)).rejects.toMatchObject({
    diagnostics: [
      { code: "setup-refused", message: "contoso/plane exists already, and is not what init would make" },
    ],
  });
  expect(stateOf(setup)).toMatchObject({ description: "", visibility: "private" });
});

test("a person's own account gets repositories, too", async () => {
  await using setup = await SetupStage.open();
  setup.github.account.type = "User";
  setup.github.token("own", {
    user: "contoso",
    permissions: { administration: "write" },
    isWorkflowToken: false,
    isPersonal: true,
  });
  const { repository: repositories } = setup.as("own").drivers;
  const wants = { repository, description: "", visibility: "public", autoMerge: false } as const;
  const made = await repositories.make(wants);
  expect(made.outputs).toEqual({ defaultBranch: "main" });
  expect(setup.github.requests.map(({ method, path }) => `${method} ${path}`)).toContain("POST /user/repos");
});

test("what workflows run with is what the drivers made", async () => {
  await using setup = await openPlane();
  const drivers = githubDrivers({ token: "owner-token", server: setup.stage.server, person: clicker() });
  await drivers.variable.make({
    repository,
    environment: "dev",
    variable: "NEXT_ENVIRONMENT",
    value: "stage",
  });
  await drivers.ruleset.make({ repository, ruleset: "dev", branches: ["dev"], bypassApps: [], approvals: 0 });
  const state = stateOf(setup);
  expect(state.environments.get("dev")).toMatchObject({ branches: ["main"], needsApproval: false });
  expect(state.environments.get("dev")?.variables.get("NEXT_ENVIRONMENT")).toBe("stage");
  expect(state.rulesets).toMatchObject([{ branches: ["dev"], bypass: [] }]);
});
