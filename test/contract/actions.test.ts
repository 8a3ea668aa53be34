import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder, type World } from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ActionRun, runAction } from "../support/process.ts";
import { scheduledOnDev } from "../support/tutorial.ts";

let folder: TemporaryFolder;
let world: World;

beforeAll(async () => {
  folder = await temporaryFolder();
  world = await scheduledOnDev(folder.path);
  await world.push({ repository: "control-plane", branch: "broken" }, "a branch with problems", {
    "base-repo.yaml": readFileSync(
      join(import.meta.dirname, "../../workflows-examples/control-plane/dev/base-repo.yaml"),
      "utf8",
    ),
    "cluster-types/drone.yaml":
      "apiVersion: scheduler.kalypso.io/v1alpha1\nkind: ClusterType\nmetadata:\n  name: Drone\n  labels:\n    edge: true\nspec:\n  reconciler: arc-flux\n",
  });
});

afterAll(() => folder[Symbol.asyncDispose]());

/** A workspace with a checkout of the control plane's branch, as actions/checkout leaves it. */
async function checkout(branch: string): Promise<TemporaryFolder> {
  const workspace = await temporaryFolder();
  execFileSync("git", [
    "clone",
    "--quiet",
    "--branch",
    branch,
    world.pathOf("control-plane"),
    join(workspace.path, "cp"),
  ]);
  return workspace;
}

function schedule(workspace: string, inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> {
  const all = { environment: "dev", "control-plane": "cp", output: "schedule.json", ...inputs };
  return runAction("schedule", all, { cwd: workspace, env: world.env });
}

/** Without machine-specific parts. */
function stable(text: string, workspace: string): string {
  return text
    .replaceAll(workspace, "<workspace>")
    .replaceAll(/\b[0-9a-f]{40}\b/g, "<commit>")
    .replaceAll(/(@|`)(?:[0-9a-f]{7}|[0-9a-f]{10})\b/g, "$1<commit>");
}

function listing(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" }).sort();
}

describe("schedule", () => {
  test("writes a Schedule, its outputs and a summary that a person can read", async () => {
    await using workspace = await checkout("dev");
    const result = await schedule(workspace.path);
    expect(result.exitCode).toBe(0);
    expect(stable(result.stdout, workspace.path)).toMatchSnapshot("log");
    expect(stable(JSON.stringify(result.outputs, null, 2), workspace.path)).toMatchSnapshot("outputs");
    expect(stable(result.summary, workspace.path)).toMatchSnapshot("summary");
  });

  test("gives the same bytes on every run, whatever the time zone and locale", async () => {
    await using workspace = await checkout("dev");
    await schedule(workspace.path, { output: "first.json" });
    const env = { ...world.env, TZ: "Asia/Kolkata", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
    const inputs = { environment: "dev", "control-plane": "cp", output: "second.json" };
    await runAction("schedule", inputs, { cwd: workspace.path, env });
    const [first, second] = ["first.json", "second.json"].map((name) =>
      readFileSync(join(workspace.path, name), "utf8"),
    );
    expect(second).toBe(first);
  });

  test("schedules with another commit of main as if it were promoted", async () => {
    await using workspace = await checkout("dev");
    const commit = world.git(["rev-parse", "refs/heads/main"], world.pathOf("control-plane"));
    const broken = await world.push({ repository: "control-plane", branch: "not-promoted" }, "broken", {
      "templates/broken.yaml":
        "apiVersion: scheduler.kalypso.io/v1alpha1\nkind: Template\nmetadata: {name: X_}\n",
    });
    const found = await schedule(workspace.path, { "base-commit": broken });
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toContain(`/control-plane@${broken.slice(0, 7)} templates/broken.yaml:`);
    const fine = await schedule(workspace.path, { "base-commit": commit });
    expect(fine.outputs["promoted-commit"]).toBe(commit);
    const refused = await schedule(workspace.path, { "base-commit": "main" });
    expect(refused.stdout).toContain("the input `base-commit` cannot be `main`; expected a full commit ID");
  });

  test("annotates every problem on its file and line, fails, and writes nothing", async () => {
    await using workspace = await checkout("broken");
    const result = await schedule(workspace.path);
    expect(result.exitCode).toBe(1);
    expect(stable(result.stdout, workspace.path)).toMatchSnapshot("log");
    expect(stable(result.summary, workspace.path)).toMatchSnapshot("summary");
    expect(result.outputs).toEqual({});
    expect(existsSync(join(workspace.path, "schedule.json"))).toBe(false);
  });

  test("reports all problems with its inputs at once", async () => {
    await using workspace = await temporaryFolder();
    const missing = await runAction("schedule", {}, { cwd: workspace.path });
    expect(missing).toMatchObject({ exitCode: 1, outputs: {} });
    expect(missing.stdout).toContain("::error title=input-missing::the input `environment` is missing");
    const wrong = await runAction("schedule", { environment: "Not A Name" }, { cwd: workspace.path });
    expect(wrong.stdout).toContain(
      "::error title=input-invalid::the input `environment` cannot be `Not A Name`",
    );
  });

  test("masks its token, and lets it appear nowhere else", async () => {
    await using workspace = await checkout("broken");
    const result = await schedule(workspace.path, { token: "s3cr3t-t0ken" });
    expect(result.stdout.split("\n")[0]).toBe("::add-mask::s3cr3t-t0ken");
    expect(
      result.stdout.replace("::add-mask::s3cr3t-t0ken", "") + result.stderr + result.summary,
    ).not.toContain("s3cr3t");
  });

  test("reports a folder that does not exist", async () => {
    await using workspace = await temporaryFolder();
    const result = await schedule(workspace.path, { "control-plane": "nowhere" });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("title=folder-missing");
  });
});

describe("render", () => {
  const render = (workspace: string, inputs: Readonly<Record<string, string>> = {}) =>
    runAction("render", inputs, { cwd: workspace });

  test("writes the manifests, their inventory and its outputs from the Schedule alone", async () => {
    await using workspace = await checkout("dev");
    await schedule(workspace.path);
    const result = await render(workspace.path);
    expect(result.exitCode).toBe(0);
    expect(stable(JSON.stringify(result.outputs, null, 2), workspace.path)).toMatchSnapshot("outputs");
    expect(stable(result.summary, workspace.path)).toMatchSnapshot("summary");
    expect(listing(join(workspace.path, "manifests"))).toMatchSnapshot("files");
    const inventory = JSON.parse(readFileSync(join(workspace.path, "manifests.inventory.json"), "utf8"));
    const assigned: { files: object }[] = Object.values(inventory.assignments);
    const listed = [inventory, ...assigned].flatMap(({ files }) => Object.keys(files));
    expect(listed).toHaveLength(Number(result.outputs["files"]));
    expect(inventory.assignments["drone/hello-world-app-functional-test"]).toMatchSnapshot("an assignment");
    const again = await render(workspace.path);
    expect(again.outputs).toEqual(result.outputs);
  });

  test("renders shards whose folders add up to the whole", async () => {
    await using workspace = await checkout("dev");
    await schedule(workspace.path);
    await render(workspace.path, { path: "whole" });
    const parts: string[] = [];
    for (const index of [1, 2, 3]) {
      const { exitCode } = await render(workspace.path, { path: `part-${index}`, shard: `${index}/3` });
      expect(exitCode).toBe(0);
      const path = join(workspace.path, `part-${index}`);
      parts.push(...listing(path).filter((file) => file.includes(".")));
    }
    expect(parts.sort()).toEqual(listing(join(workspace.path, "whole")).filter((file) => file.includes(".")));
  });

  test("leaves the old output unchanged when it fails", async () => {
    await using workspace = await checkout("dev");
    await schedule(workspace.path);
    await render(workspace.path);
    const before = listing(workspace.path);
    const file = join(workspace.path, "schedule.json");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("{{Namespace}}", "{{Namespce}}"));
    const result = await render(workspace.path);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("template-value-missing");
    expect(result.outputs).toEqual({});
    expect(listing(workspace.path)).toEqual(before);
  });

  test("leaves a folder alone that contains anything but an earlier render", async () => {
    await using workspace = await checkout("dev");
    await schedule(workspace.path);
    mkdirSync(join(workspace.path, "precious"));
    writeFileSync(join(workspace.path, "precious/thesis.txt"), "years of work");
    const result = await render(workspace.path, { path: "precious" });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("title=output-occupied");
    expect(listing(join(workspace.path, "precious"))).toEqual(["thesis.txt"]);
  });

  test("reports all problems with its inputs, and a file that is not a Schedule", async () => {
    await using workspace = await temporaryFolder();
    expect((await render(workspace.path, { shard: "4/3" })).stdout).toContain("expected `<index>/<count>`");
    expect((await render(workspace.path)).stdout).toContain("title=schedule-invalid");
    writeFileSync(join(workspace.path, "schedule.json"), '{"apiVersion":"kalypso-actions/v0"}');
    expect((await render(workspace.path)).stdout).toContain("title=schedule-version");
    writeFileSync(
      join(workspace.path, "schedule.json"),
      '{"apiVersion":"kalypso-actions/v1","kind":"Schedule","environment":"../x"}',
    );
    expect((await render(workspace.path)).stdout).toContain("`environment`: must be a DNS-1123 label");
    expect(existsSync(join(workspace.path, "manifests"))).toBe(false);
  });
});

describe("environments", () => {
  const environments = (workspace: string) =>
    runAction("environments", { "control-plane": "cp" }, { cwd: workspace, env: world.env });

  test("lists the environments and their branches, for a matrix", async () => {
    await using workspace = await checkout("main");
    const result = await environments(workspace.path);
    expect(result.stdout).toContain("environments: dev, stage\n");
    expect(JSON.parse(result.outputs["environments"] ?? "")).toEqual(["dev", "stage"]);
    expect(JSON.parse(result.outputs["branches"] ?? "")).toEqual({ dev: "dev", stage: "stage" });
    expect(result.summary).toMatch(
      /^\| `dev` \| \[contoso\/control-plane\]\(https:.*\) \| \[`dev`\]\(https:\/\/github\.com\/contoso\/control-plane\/tree\/dev\) \| .*\.environments\/dev\.yaml:/m,
    );
  });

  test("fails if there are none, as on an environment's branch", async () => {
    await using workspace = await checkout("dev");
    const result = await environments(workspace.path);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(
      "::error title=environment-unknown::the control plane lists no environments",
    );
  });
});
