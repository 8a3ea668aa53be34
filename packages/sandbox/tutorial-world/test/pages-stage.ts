import { newEnvironment } from "@kalypso-actions/github-sandbox";
import type { JobState, RunState, StepState } from "@kalypso-actions/workflow-runner";
import { Stage } from "../../../../test/support/github.ts";
import type { PageWorld } from "../src/pages/page.ts";
import { answerPage } from "../src/pages/router.ts";

/** Text that somebody might write to inject markup into a page. */
export const hostile = `<script>alert("1")</script>'&`;

/** A valid branch name: git forbids spaces, but not angle brackets. */
export const hostileBranch = "x/<script>1</script>";

export interface PageStage extends AsyncDisposable {
  readonly stage: Stage;
  readonly world: PageWorld;
  readonly runs: RunState[];
  /** The clicks, in order. */
  readonly clicks: string[];
  readonly promoted: string;
  api(method: string, path: string, body?: unknown): Promise<unknown>;
  get(path: string): Promise<{ readonly status: number; readonly html: string }>;
  /** The answer's status, and the target of its redirect. */
  post(path: string, form?: Readonly<Record<string, string>>, origin?: string): Promise<string>;
}

const start = Date.UTC(2026, 0, 1, 12);

export function step(name: string, more: Partial<StepState> = {}): StepState {
  return {
    name,
    status: "completed",
    conclusion: "success",
    log: [],
    summary: "",
    startedAt: start,
    completedAt: start + 4_000,
    ...more,
  };
}

export function job(id: number, name: string, more: Partial<JobState> = {}): JobState {
  return {
    id,
    key: name,
    name,
    status: "completed",
    conclusion: "success",
    environment: undefined,
    environmentUrl: undefined,
    reason: undefined,
    steps: [],
    annotations: [],
    startedAt: start,
    completedAt: start + 65_000,
    ...more,
  };
}

export function run(id: number, sha: string, more: Partial<RunState> = {}): RunState {
  return {
    id,
    repository: "control-plane",
    workflow: "ci.yml",
    name: "ci",
    title: "Schedule and render",
    event: "push",
    actor: "person",
    ref: "main",
    sha,
    payload: {},
    status: "completed",
    conclusion: "success",
    attempt: 1,
    problems: [],
    jobs: [],
    createdAt: start,
    completedAt: start + 65_000,
    ...more,
  };
}

const workflow = `name: ci
on:
  push: {}
  workflow_dispatch:
    inputs:
      environment: { description: Where to, type: choice, options: [dev, stage], default: dev }
      reason: { type: string, required: true }
      force: { type: boolean }
jobs: {}
`;

const environment = (name: string) =>
  `kind: Environment\nmetadata:\n  name: ${name}\nspec:\n  controlPlane:\n    branch: ${name}\n`;

/** Manifests with text that needs escaping; new, deleted and changed files; and a large one. */
async function fillGitOps(stage: Stage): Promise<void> {
  await stage.world.push({ repository: "gitops", branch: "dev" }, "Initial content", {
    "README.md": "# Manifests\n\nSee [the drone](drone/app.yaml) and <b onclick='x'>this</b>.\n",
    "drone/app.yaml": "kind: Namespace\nmetadata:\n  name: drone\n  labels:\n    region: west\n",
    "large/gone.yaml": "kind: ConfigMap\n",
  });
  const dev = stage.github.git("gitops").resolve("dev") ?? "";
  for (const branch of ["kalypso/dev", hostileBranch])
    stage.github.git("gitops").move(`refs/heads/${branch}`, dev);
  await stage.world.push({ repository: "gitops", branch: "kalypso/dev" }, `Manifests ${hostile}`, {
    "drone/app.yaml": "kind: Namespace\nmetadata:\n  name: drone\n  labels:\n    region: east\n",
    "drone/many.yaml": `${"- line\n".repeat(1_000)}`,
    [`drone/${hostile.replaceAll("/", "")}.yaml`]: `name: ${hostile}\n`,
    "large/gone.yaml": null,
  });
}

function clickable(clicks: string[], stage: Stage): PageWorld["actions"] {
  return {
    merge: (repository, number) => {
      clicks.push(`merge ${repository} ${number}`);
      stage.github.merge(repository, number);
    },
    approve: (id, name) => clicks.push(`approve ${id} ${name}`),
    reject: (id, name) => clicks.push(`reject ${id} ${name}`),
    cancel: (id) => clicks.push(`cancel ${id}`),
    rerun: (id) => clicks.push(`rerun ${id}`),
    dispatch: (repository, file, { ref, inputs }) =>
      clicks.push(`dispatch ${repository} ${file} ${ref} ${JSON.stringify(inputs)}`),
  };
}

/** Runs of every kind: successful, failed, refused, and one waiting for a review. */
function fabricated(sha: string): RunState[] {
  const failing = step("Check the promotion", {
    conclusion: "failure",
    log: ["polling", `error: ${hostile}`, "\u001b[31mred\u001b[0m", ...Array(1_600).fill("line")],
    summary: `### Clusters\n\n| name | state |\n|---|---|\n| drone | failed |\n\n<script>x</script>`,
  });
  const annotation = { level: "error", message: hostile, title: "deployment-failed" } as const;
  const failed = job(21, "check / check", {
    conclusion: "failure",
    steps: [step("Set up", { log: ["ready"] }), failing],
    annotations: [{ ...annotation, file: "workloads/app.yaml", line: 2 }],
  });
  const waiting = { status: "waiting", conclusion: undefined, completedAt: undefined } as const;
  const asked = job(31, "promote", { ...waiting, environment: "dev", reason: "Waits for a review" });
  return [
    run(1, sha, { jobs: [job(11, "render", { steps: [step("Render", { log: ["rendered"] })] })] }),
    run(2, sha, { conclusion: "failure", name: "check", workflow: "check.yml", jobs: [failed] }),
    run(3, sha, { conclusion: "startup_failure", problems: [`the workflow has no job ${hostile}`] }),
    run(4, sha, { ...waiting, title: hostile, ref: hostileBranch, jobs: [asked] }),
  ];
}

function environmentStatuses(stage: Stage, promoted: string, deployed: string): void {
  const status = (state: string, description: string, targetUrl: string | null) => ({
    context: "dev environment",
    state,
    description,
    targetUrl,
  });
  const { statuses, environments } = stage.github.repository("control-plane");
  const target = `${stage.github.url}/contoso/control-plane/actions/runs/2`;
  statuses.set(deployed, [status("success", "Deployed", target)]);
  statuses.set(promoted, [
    status("pending", "Deploying", target),
    { ...status("failure", hostile, "javascript:alert(1)"), context: `x${hostile}` },
  ]);
  const dev = newEnvironment({ NEXT: `stage ${hostile}` });
  dev.secrets.set("KEY", "not to be shown");
  environments.set("dev", dev);
}

const by = { state: "Compliant", message: "Applied" };

const clusterObjects = [
  { ...by, name: "GitRepository/flux-system/platform-dev", appliedBy: undefined },
  { ...by, name: "Kustomization/flux-system/platform-dev-cluster", appliedBy: undefined },
  { ...by, name: "GitRepository/flux-system/app", appliedBy: "platform-dev-cluster" },
  {
    name: `Kustomization/flux-system/app${hostile}`,
    appliedBy: "platform-dev-cluster",
    state: "Non-Compliant",
    message: `kustomization path not found ${hostile}`,
  },
];

/** A server with two repositories, a pull request, runs and a cluster, and its pages. */
export async function pageStage(): Promise<PageStage> {
  const stage = await Stage.open();
  const { github } = stage;
  const deployed = await stage.world.push({ repository: "control-plane", branch: "main" }, "Control plane", {
    ".github/workflows/ci.yml": workflow,
    ".environments/dev.yaml": environment("dev"),
    ".environments/stage.yaml": environment("stage"),
    "workloads/app.yaml": "kind: WorkloadRegistration\nmetadata: {}\n",
  });
  const promoted = await stage.world.push(
    { repository: "control-plane", branch: "main" },
    `Onboard ${hostile}`,
    { "a.txt": "a\n" },
  );
  await stage.world.push({ repository: "control-plane", branch: "dev" }, "Policies", {
    "policy.yaml": "kind: SchedulingPolicy\n",
  });
  await fillGitOps(stage);
  environmentStatuses(stage, promoted, deployed);
  const clicks: string[] = [];
  const runs = fabricated(promoted);
  const world: PageWorld = {
    owner: "contoso",
    controlPlane: () => "control-plane",
    url: github.url,
    now: () => start + 3_600_000,
    runs: () => runs,
    repositories: () => ["control-plane", "gitops"],
    state: (name) => github.repository(name),
    git: (name) => github.git(name),
    clusters: () => [
      {
        name: `drone ${hostile}`,
        branch: "dev",
        path: "./drone",
        state: "Compliant",
        commit: github.git("gitops").resolve("dev") ?? null,
        message: hostile,
        repository: "gitops",
        manager: "Flux",
        objects: clusterObjects,
      },
    ],
    actions: clickable(clicks, stage),
  };
  github.pages = (request) => answerPage(world, request);
  return { stage, world, runs, clicks, promoted, ...client(stage) };
}

function client(stage: Stage): Pick<PageStage, "api" | "get" | "post" | typeof Symbol.asyncDispose> {
  const { url } = stage.github;
  return {
    api: async (method, path, body) => {
      const headers = { authorization: "Bearer app-token", "content-type": "application/json" };
      const answer = await fetch(`${url}/api/v3/repos/contoso/${path}`, {
        method,
        headers,
        body: JSON.stringify(body),
      });
      return answer.json();
    },
    get: async (path) => {
      const answer = await fetch(`${url}${path}`, { redirect: "manual" });
      return { status: answer.status, html: await answer.text() };
    },
    post: async (path, form = {}, origin = url) => {
      const options = { method: "POST", body: new URLSearchParams(form), headers: { origin } };
      const answer = await fetch(`${url}${path}`, { ...options, redirect: "manual" });
      return `${answer.status} ${answer.headers.get("location") ?? ""}`.trim();
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

/** Opens a pull request as the actions do: through the API, with a label and a comment. */
export async function openPull({ api }: PageStage): Promise<void> {
  const body = `<!-- marker -->\nPromotes \`abc\`.\n\n| | new |\n|---|---|\n| \`drone\` | \`a\`<br>\`b\` |\n\n${hostile}`;
  await api("POST", "gitops/pulls", { title: `Dev ${hostile}`, head: "kalypso/dev", base: "dev", body });
  await api("POST", "gitops/issues/1/labels", { labels: ["promoted"] });
  await api("POST", "gitops/issues/1/comments", { body: `A comment ${hostile}` });
  await api("POST", "gitops/issues", { title: `Issue ${hostile}`, body: hostile, labels: ["bug"] });
}
