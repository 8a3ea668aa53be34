/** Who may do what in the example workflows: refs, secrets, permissions, and text of others. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { pathsBelow } from "./support/paths.ts";
import { repositoryRoot } from "./support/process.ts";

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly secrets?: unknown;
  readonly environment?: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const roots = ["workflows-examples", "docs/github-enterprise-server"];
const files = roots.flatMap((root) =>
  pathsBelow(join(repositoryRoot, root))
    .filter((path) => /\.github\/workflows\/[^/]+\.yml$/.test(path))
    .map((path) => `${root}/${path}`),
);

/** Of the job's own token, where it has any. */
const granted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "app-src/cicd/build": { contents: "read", packages: "write" },
  "app-src/cicd/dev": { contents: "read" },
  "app-src/cicd/stage": { contents: "read" },
  "app-src/manifests/propose": { contents: "read" },
  "app-src/preview/preview": { contents: "read", "pull-requests": "write" },
  "svc-src/preview/preview": { contents: "read", "pull-requests": "write" },
  "control-plane/preview/preview": { contents: "read", "pull-requests": "write" },
  "svc-src/cicd/dev": { contents: "read" },
  "svc-src/cicd/stage": { contents: "read" },
  "svc-src/manifests/propose": { contents: "read" },
  "platform-gitops/check-promote/notify": { contents: "read" },
  "control-plane/ci/environments": { contents: "read" },
  "control-plane/ci/validate": { contents: "read" },
  "control-plane/schedule/environments": { contents: "read" },
  "control-plane/check-promote/check": { "id-token": "write", statuses: "write" },
};

/** Of the App's token, by workflow and step: what `permission-*` asks for. */
const asked: Readonly<Record<string, string>> = {
  "app-src/workload-changed/token": "contents: write",
  "svc-src/workload-changed/token": "contents: write",
  "app-src/manifests/token": "contents: write, issues: write, pull-requests: write",
  "svc-src/manifests/token": "contents: write, issues: write, pull-requests: write",
  "platform-gitops/check-promote/token": "contents: write",
  "platform-gitops/removals/token": "contents: write",
  "control-plane/ci/token": "contents: read",
  "control-plane/report/token": "contents: read, environments: read, pull-requests: read, statuses: read",
  "control-plane/cd/token": "contents: write, pull-requests: write, statuses: write",
  "control-plane/check-promote/token": "contents: read, environments: read, statuses: write",
  "control-plane/schedule-environment/reader": "contents: read",
  "control-plane/schedule-environment/writer":
    "contents: write, issues: write, pull-requests: write, statuses: write",
  "control-plane/schedule-environment/status": "contents: read, statuses: write",
  "control-plane/schedule-environment/teller": "contents: write, statuses: read",
  "control-plane/schedule-environment-in-shards/reader": "contents: read",
  "control-plane/schedule-environment-in-shards/writer":
    "contents: write, issues: write, pull-requests: write",
  "control-plane/schedule-environment-in-shards/status": "contents: read, statuses: write",
  "control-plane/schedule-environment-in-shards/teller": "contents: write, statuses: read",
};

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(repositoryRoot, file), "utf8");
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const [, repository, name] = /([^/]+)\/[^/]+\/\.github\/workflows\/(.+)\.yml$/.exec(file) ?? [];
  const at = `${repository}/${name}`;

  test("every job's own token may do what is listed here, and nothing else", () => {
    expect(workflow.permissions).toEqual({});
    for (const [id, { permissions }] of jobs) expect(permissions, id).toEqual(granted[`${at}/${id}`] ?? {});
  });

  test("every token of the App names its permissions, and is for named repositories or reads only", () => {
    const tokens = jobs.flatMap(([job, { steps = [] }]) =>
      steps
        .filter(({ uses = "" }) => uses.startsWith("actions/create-github-app-token@"))
        .map((step) => [job, step] as const),
    );
    for (const [job, step] of tokens) {
      const inputs = step.with ?? {};
      const permissions = Object.entries(inputs)
        .filter(([key]) => key.startsWith("permission-"))
        .map(([key, value]) => `${key.slice("permission-".length)}: ${value}`)
        .toSorted()
        .join(", ");
      const id = Reflect.get(step, "id");
      const wanted =
        at === "control-plane/schedule-environment-in-shards" && job === "render"
          ? "issues: write, statuses: write"
          : asked[`${at}/${id}`];
      expect(permissions, `${at}/${id}`).toBe(wanted);
      // With an owner and no repositories, a token is for all repositories of the App.
      const isForAll = inputs["owner"] !== undefined && inputs["repositories"] === undefined;
      if (isForAll) expect(permissions).toMatch(/^[a-z-]+: read(?:, [a-z-]+: read)*$/);
    }
  });

  test("the token of a trial stands in for the App's where there is no App, and nowhere else", () => {
    for (const [id, { steps = [] }] of jobs) {
      const ofApp = steps.filter(({ uses = "" }) => uses.startsWith("actions/create-github-app-token@"));
      for (const step of ofApp) expect(step.if, id).toMatch(/^vars\.APP_CLIENT_ID != ''(?: && [^|]+)?$/);
      const made = ofApp.map((step) => `steps.${step.id}.outputs.token`);
      const used: readonly string[] =
        JSON.stringify(steps).match(/\$\{\{[^}]*(?:\.outputs\.token|PLATFORM_TOKEN)[^}]*\}\}/g) ?? [];
      const wanted = made.map((output) => `\${{ ${output} || secrets.PLATFORM_TOKEN }}`);
      expect(
        used.filter((each) => !wanted.includes(each)),
        id,
      ).toEqual([]);
      // Each of them is used, and nothing asks whether one has been made.
      expect(
        wanted.filter((each) => !used.includes(each)),
        id,
      ).toEqual([]);
      for (const { if: condition = "" } of steps) expect(condition, id).not.toContain(".outputs.token");
    }
    if (text.includes("PLATFORM_TOKEN"))
      expect(text).toContain("# In a trial without an App, the token of a person takes its place");
  });

  test("no other secret is used than the App's key and the token of a trial, and a preview has a token that reads", () => {
    const secrets = [...text.matchAll(/\bsecrets\.(\w+)/g)].map(([, secret = ""]) => secret);
    const allowed = name === "preview" ? ["PREVIEW_TOKEN"] : ["APP_PRIVATE_KEY", "PLATFORM_TOKEN"];
    expect(secrets.filter((secret) => !allowed.includes(secret))).toEqual([]);
    if (text.includes("secrets.PLATFORM_TOKEN")) expect(secrets).toContain("APP_PRIVATE_KEY");
  });

  test("a job that uses the App's key names the environment that has it, and a call lets the called jobs do so", () => {
    for (const [id, job] of jobs) {
      const usesKey = /secrets\.(?:APP_PRIVATE_KEY|PLATFORM_TOKEN)/.test(JSON.stringify(job));
      const environment = at === "control-plane/cd" ? "${{ inputs.environment }}" : "kalypso";
      expect(job.environment, id).toBe(usesKey ? environment : undefined);
      const ofPreview = { PREVIEW_TOKEN: "${{ secrets.PREVIEW_TOKEN }}" };
      const handed = name === "preview" ? ofPreview : "inherit";
      expect(job.secrets, id).toEqual(job.uses === undefined ? undefined : handed);
    }
  });

  test("no script contains an expression: text of others would become part of it", () => {
    for (const [id, { steps = [] }] of jobs)
      for (const { run = "" } of steps) expect(run, id).not.toContain("${{");
  });

  test("no checkout leaves a token behind, and none in `pull_request_target`, which runs nothing of the pull request", () => {
    const steps = jobs.flatMap(([, job]) => job.steps ?? []);
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    for (const step of checkouts) expect(step.with).toMatchObject({ "persist-credentials": false });
    if ("pull_request_target" in workflow.on) {
      expect([checkouts, steps.filter(({ run }) => run !== undefined)]).toEqual([[], []]);
      expect(text).not.toMatch(/\$\{\{[^}]*(?:pull_request|head)/);
    }
  });

  test("what a pull request starts only previews it: no environment, no key, no script, and no write but its comment", () => {
    expect("pull_request" in workflow.on).toBe(name === "preview");
    if (name !== "preview") return;
    expect(jobs.map(([, { environment }]) => environment)).toEqual([undefined]);
    const steps = jobs.flatMap(([, job]) => job.steps ?? []);
    expect(steps.filter(({ run }) => run !== undefined)).toEqual([]);
    const writes = Object.entries(jobs[0]?.[1].permissions ?? {}).filter(([, level]) => level === "write");
    expect(writes).toEqual([["pull-requests", "write"]]);
  });
});

test("each listed permission is still used", () => {
  const jobs = files.flatMap((file) => {
    const [, repository, name] = /([^/]+)\/[^/]+\/\.github\/workflows\/(.+)\.yml$/.exec(file) ?? [];
    const workflow = parse(readFileSync(join(repositoryRoot, file), "utf8")) as Workflow;
    return Object.entries(workflow.jobs).flatMap(([id, { steps = [] }]) => [
      `${repository}/${name}/${id}`,
      ...steps.map((step) => `${repository}/${name}/${Reflect.get(step, "id")}`),
    ]);
  });
  expect([...Object.keys(granted), ...Object.keys(asked)].filter((name) => !jobs.includes(name))).toEqual([]);
});
