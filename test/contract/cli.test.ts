import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  sampleHost,
  type TemporaryFolder,
  temporaryFolder,
  type World,
} from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../../packages/shell/cli/src/usage-error.ts";
import { command } from "../support/kalypso.ts";
import { kalypso, kalypsoUntil, type ProcessResult } from "../support/process.ts";
import { scheduledOnDev } from "../support/tutorial.ts";

let folder: TemporaryFolder;
let world: World;
const dev = ["--control-plane", `${sampleHost}/control-plane#dev`, "--environment", "dev"];

beforeAll(async () => {
  folder = await temporaryFolder();
  world = await scheduledOnDev(folder.path);
  await world.push({ repository: "platform-gitops", branch: "dev" }, "as the operator leaves it", {
    "drone/README.md": "This folder contains deployment targets scheduled on the cluster type",
    "drone/gone-target/reconciler.yaml": "stale\n",
    "gone/README.md": "This folder contains deployment targets scheduled on the cluster type",
    "mine/README.md": "written by somebody\n",
    "README.md": "the repository's own\n",
  });
  await world.push({ repository: "control-plane", branch: "broken" }, "no repositories", {
    "x.yaml": "a: [\n",
  });
});

afterAll(() => folder[Symbol.asyncDispose]());

const run = (...args: readonly string[]): Promise<ProcessResult> => kalypso(world, folder.path, ...args);
/** In this process. */
const here = (...args: readonly string[]) => command(world, ...args);
const stable = (text: string) =>
  text.replaceAll(/@[0-9a-f]{7}\b/g, "@<commit>").replaceAll(/\/blob\/[0-9a-f]{7}\//g, "/blob/<commit>/");

describe("wrong usage exits with code 2 and says what is wrong", () => {
  test.each([
    [["rendr"], "unknown command rendr; did you mean render?"],
    [["render", "--environment", "dev"], "--out is missing"],
  ])("%j", async (args, message) => {
    const { exitCode, stderr, stdout } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
  });

  test.each([
    [["render", "--enviroment", "dev"], "unknown option --enviroment; did you mean --environment?"],
    [["schedule"], "--environment is missing"],
    [["schedule", "--environment", "Dev!"], "--environment is Dev!"],
    [["schedule", "--format", "xml", "--environment", "dev"], "--format is xml"],
    [["render", "--environment", "dev", "--out", "x", "--shard", "0/2"], "--shard is 0/2"],
    [["explain", ...dev, "hello-world-app-functional-tset"], "did you mean hello-world-app-functional-test?"],
  ])("%j, as every UsageError", async (args, message) => {
    const wrong = await here(...args).catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(UsageError);
    expect(String(wrong)).toContain(message);
  });
});

describe("output of any size", () => {
  const large = ["schedule", "--control-plane", `${sampleHost}/control-plane#large`, "--environment", "dev"];
  const template = (index: number) => `apiVersion: scheduler.kalypso.io/v1alpha1
kind: Template
metadata:
  name: large-${index}
spec:
  type: config
  manifests:
    - "${"x".repeat(1_000_000)}"
`;

  beforeAll(async () => {
    world.git(["branch", "large", "dev"], world.pathOf("control-plane"));
    const files = [1, 2, 3, 4].map((index) => [`large/${index}.yaml`, template(index)] as const);
    await world.push(
      { repository: "control-plane", branch: "large" },
      "large templates",
      Object.fromEntries(files),
    );
  });

  test("reaches a pipe completely", async () => {
    const { exitCode, stdout, stderr } = await run(...large, "--format", "json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout).result.templates.length).toBeGreaterThan(4);
    expect(stdout.length).toBeGreaterThan(4_000_000);
  });

  test("ends quietly if the pipe is closed early", async () => {
    const { exitCode, stderr } = await kalypsoUntil(world, [...large, "--format", "json"], {
      cwd: folder.path,
      reads: 10,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });
});

test.each(["text", "github"])(
  "a file's name adds no line to the output and runs no workflow command: %s",
  async (format) => {
    const name = "x\n::error file=a::pwn\n.yaml";
    const plane = await mkdtemp(join(folder.path, "plane-"));
    await writeFile(join(plane, name), "a: [\n");
    const { exitCode, stdout, stderr } = await run(
      "schedule",
      "--control-plane",
      plane,
      "--environment",
      "dev",
      "--format",
      format,
    );
    expect(exitCode).toBe(1);
    const lines = `${stdout}${stderr}`.split(/[\r\n]+/);
    expect(lines.filter((line) => line.includes("::error file=a::pwn"))).toEqual([
      expect.stringContaining("x\\n::error file=a::pwn\\n.yaml:1:4: "),
    ]);
    expect(lines.filter((line) => /^\s*::error file=a::/.test(line))).toEqual([]);
  },
);

test("help exits with code 0", async () => {
  expect(await run("--help")).toMatchObject({ exitCode: 0, stderr: "" });
});

test("schedule shows what runs where and why", async () => {
  const { exitCode, stdout } = await run("schedule", ...dev);
  expect(exitCode).toBe(0);
  expect(stdout).toMatchSnapshot();
});

test("render needs only the control plane, and finds the environment's branch from main", async () => {
  const { exitCode, stdout } = await run(
    "render",
    "--control-plane",
    `${sampleHost}/control-plane`,
    "--environment",
    "dev",
    "--out",
    "from-main",
  );
  expect({ exitCode, stdout }).toMatchSnapshot();
  expect(
    existsSync(join(folder.path, "from-main/drone/hello-world-app-functional-test/reconciler.yaml")),
  ).toBe(true);
});

test("validate checks every environment as if this main were promoted", async () => {
  const { exitCode, stdout } = await here("validate", "--control-plane", `${sampleHost}/control-plane`);
  expect({ exitCode, stdout }).toMatchSnapshot();
});

test("explain shows why each policy matches or not, and where each value comes from", async () => {
  const yes = await here("explain", ...dev, "hello-world-app-functional-test", "drone");
  expect(stable(yes.stdout)).toMatchSnapshot("assigned");
  const no = await here(
    "explain",
    ...dev,
    "hello-world-app-functional-test",
    "large",
    "--key",
    "DATABASE_URL",
  );
  expect(stable(no.stdout)).toMatchSnapshot("not assigned, one key");
});

test("diff shows what a pull request would change, and prunes by the operator's rule without an inventory", async () => {
  const { exitCode, stdout } = await run("diff", ...dev, "--format", "json");
  expect(exitCode).toBe(0);
  const { removed, added, modified } = JSON.parse(stdout).result;
  expect(removed.map(({ path }: { path: string }) => path)).toEqual([
    "drone/gone-target/reconciler.yaml",
    "gone/README.md",
  ]);
  expect(added).toHaveLength(18);
  expect(modified).toEqual([]);
});

test("diff of what was just rendered finds no differences", async () => {
  await here("render", ...dev, "--out", join(folder.path, "same"));
  const { stdout } = await here("diff", ...dev, "--gitops", join(folder.path, "same"));
  expect(stdout).toBe("no differences\n");
});

test("errors exit with code 1, as text on stderr, as annotations, or as JSON", async () => {
  const broken = [
    "schedule",
    "--control-plane",
    `${sampleHost}/control-plane#broken`,
    "--environment",
    "dev",
  ];
  const text = await run(...broken);
  expect(text).toMatchObject({ exitCode: 1, stdout: "" });
  expect(stable(text.stderr)).toMatchSnapshot("text");
  const github = await run(...broken, "--format", "github");
  expect(github.exitCode).toBe(1);
  expect(stable(github.stdout)).toMatchSnapshot("github");
  const json = JSON.parse((await run(...broken, "--format", "json")).stdout);
  expect(json.diagnostics.map(({ code }: { code: string }) => code)).toEqual(["yaml-syntax"]);
});
