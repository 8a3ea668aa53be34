/** `kalypso init --existing`, as a person types it, over the sandbox's GitHub. */
import { inventoryPath } from "@kalypso-actions/gitops-branch";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { parseArguments } from "../../packages/shell/cli/src/arguments.ts";
import type { Platforms } from "../../packages/shell/cli/src/init/platforms.ts";
import { runCommand } from "../../packages/shell/cli/src/runs.ts";
import { printedLine } from "../../packages/shell/cli/src/text.ts";
import { absentee, SetupStage } from "../../packages/shell/setups/test/setup-stage.ts";
import { operatorsPlatform, readerOf } from "../support/operators-platform.ts";
import { toolsFor } from "../support/tools.ts";

const plane = "contoso/plane";
const options = [
  "--health",
  "commit-statuses",
  "--status-creators",
  "flux-bot",
  "--token-only",
  "--environments",
  "dev,stage",
] as const;
const asked = ["init", "--existing", plane, ...options];

function platformsOf(setup: SetupStage): Platforms {
  const onGitHub = setup.as("owner-token", absentee());
  return {
    ...onGitHub,
    drivers: onGitHub.drivers as Platforms["drivers"],
    check: onGitHub.preflight,
    issuer: async () => "",
    openReader: () => readerOf(setup),
    subscription: () => Promise.reject(new Error("no Azure")),
  };
}

async function kalypso(setup: SetupStage, ...args: readonly string[]) {
  const before = { ...process.env };
  process.env["GITHUB_SERVER_URL"] = setup.github.url;
  process.env["KALYPSO_PLATFORM_TOKEN"] = "a-trial-token";
  try {
    const request = parseArguments(args);
    if (request.kind !== "command") throw new Error("no command");
    await using reader = readerOf(setup);
    const tools = toolsFor(reader, { platforms: async () => platformsOf(setup) });
    const { diagnostics, text, data } = await runCommand(request.line, tools);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    return {
      codes: errors.map(({ code }) => code),
      messages: errors.map(({ message }) => message.replaceAll(setup.github.url, "SERVER")),
      lines: text(undefined).map((line) => printedLine(line)),
      data,
    };
  } finally {
    for (const name of ["GITHUB_SERVER_URL", "KALYPSO_PLATFORM_TOKEN"])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
  }
}

const branches = [
  ["plane", "main"],
  ["plane", "dev"],
  ["plane", "stage"],
  ["fleet", "main"],
  ["fleet", "dev"],
  ["fleet", "stage"],
] as const;

/** Every file of the platform's branches. */
function filesOf({ stage }: SetupStage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    branches.flatMap(([repository, branch]) =>
      Object.entries(stage.files(repository, branch)).map(([path, text]) => [
        `${repository}#${branch}: ${path}`,
        text,
      ]),
    ),
  );
}

/** What is on GitHub besides files. */
function settingsOf({ github }: SetupStage) {
  return github.repositories().map((name) => {
    const { environments, variables, secrets, labels, rulesets } = github.repository(name);
    return [
      name,
      [...environments]
        .map(([environment, own]) => [environment, [...own.variables], [...own.secrets.keys()]])
        .sort(),
      [...variables].sort(),
      [...secrets.keys()].sort(),
      [...labels.keys()].sort(),
      rulesets.length,
    ];
  });
}

/** The workflows of the control plane's main. */
function stageFiles({ stage }: SetupStage): Readonly<Record<string, string>> {
  const entries = Object.entries(stage.files("plane", "main"));
  return Object.fromEntries(entries.map(([path, text]) => [path.replace(".github/workflows/", ""), text]));
}

describe("init --existing", () => {
  test("adds what the workflows need, leaves everything else byte for byte, and starts nothing", async () => {
    await using setup = await SetupStage.open();
    await operatorsPlatform(setup);
    const before = filesOf(setup);
    const dry = await kalypso(setup, ...asked, "--dry-run");
    expect([dry.codes, dry.messages]).toEqual([[], []]);
    expect(filesOf(setup)).toEqual(before);
    expect(dry.lines.slice(0, 2)).toEqual([
      expect.stringMatching(
        /^dev: no difference to what the operator has written on contoso\/fleet#dev, in \d+ files$/,
      ),
      expect.stringMatching(/^stage: no difference .* contoso\/fleet#stage/),
    ]);
    const made = await kalypso(setup, ...asked, "--yes");
    expect([made.codes, made.messages]).toEqual([[], []]);
    const after = filesOf(setup);
    expect(after).toMatchObject(before);
    const added = Object.keys(after).filter((name) => before[name] === undefined);
    expect(added).toMatchSnapshot("added");
    expect(after["fleet#dev: .github/workflows/check-promote.yml"]).toContain("environment: dev");
    expect(after["plane#stage: .github/workflows/schedule.yml"]).toMatch(
      /uses: contoso\/plane\/\.github[\s\S]*environment: stage\n +branch: stage\n/,
    );
    const inventory = JSON.parse(after[`fleet#dev: ${inventoryPath}`] ?? "{}");
    expect(inventory.promotedCommit).toBe(after["fleet#dev: .github/tracking/Promoted_Commit_Id"]);
    expect(Object.keys(inventory.assignments).length).toBeGreaterThan(0);
    const { stage } = setup;
    for (const [repository, branch] of branches.filter((each) => each.join() !== "fleet,main"))
      expect(stage.github.git(repository).git(["log", "-1", "--format=%B", branch])).toContain("[skip ci]");
    expect(made.lines.join("\n")).toContain("contoso/plane#main: .github/workflows/ci.yaml");
    const again = await kalypso(setup, ...asked);
    expect([again.codes, again.lines.at(-1)]).toEqual([[], "Everything is there."]);
    expect(filesOf(setup)).toEqual(after);
  });

  test("destroy removes exactly what it has added, what somebody has changed stays, and no repository goes", async () => {
    await using setup = await SetupStage.open();
    await operatorsPlatform(setup);
    // They were there before init.
    setup.github.repository("plane").variables.set("FIRST_ENVIRONMENT", "dev");
    const [files, settings] = [filesOf(setup), settingsOf(setup)];
    await kalypso(setup, ...asked, "--yes");
    expect(settingsOf(setup)).not.toEqual(settings);
    const edited = "name: mine\non: workflow_dispatch\njobs: {}\n";
    await setup.github.push({ repository: "plane", branch: "main" }, "mine", {
      ".github/workflows/ci.yml": edited,
    });
    const wrong = await kalypso(setup, "destroy", "--existing", plane, "--yes", "plane");
    expect(wrong.lines).toEqual(["Nothing is removed."]);
    const gone = await kalypso(setup, "destroy", "--existing", plane, "--yes", plane);
    expect(gone.codes).toEqual([]);
    expect(gone.lines).toContain(
      ".github/workflows/ci.yml of contoso/plane main is left: somebody has changed it",
    );
    expect(filesOf(setup)).toEqual({ ...files, "plane#main: .github/workflows/ci.yml": edited });
    expect(settingsOf(setup)).toEqual(settings);
    expect(setup.github.repositories()).toEqual(["fleet", "plane", "svc-src"]);
    expect((await kalypso(setup, "destroy", "--existing", plane, "--yes", plane)).codes).toEqual([
      "setup-record-missing",
    ]);
  });

  test("explains each difference by the rule that makes it, in a line for each rule", async () => {
    await using setup = await SetupStage.open();
    const target = "large/platform-svc-observability-dev";
    await operatorsPlatform(setup, {
      "drone/README.md": () => null,
      [`${target}/namespace.yaml`]: (text) => `# by hand\n${text.replaceAll(/: ([\w-]+)$/gm, ': "$1"')}`,
      [`${target}/reconciler.yaml`]: (text) => text.replace(/name: /, "name: former-"),
      [`${target}/config.yaml`]: () => "former: file\n",
      "gone/README.md": () => "This folder contains deployment targets scheduled on the cluster type",
      "gone/app/namespace.yaml": () => "kind: Namespace\n",
    });
    const { lines, data } = await kalypso(setup, ...asked, "--dry-run");
    expect(
      lines.slice(
        0,
        lines.findIndex((line) => line.startsWith("stage")),
      ),
    ).toMatchSnapshot("differences");
    expect(data).toMatchObject({
      environments: [{ environment: "dev" }, { environment: "stage", differences: [] }],
    });
  });

  test("a first pull request after it changes what it would have changed without an inventory", async () => {
    const changed = {
      "drone/README.md": () => null,
      "gone/README.md": () => "This folder contains deployment targets scheduled on the cluster type",
      "gone/app/namespace.yaml": () => "kind: Namespace\n",
    };
    await using setup = await SetupStage.open();
    await operatorsPlatform(setup, changed);
    const diff = () =>
      kalypso(setup, "diff", "--environment", "dev", "--control-plane", `${setup.github.url}/${plane}#dev`);
    const { data: before } = await diff();
    await kalypso(setup, ...asked, "--yes");
    const { data: after } = await diff();
    const paths = (data: unknown) => {
      const { added, modified, removed } = data as Record<string, readonly { readonly path: string }[]>;
      return [added, modified, removed].map((changes = []) => changes.map(({ path }) => path));
    };
    expect(paths(before)[2]).toEqual(["gone/README.md", "gone/app/namespace.yaml"]);
    expect(paths(after)).toEqual(paths(before));
  });
});

describe("told before anything is made", () => {
  let setup: SetupStage;
  beforeAll(async () => {
    setup = await SetupStage.open();
    await operatorsPlatform(setup);
  });
  afterAll(() => setup[Symbol.asyncDispose]());

  /** Pushes changes of texts by `<repository>#<branch>: <path>`. @returns what takes them back */
  async function broken(changes: Readonly<Record<string, (text: string) => string>>) {
    const before = filesOf(setup);
    for (const [name, change] of Object.entries(changes)) {
      const [, repository = "", branch = "", path = ""] = /^(.+)#(.+): (.+)$/.exec(name) ?? [];
      const push = (text: string | null) =>
        setup.stage.world.push({ repository, branch }, "broken", { [path]: text });
      await push(change(before[name] ?? ""));
      undo.push(() => push(before[name] ?? null));
    }
  }
  const undo: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const back of undo.splice(0)) await back();
  });

  type Case = readonly [
    string,
    {
      readonly code: string;
      readonly args: readonly string[];
      readonly changes: Readonly<Record<string, (text: string) => string>>;
    },
  ];
  const cases: readonly Case[] = [
    [
      "a repository that is not there",
      { code: "setup-unfit", args: ["init", "--existing", "contoso/none", ...options], changes: {} },
    ],
    [
      "a repository that is no control plane",
      { code: "setup-unfit", args: ["init", "--existing", "contoso/fleet", ...options], changes: {} },
    ],
    [
      "a GitOps repository that is not there",
      {
        code: "setup-unfit",
        args: asked,
        changes: {
          "plane#dev: gitops-repo.yaml": (text) => text.replace("/fleet", "/nowhere"),
          "plane#stage: gitops-repo.yaml": (text) => text.replace("/fleet", "/nowhere"),
        },
      },
    ],
    [
      "several GitOps repositories",
      {
        code: "setup-unfit",
        args: asked,
        changes: { "plane#stage: gitops-repo.yaml": (text) => text.replace("/fleet", "/other") },
      },
    ],
    [
      "a GitOps repository of somebody else",
      {
        code: "setup-unfit",
        args: asked,
        changes: {
          "plane#stage: gitops-repo.yaml": (text) => text.replace("/contoso/fleet", "/fabrikam/fleet"),
        },
      },
    ],
    [
      "a GitOps branch that is not there",
      {
        code: "git-ref-missing",
        args: asked,
        changes: { "plane#stage: gitops-repo.yaml": (text) => text.replace("branch: stage", "branch: none") },
      },
    ],
    [
      "files of the same names with other contents",
      {
        code: "setup-file-taken",
        args: asked,
        changes: {
          "plane#main: .github/workflows/ci.yml": () => "name: mine\n",
          "fleet#dev: .github/workflows/check-promote.yml": () => "name: mine\n",
        },
      },
    ],
    [
      "an environment that cannot be rendered",
      {
        code: "yaml-syntax",
        args: asked,
        changes: { "plane#dev: cluster-types/broken.yaml": () => "kind: ClusterType\n: [\n" },
      },
    ],
    [
      "an order of other environments",
      { code: "input-invalid", args: [...asked.slice(0, -1), "dev,prod"], changes: {} },
    ],
  ];
  test.each(cases)("%s", async (_, { code, args, changes }) => {
    await broken(changes);
    const [files, settings] = [filesOf(setup), settingsOf(setup)];
    const { codes, messages } = await kalypso(setup, ...args, "--yes");
    expect([...new Set(codes)]).toEqual([code]);
    expect([codes, messages]).toMatchSnapshot();
    expect(filesOf(setup)).toEqual(files);
    expect(settingsOf(setup)).toEqual(settings);
  });

  test("the order that GitHub's environments have is taken, and asked for where they have none", async () => {
    const unordered = asked.slice(0, -2);
    expect((await kalypso(setup, ...unordered, "--dry-run")).codes).toEqual(["input-missing"]);
    const { drivers } = setup.as();
    await drivers.environment.make({
      repository: plane,
      environment: "stage",
      branches: ["main"],
      reviewers: [],
    });
    await drivers.variable.make({
      repository: plane,
      environment: "stage",
      variable: "NEXT_ENVIRONMENT",
      value: "dev",
    });
    const { data } = await kalypso(setup, ...unordered, "--dry-run");
    expect(data).toMatchObject({ environments: [{ environment: "stage" }, { environment: "dev" }] });
  });
});

test("ended at a request and run again, it ends with the same", async () => {
  await using setup = await SetupStage.open();
  await operatorsPlatform(setup);
  const before = filesOf(setup);
  setup.github.faults.rules = [
    { on: /git-receive-pack.*fleet|fleet.*git-receive-pack/, nth: 2, cutAfter: true },
  ];
  await kalypso(setup, ...asked, "--yes").catch(() => {});
  setup.github.faults.rules = [];
  expect(Object.keys(filesOf(setup)).length).toBeGreaterThan(Object.keys(before).length);
  const { codes } = await kalypso(setup, ...asked, "--yes");
  expect(codes).toEqual([]);
  expect(Object.keys(filesOf(setup))).toHaveLength(Object.keys(before).length + 19);
  expect((await kalypso(setup, "destroy", "--existing", plane, "--yes", plane)).codes).toEqual([]);
  expect(filesOf(setup)).toEqual(before);
});

test("--update brings its workflows to another release by pull requests, keeps what was changed, and says when nothing is to be done", async () => {
  await using setup = await SetupStage.open();
  await operatorsPlatform(setup);
  await kalypso(setup, ...asked, "--yes");
  const update = ["init", "--update", "--existing", plane];
  const idle = await kalypso(setup, ...update);
  expect([idle.codes, idle.lines.at(-1)]).toEqual([[], expect.stringMatching(/^Nothing is to be updated/)]);
  // Another release: its actions have another address.
  const files = stageFiles(setup);
  await setup.stage.world.push({ repository: "plane", branch: "main" }, "mine", {
    ".github/workflows/ci.yml": `${files["ci.yml"]}  # mine\n`,
    ".github/workflows/cd.yml": (files["cd.yml"] ?? "")
      .replaceAll("kalypso-actions@v1", "kalypso-actions@mine")
      .replaceAll("promote@v1", "promote@mine"),
    ".github/workflows/schedule.yml": null,
  });
  const next = [...update, "--actions", "acme/actions@v2"];
  const dry = await kalypso(setup, ...next, "--dry-run");
  expect([dry.lines.at(-1), setup.github.repository("plane").pulls.size]).toEqual(["Nothing is changed.", 0]);
  const first = await kalypso(setup, ...next);
  expect(first.codes).toEqual([]);
  const main = first.lines.slice(first.lines.findIndex((line) => line.startsWith(`${plane}#main`)));
  expect(main.slice(1, 7)).toEqual([
    "  .github/workflows/cd.yml: left: you and the release have changed the same lines",
    "  .github/workflows/check-promote.yml: replaced",
    "  .github/workflows/ci.yml: merged with your changes",
    "  .github/workflows/preview.yml: replaced",
    "  .github/workflows/schedule-environment.yml: replaced",
    "  .github/workflows/schedule.yml: left: deleted by you",
  ]);
  const pulls = [...setup.github.repository("plane").pulls.values()];
  expect(pulls.map(({ base, title }) => [base, title])).toContainEqual([
    "main",
    expect.stringMatching(/^Workflows of kalypso-actions /),
  ]);
  const merged = setup.stage.files("plane", "kalypso/update-main");
  expect(merged[".github/workflows/ci.yml"]).toMatch(/acme\/actions[\s\S]*# mine\n$/);
  expect(merged[".github/workflows/cd.yml"]).toContain("promote@mine");
  const again = await kalypso(setup, ...next);
  expect(again.lines.filter((line) => /opened|updated/.test(line))).toEqual([]);
  expect(setup.github.repository("plane").pulls.size).toBe(pulls.length);
  const number = pulls.find(({ base }) => base === "main")?.number ?? 0;
  await setup.github.merge("plane", number);
  const later = await kalypso(setup, ...update, "--actions", "acme/actions@v3");
  expect(later.lines).toContain("  .github/workflows/ci.yml: merged with your changes");
  expect(setup.stage.files("plane", "kalypso/update-main")[".github/workflows/ci.yml"]).toMatch(
    /acme\/actions\/actions\/render@v3[\s\S]*# mine\n$/,
  );
});
