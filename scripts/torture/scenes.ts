/** The scenes of all actions, each on servers of its own. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { FluxCluster } from "@kalypso-actions/azure-sandbox";
import { newEnvironment, sampleHost } from "@kalypso-actions/github-sandbox";
import { importExamples, pushStep, tutorialSteps } from "@kalypso-actions/tutorial-world";
import { baseRepo, environmentFile } from "../../test/support/control-plane.ts";
import { clientId, type Files, Stage, tenantId } from "../../test/support/github.ts";
import { canary, filesBelow, lastStatuses, type RunOptions, type Scene, temporaryOf } from "./scene.ts";

type Inputs = Readonly<Record<string, string>>;

interface Setting {
  readonly action: string;
  readonly inputs: Inputs;
  readonly branch: readonly [repository: string, branch: string];
  readonly env?: Inputs;
  readonly state: () => Files;
}

const write = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  statuses: "write",
  actions: "write",
} as const;

async function openStage(): Promise<Stage> {
  const stage = await Stage.open();
  const permissions = { ...write, environments: "write" } as const;
  stage.github.token(canary, { user: "kalypso[bot]", permissions, isWorkflowToken: false });
  return stage;
}

function sceneOf(
  stage: Stage,
  { action, inputs, branch: [repository, branch], env = {}, state }: Setting,
): Scene {
  const temporary = temporaryOf(stage);
  const given = { TMPDIR: temporary, HOME: temporary, ...env };
  return {
    stage,
    servers: { github: stage.github.faults },
    temporary,
    branch: { repository, branch },
    state,
    run: ({ onStart }: RunOptions = {}) => stage.run(action, inputs, { env: given, onStart }),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

/** The tutorial's repositories at the server's own addresses, with an application scheduled on dev. */
async function tutorialStage(): Promise<Stage> {
  const stage = await openStage();
  const here = (text: string) => text.replaceAll(sampleHost, `${stage.github.url}/${stage.github.owner}`);
  await importExamples(stage.world, here);
  for (const step of [tutorialSteps.register, tutorialSteps.scheduleOnDev]) {
    const change = Object.entries(step.change).map(([path, text]) => [path, here(text)] as const);
    await pushStep(stage.world, { ...step, change: Object.fromEntries(change) });
  }
  return stage;
}

const token = { token: canary };

/** Schedules dev as an earlier run did. */
async function scheduled(stage: Stage): Promise<void> {
  const from = `${stage.github.url}/contoso/control-plane#dev`;
  const { exitCode, stdout } = await stage.run("schedule", {
    environment: "dev",
    "control-plane": from,
    ...token,
  });
  if (exitCode !== 0) throw new Error(stdout);
}

/** With an environment that is deployed, so that its teams are known. */
async function schedule(): Promise<Scene> {
  const stage = await tutorialStage();
  await scheduled(stage);
  const rendered = await stage.run("render", { path: "deployed" });
  if (rendered.exitCode !== 0) throw new Error(rendered.stdout);
  const inventory = readFileSync(stage.path("deployed.inventory.json"), "utf8");
  const deployed = { ...filesBelow(stage.path("deployed")), ".kalypso/inventory.json": inventory };
  await stage.world.push({ repository: "platform-gitops", branch: "dev" }, "deployed", deployed);
  const from = `${stage.github.url}/contoso/control-plane#dev`;
  const inputs = { environment: "dev", "control-plane": from, output: "made/schedule.json", ...token };
  const state = () => filesBelow(stage.path("made"));
  return sceneOf(stage, { action: "schedule", branch: ["control-plane", "dev"], inputs, state });
}

async function environments(): Promise<Scene> {
  const stage = await tutorialStage();
  const from = `${stage.github.url}/contoso/control-plane#main`;
  return sceneOf(stage, {
    action: "environments",
    branch: ["control-plane", "main"],
    inputs: { "control-plane": from, ...token },
    state: () => ({}),
  });
}

async function render(): Promise<Scene> {
  const stage = await tutorialStage();
  await scheduled(stage);
  const { issues } = stage.github.repository("platform-gitops");
  // One that an earlier run opened, and that this one closes.
  const labels = new Set<string>();
  const body = "<!-- kalypso-actions: held dev -->\nHeld.";
  const held = { number: 1, title: "dev: 1 held", body, state: "open" as const, user: "kalypso[bot]" };
  issues.set(1, { ...held, labels, comments: [], labelEvents: [] });
  const inputs = { path: "made/out", "issues-repository": "contoso/platform-gitops", ...token };
  const issueStates = () =>
    [...issues.values()].map((issue) => [`issue ${issue.number}`, `${issue.title} ${issue.state}`]);
  return sceneOf(stage, {
    action: "render",
    branch: ["platform-gitops", "dev"],
    inputs,
    state: () => ({ ...filesBelow(stage.path("made")), ...Object.fromEntries(issueStates()) }),
  });
}

const manifest = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;

async function openPr(): Promise<Scene> {
  const stage = await openStage();
  const { world, github } = stage;
  await world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "ours\n" });
  await world.push({ repository: "gitops", branch: "dev" }, "second", { "README.md": "ours too\n" });
  await stage.folder("manifests", {
    "drone/a/namespace.yaml": manifest("a"),
    "large/b/namespace.yaml": manifest("b"),
  });
  const inputs = {
    path: "manifests",
    repository: "contoso/gitops",
    base: "dev",
    labels: "kalypso",
    "auto-merge": "false",
    ...token,
  };
  const git = github.git("gitops");
  const pulls = () =>
    [...github.repository("gitops").pulls.values()].map(({ number, title, state, base, head }) => [
      `pull request ${number}`,
      JSON.stringify({ title, state, base, head }),
    ]);
  const proposed = () =>
    git.resolve("kalypso/dev") === undefined
      ? ""
      : git.git(["diff", "--raw", "--no-abbrev", "dev...kalypso/dev"]);
  return sceneOf(stage, {
    action: "open-pr",
    branch: ["gitops", "dev"],
    inputs,
    state: () => ({ ...Object.fromEntries(pulls()), proposed: proposed() }),
  });
}

const workflow = "on:\n  push:\n    branches: [dev]\n  workflow_dispatch:\njobs: {}\n";

async function promote(): Promise<Scene> {
  const stage = await openStage();
  const { world, github } = stage;
  const files = {
    ".environments/dev.yaml": environmentFile("dev", stage),
    ".github/workflows/schedule.yml": workflow,
  };
  const first = await world.push({ repository: "control-plane", branch: "main" }, "first", files);
  const second = await world.push({ repository: "control-plane", branch: "main" }, "second", {
    "note.txt": "2\n",
  });
  const dev = { "setup/base-repo.yaml": baseRepo(first, stage), ".github/workflows/schedule.yml": workflow };
  await world.push({ repository: "control-plane", branch: "dev" }, "dev", dev);
  const inputs = {
    environment: "dev",
    commit: second,
    workflow: "schedule.yml",
    repository: "contoso/control-plane",
    ...token,
  };
  const git = github.git("control-plane");
  return sceneOf(stage, {
    action: "promote",
    branch: ["control-plane", "dev"],
    inputs,
    state: () => ({
      "base-repo.yaml": git.text("dev", "setup/base-repo.yaml") ?? "",
      ...lastStatuses(stage, second),
      runs: [...new Set(github.runs.map(({ event, ref }) => `${event} ${ref}`))].join(),
    }),
  });
}

async function notify(): Promise<Scene> {
  const stage = await openStage();
  const { world, github } = stage;
  await world.push({ repository: "control-plane", branch: "main" }, "first", { "README.md": "x\n" });
  await world.push({ repository: "control-plane", branch: "main" }, "second", { "README.md": "y\n" });
  const commit = await world.push({ repository: "gitops", branch: "dev" }, "merged", {
    ".github/tracking/Promoted_Commit_Id": "a".repeat(40),
  });
  execFileSync("git", ["clone", "--quiet", "--branch=dev", world.pathOf("gitops"), stage.path("checkout")]);
  const inputs = { "control-plane": "contoso/control-plane", path: "checkout", commit, ...token };
  const env = { GITHUB_SHA: commit, GITHUB_REF_NAME: "dev" };
  const told = () =>
    github.events
      .filter(({ event }) => event === "repository_dispatch")
      .map(({ payload }) => JSON.stringify(payload));
  return sceneOf(stage, {
    action: "notify",
    branch: ["control-plane", "main"],
    inputs,
    env,
    state: () => ({ told: [...new Set(told())].join("\n") }),
  });
}

async function checkpromote(): Promise<Scene> {
  const stage = await openStage();
  const { world, github } = stage;
  const promoted = await world.push({ repository: "control-plane", branch: "main" }, "main", {
    "a.txt": "a\n",
  });
  await world.push({ repository: "gitops", branch: "dev" }, "before", { "README.md": "x\n" });
  const manifests = {
    "drone/app/namespace.yaml": manifest("drone"),
    "large/app/namespace.yaml": manifest("large"),
  };
  const commit = await world.push({ repository: "gitops", branch: "dev" }, "manifests", manifests);
  const clusters = await Promise.all(["drone", "large"].map((name) => stage.cluster(name)));
  const azure = await stage.azure(clusters);
  github.repository("control-plane").environments.set("dev", newEnvironment({ NEXT_ENVIRONMENT: "stage" }));
  const credentials = { clientId, tenantId, clientSecret: "azure-secret" };
  const inputs = {
    environment: "dev",
    "gitops-repository": "contoso/gitops",
    commit,
    "promoted-commit": promoted,
    "azure-credentials": JSON.stringify(credentials),
    "azure-endpoint": azure.url,
    "azure-authority": azure.url,
    "poll-interval": "0.05",
    "grace-period": "1",
    timeout: "45",
    ...token,
  };
  const env = { NODE_EXTRA_CA_CERTS: azure.certificateFile, ...github.oidcEnv };
  const scene = sceneOf(stage, {
    action: "checkpromote",
    branch: ["gitops", "dev"],
    inputs,
    env,
    state: () => lastStatuses(stage, promoted),
  });
  return {
    ...scene,
    servers: { github: github.faults, azure: azure.faults },
    [Symbol.asyncDispose]: async () => {
      for (const cluster of clusters)
        if (cluster instanceof FluxCluster) await cluster[Symbol.asyncDispose]();
      await azure[Symbol.asyncDispose]();
      await stage[Symbol.asyncDispose]();
    },
  };
}

const scenes = { checkpromote, environments, notify, "open-pr": openPr, promote, render, schedule };

/** The actions, by name. */
export const actions = Object.keys(scenes) as readonly Action[];

export type Action = keyof typeof scenes;

/** A new scene of an action, with nothing done yet. */
export function openScene(action: Action): Promise<Scene> {
  return scenes[action]();
}
