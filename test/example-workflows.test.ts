import { readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { pathsBelow } from "./support/paths.ts";
import { repositoryRoot } from "./support/process.ts";

const root = join(repositoryRoot, "workflows-examples");
const files = pathsBelow(root)
  .filter((path) => /\.github\/workflows\/[^/]+\.yml$/.test(path))
  .sort();

interface Job {
  readonly uses?: string;
  readonly permissions?: unknown;
  readonly concurrency?: { readonly queue?: string };
  readonly steps?: readonly { readonly uses?: string; readonly name?: string }[];
}

const own =
  /^(?:kalypso-actions\/kalypso-actions\/actions\/([\w-]+)@v1|\.\/\.github\/workflows\/([\w-]+\.yml)|contoso\/control-plane\/\.github\/workflows\/([\w-]+\.yml)@main)$/;

test("every repository has its workflows on the branches that they are read from", () => {
  expect(files.map((file) => file.replace("/.github/workflows", ""))).toEqual([
    "app-src/main/cicd.yml",
    "app-src/main/manifests.yml",
    "app-src/main/preview.yml",
    "app-src/main/workload-changed.yml",
    "control-plane/dev/preview.yml",
    "control-plane/dev/schedule.yml",
    "control-plane/main/cd.yml",
    "control-plane/main/check-promote.yml",
    "control-plane/main/ci.yml",
    "control-plane/main/preview.yml",
    "control-plane/main/report.yml",
    "control-plane/main/schedule-environment-in-shards.yml",
    "control-plane/main/schedule-environment.yml",
    "control-plane/main/schedule.yml",
    "control-plane/stage/preview.yml",
    "control-plane/stage/schedule.yml",
    "platform-gitops/dev/check-promote.yml",
    "platform-gitops/dev/removals.yml",
    "platform-gitops/stage/check-promote.yml",
    "platform-gitops/stage/removals.yml",
    "svc-src/main/cicd.yml",
    "svc-src/main/manifests.yml",
    "svc-src/main/preview.yml",
    "svc-src/main/workload-changed.yml",
  ]);
});

describe.each(files)("%s", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  const workflow = parse(text) as {
    readonly permissions?: unknown;
    readonly concurrency?: Job["concurrency"];
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const jobs = Object.values(workflow.jobs);

  test("gives no job a permission that it does not request", () => {
    expect(workflow.permissions).toEqual({});
    expect(jobs.every(({ permissions }) => permissions !== undefined)).toBe(true);
  });

  test("gives every step a name", () => {
    for (const { steps = [] } of jobs)
      for (const { name, ...step } of steps) expect(name, JSON.stringify(step)).toBeDefined();
  });

  test("pins third-party actions by commit, with the release in a comment", () => {
    for (const [, uses = "", comment = ""] of text.matchAll(/^[ -]*uses: (\S+)(?: # (\S+))?/gm)) {
      if (own.test(uses)) continue;
      expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^v\d+\.\d+\.\d+$/);
    }
  });

  test("uses actions and workflows of this project that exist", () => {
    for (const [, uses = ""] of text.matchAll(/^[ -]*uses: (\S+)/gm)) {
      const [, action, here, onMain] = own.exec(uses) ?? [];
      if (action !== undefined) readFileSync(join(repositoryRoot, "actions", action, "action.yml"));
      if (here !== undefined) readFileSync(join(root, file, "..", here));
      if (onMain !== undefined) readFileSync(join(root, "control-plane/main/.github/workflows", onMain));
    }
  });

  test("uses no artifact of another environment scheduled in the same run", () => {
    const named = (key: string, environment: string) =>
      [...text.matchAll(new RegExp(`^ +${key}: (.*inputs\\.environment.*)$`, "gm"))].map(([, name = ""]) =>
        name.replace("${{ inputs.environment }}", environment).replace("${{ strategy.job-index }}", "0"),
      );
    const others = ["dev-eu", "dev-0", "eu-dev"].flatMap((environment) => named("name", environment));
    for (const pattern of named("pattern", "dev"))
      expect(others.filter((name) => matchesGlob(name, pattern))).toEqual([]);
  });

  test("queues waiting runs and drops none, except for previews of what is no longer proposed", () => {
    const groups = [workflow.concurrency, ...jobs.map(({ concurrency }) => concurrency)];
    const isPreview = file.endsWith("/preview.yml");
    for (const group of groups)
      if (group !== undefined) expect(group.queue).toBe(isPreview ? undefined : "max");
  });
});

test("workflows shared by two branches or repositories stay identical", () => {
  const read = (file: string) => readFileSync(join(root, file), "utf8");
  const same = (a: string, b: string, change = (text: string) => text) =>
    expect(change(read(a))).toBe(read(b));
  const inStage = (text: string) => text.replaceAll(/\bdev\b/g, "stage");
  const schedule = (branch: string) => `control-plane/${branch}/.github/workflows/schedule.yml`;
  same(schedule("dev"), schedule("stage"), inStage);
  const notify = (branch: string) => `platform-gitops/${branch}/.github/workflows/check-promote.yml`;
  same(notify("dev"), notify("stage"), inStage);
  const changed = (repository: string) => `${repository}/main/.github/workflows/workload-changed.yml`;
  same(changed("app-src"), changed("svc-src"));
});
