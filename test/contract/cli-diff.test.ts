/** `kalypso diff` says what `open-pr` would propose: both are asked about the same branch. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BranchWriter } from "@kalypso-actions/git";
import {
  sampleHost,
  type TemporaryFolder,
  temporaryFolder,
  type World,
} from "@kalypso-actions/github-sandbox";
import type { BranchPlan, FileChange } from "@kalypso-actions/gitops-branch";
import { prepareProposal, readManifestFolder } from "@kalypso-actions/proposals";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command } from "../support/kalypso.ts";
import { kalypso } from "../support/process.ts";
import { scheduledOnDev } from "../support/tutorial.ts";

let folder: TemporaryFolder;
let world: World;
/** The commit of main that is pinned, to begin with. */
let promoted: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  world = await scheduledOnDev(folder.path);
  promoted = world.git(["rev-parse", "main"], world.pathOf("control-plane"));
});

afterAll(() => folder[Symbol.asyncDispose]());

const gitops = { repository: "platform-gitops" };

/** An environment's branch whose GitOpsRepo points to a branch of its own, below a path. */
class Scene {
  readonly name: string;
  readonly path: string;

  constructor(name: string, path: string) {
    this.name = name;
    this.path = path;
  }

  get args(): readonly string[] {
    return ["--control-plane", `${sampleHost}/control-plane#${this.name}`, "--environment", "dev"];
  }

  /** @param commit the promoted one */
  async pin(commit: string): Promise<void> {
    const file = { repository: "control-plane", branch: this.name };
    await world.push(file, "pin", {
      "base-repo.yaml": `apiVersion: scheduler.kalypso.io/v1alpha1
kind: BaseRepo
metadata:
  name: dev
spec:
  repo: ${sampleHost}/control-plane
  branch: main
  commit: ${commit}
`,
      "gitops-repo.yaml": `apiVersion: scheduler.kalypso.io/v1alpha1
kind: GitOpsRepo
metadata:
  name: dev
spec:
  repo: ${sampleHost}/platform-gitops
  branch: ${this.name}
  path: ${this.path || "."}
`,
    });
  }

  /** The plan that open-pr carries out, and its files. */
  async plan(): Promise<{ readonly plan: BranchPlan; readonly out: string }> {
    const out = join(folder.path, this.name, "out");
    const { data } = await command(world, "render", ...this.args, "--out", out);
    const manifests = await readManifestFolder(out, [JSON.parse(JSON.stringify(data)).inventory]);
    await using writer = await BranchWriter.open({
      repo: `${sampleHost}/platform-gitops`,
      env: { ...process.env, ...world.env },
    });
    const pinned = await world.git(["show", `${this.name}:base-repo.yaml`], world.pathOf("control-plane"));
    const promotedCommit = /commit: (\w+)/.exec(pinned)?.[1];
    const maxRemoved = { value: 25, unit: "percent" } as const;
    const options = { base: this.name, targetPath: this.path, promotedCommit, maxRemoved };
    return { plan: (await prepareProposal(writer, manifests, options)).plan, out };
  }

  /** Merges what open-pr proposes. */
  async merge(): Promise<void> {
    const { plan, out } = await this.plan();
    const { diff, texts, moved } = plan;
    const local = (path: string) => join(out, path.slice(this.path === "" ? 0 : this.path.length + 1));
    const written = [...diff.added, ...diff.modified].map(
      async ({ path }) => [path, await readFile(local(path), "utf8")] as const,
    );
    const gone = [...diff.removed.map(({ path }) => path), ...moved].map((path) => [path, null] as const);
    await world.push({ ...gitops, branch: this.name }, "merged", {
      ...Object.fromEntries([...(await Promise.all(written)), ...texts, ...gone]),
    });
  }

  /** What both say, compared. @returns the exit code of `diff --exit-code`, and what it shows */
  async diff(): Promise<{
    readonly exitCode: number;
    readonly changes: Readonly<Record<string, readonly string[]>>;
  }> {
    const { exitCode, data } = await command(world, "diff", ...this.args, "--exit-code");
    const shown = JSON.parse(JSON.stringify(data));
    const { plan } = await this.plan();
    const names = (changes: readonly FileChange[]) => changes.map(({ path }) => path).sort();
    // Written with the change, and not part of the plan's difference.
    const isOwn = (path: string) => plan.texts.has(path) || plan.moved.includes(path);
    const changes = Object.fromEntries(
      (["added", "modified", "removed"] as const).map((kind) => [kind, names(shown[kind])]),
    );
    for (const kind of ["added", "modified", "removed"] as const)
      expect(changes[kind]?.filter((path) => !isOwn(path))).toEqual(names(plan.diff[kind]));
    expect(shown.isEmpty).toBe(plan.isEmpty);
    expect(exitCode).toBe(plan.isEmpty ? 0 : 1);
    return { exitCode, changes };
  }
}

/** @param present what is on its GitOps branch */
async function scene(name: string, path: string, present: Parameters<World["push"]>[2]): Promise<Scene> {
  world.git(["branch", name, "dev"], world.pathOf("control-plane"));
  const opened = new Scene(name, path);
  await opened.pin(promoted);
  await world.push({ ...gitops, branch: name }, "as it is", present);
  return opened;
}

const nothing = { exitCode: 0, changes: { added: [], modified: [], removed: [] } };

test("a branch that the operator left is adopted alike", async () => {
  const left = await scene("operator", "", {
    "drone/README.md": "This folder contains deployment targets scheduled on the cluster type",
    "drone/gone-target/reconciler.yaml": "stale\n",
    "mine/README.md": "written by somebody\n",
  });
  const { exitCode, changes } = await left.diff();
  expect(exitCode).toBe(1);
  expect(changes["removed"]).toEqual(["drone/gone-target/reconciler.yaml"]);
  await left.merge();
  expect(await left.diff()).toEqual(nothing);
});

test("below a path, a person's file beside the manifests is nothing to remove", async () => {
  const below = await scene("below", "clusters", { "drone/README.md": "another's\n" });
  await below.merge();
  await world.push({ ...gitops, branch: "below" }, "by hand", {
    "clusters/kustomization.yaml": "resources: []\n",
    "clusters/drone/kustomization.yaml": "resources: []\n",
    "clusters/mine/README.md": "mine\n",
    "drone/hello/reconciler.yaml": "another's\n",
  });
  expect(await below.diff()).toEqual(nothing);
});

test("a promoted commit alone is nothing, a changed manifest brings it along", async () => {
  const pinned = await scene("pinned", "", { "README.md": "ours\n" });
  await pinned.merge();
  const next = await world.push({ repository: "control-plane", branch: "main" }, "no resource", {
    "README.md": "changed\n",
  });
  await pinned.pin(next);
  expect(await pinned.diff()).toEqual(nothing);
  await world.push({ ...gitops, branch: "pinned" }, "by hand", {
    "drone/hello-world-app-functional-test/namespace.yaml": "changed: true\n",
  });
  expect((await pinned.diff()).changes).toEqual({
    added: [],
    modified: [".github/tracking/Promoted_Commit_Id", "drone/hello-world-app-functional-test/namespace.yaml"],
    removed: [],
  });
});

test("a file is its content and its mode for both", async () => {
  const modes = await scene("modes", "", { "README.md": "ours\n" });
  await modes.merge();
  const target = "drone/hello-world-app-functional-test";
  const text = world.git(["show", `modes:${target}/namespace.yaml`], world.pathOf("platform-gitops"));
  await world.push({ ...gitops, branch: "modes" }, "by hand", {
    [`${target}/namespace.yaml`]: { content: `${text}\n`, mode: "100755" },
    [`${target}/reconciler.yaml`]: { content: "../../README.md", mode: "120000" },
  });
  expect((await modes.diff()).changes["modified"]).toEqual([
    `${target}/namespace.yaml`,
    `${target}/reconciler.yaml`,
  ]);
  const { stdout } = await kalypso(world, folder.path, "diff", ...modes.args);
  expect(stdout).toContain(`${target}/namespace.yaml: mode 100755 -> 100644\n`);
});

test("what open-pr cannot write is an error in both", async () => {
  const link = { content: "elsewhere", mode: "120000" } as const;
  const { args } = await scene("blocked", "", { drone: link });
  const { exitCode, diagnostics } = await command(world, "diff", ...args);
  expect(exitCode).toBe(1);
  expect(diagnostics).toMatchObject([
    {
      code: "path-blocked",
      message:
        "drone/README.md cannot be written to the branch `blocked`: drone is a file or link where its folder has to be; nothing was changed",
    },
  ]);
});

test("while it is unknown whose a file is, neither removes it", async () => {
  const spared = await scene("spared", "", {
    "drone/README.md": "This folder contains deployment targets scheduled on the cluster type",
    "drone/gone-target/reconciler.yaml": "stale\n",
  });
  await world.push({ repository: "control-plane", branch: "spared" }, "a repository that is not there", {
    "missing.yaml": `apiVersion: scheduler.kalypso.io/v1alpha1
kind: WorkloadRegistration
metadata:
  name: missing
spec:
  workload:
    repo: ${sampleHost}/missing
    branch: main
    path: .
  workspace: kaizen-app-team
`,
  });
  expect((await spared.diff()).changes["removed"]).toEqual([]);
});

test("a tracking file at the root moves below the path with the first change", async () => {
  const tracking = ".github/tracking/Promoted_Commit_Id";
  const moved = await scene("moved", "clusters", { [tracking]: promoted });
  expect((await moved.diff()).changes["removed"]).toEqual([tracking]);
});

test("with --exit-code, errors and wrong usage exit with 2, and without it differences with 0", async () => {
  const { args } = await scene("codes", "", { "README.md": "ours\n" });
  const run = async (...more: readonly string[]) =>
    (await kalypso(world, folder.path, "diff", ...more)).exitCode;
  const missing = ["--gitops", join(folder.path, "missing")];
  expect(await run(...args)).toBe(0);
  expect(await run(...args, "--exit-code")).toBe(1);
  expect(await run(...args, ...missing)).toBe(1);
  expect(await run(...args, ...missing, "--exit-code")).toBe(2);
  expect(await run("--exit-code")).toBe(2);
});
