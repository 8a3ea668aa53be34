import { readdirSync, readFileSync } from "node:fs";
import { join, matchesGlob, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { pathsBelow } from "./support/paths.ts";
import { repositoryRoot } from "./support/process.ts";

const folder = join(repositoryRoot, ".github/workflows");

interface Workflow {
  readonly permissions?: unknown;
  readonly concurrency?: {
    readonly group: string;
    readonly queue?: string;
    readonly "cancel-in-progress"?: unknown;
  };
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly "timeout-minutes"?: number;
        readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: object }[];
      }
    >
  >;
}

describe.each(readdirSync(folder))("%s", (file) => {
  const text = readFileSync(join(folder, file), "utf8");
  const { permissions, concurrency, jobs }: Workflow = parse(text);

  test("gives no job a permission that it does not request, and none for the whole workflow", () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeDefined();
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(60);
    }
  });

  test("sets a concurrency group, in which runs are replaced on purpose or wait", () => {
    expect(concurrency?.group).toBeTruthy();
    // A third run would cancel the one that waits.
    if (!concurrency?.["cancel-in-progress"]) expect(concurrency?.queue).toBe("max");
  });

  test("pins every action by commit, with the release in a comment", () => {
    const uses = [...text.matchAll(/^ *- (?:id: \S+\n +)?uses: (.*)$/gm)].map(([, each]) => each);
    expect(uses.length).toBe(
      Object.values(jobs).flatMap(({ steps }) => steps.filter((step) => step.uses)).length,
    );
    for (const each of uses) expect(each).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("leaves no token behind in a checkout", () => {
    const checkouts = Object.values(jobs)
      .flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const step of checkouts) expect(step.with).toMatchObject({ "persist-credentials": false });
  });

  test("runs scripts that package.json has", () => {
    const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8"));
    const called = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(called.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

test("workflows and examples use the same release of an action", () => {
  const files = [".github/workflows", "workflows-examples"].flatMap((root) =>
    pathsBelow(join(repositoryRoot, root))
      .filter((path) => path.endsWith(".yml"))
      .map((path) => readFileSync(join(repositoryRoot, root, path), "utf8")),
  );
  const pins = files.flatMap((text) => [...text.matchAll(/uses: ([\w-]+\/[\w-]+)@([0-9a-f]{40} # v\S+)/g)]);
  const releases = Map.groupBy(pins, ([, action = ""]) => action);
  for (const [action, found] of releases) expect(new Set(found.map(([, , pin]) => pin)).size, action).toBe(1);
});

test("Dependabot looks at every folder with workflows", () => {
  const text = readFileSync(join(repositoryRoot, ".github/dependabot.yml"), "utf8");
  const { updates } = parse(text) as {
    readonly updates: readonly { readonly "package-ecosystem": string; readonly directories?: string[] }[];
  };
  const folders = updates.find((each) => each["package-ecosystem"] === "github-actions")?.directories ?? [];
  // It looks into `.github/workflows` by itself at the root only; elsewhere, into the folder as it is written.
  const looksAt = folders.map((path) => (path === "/" ? ".github/workflows" : path.slice(1)));
  const workflows = [".github/workflows", "workflows-examples"].flatMap((root) =>
    pathsBelow(join(repositoryRoot, root))
      .map((path) => posix.dirname(`${root}/${path}`))
      .filter((path) => path.endsWith("/workflows")),
  );
  expect(new Set(workflows).size).toBeGreaterThan(5);
  expect(workflows.filter((folder) => !looksAt.some((pattern) => matchesGlob(folder, pattern)))).toEqual([]);
});
