/** What the command line writes to pipes and gives to shells. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import {
  sampleHost,
  type TemporaryFolder,
  temporaryFolder,
  type World,
} from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands, shownOptions } from "../../packages/shell/cli/src/declarations.ts";
import { kalypso, repositoryRoot, run } from "../support/process.ts";
import { scheduledOnDev } from "../support/tutorial.ts";

const main = join(repositoryRoot, "packages/shell/cli/src/main.ts");

let folder: TemporaryFolder;
let world: World;
const dev = ["--control-plane", `${sampleHost}/control-plane#dev`, "--environment", "dev"];

beforeAll(async () => {
  folder = await temporaryFolder();
  world = await scheduledOnDev(folder.path);
});

afterAll(() => folder[Symbol.asyncDispose]());

describe("a pipe", () => {
  const count = 800;

  /** A workload of so many targets like the tutorial's. */
  async function targets(): Promise<void> {
    const workload = world.git(["show", "main:workload/workload.yaml"], world.pathOf("app-src"));
    const target = /^ +- name: functional-test\n(?: {6}.*\n)*/m.exec(workload)?.[0] ?? "";
    const head = workload.slice(0, workload.indexOf(target));
    const many = Array.from({ length: count }, (_, index) => target.replace("functional-test", `t${index}`));
    await world.push({ repository: "app-src", branch: "main" }, "many targets", {
      "workload/workload.yaml": head + many.join(""),
    });
  }

  test("whose reader is slow gets a document of any size whole, and nothing after it", async () => {
    await targets();
    const child = spawn(process.execPath, [main, "schedule", ...dev, "--format", "json"], {
      cwd: folder.path,
      env: { ...process.env, ...world.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    let text = "";
    child.stdout.setEncoding("utf8");
    // 4 KiB a turn: the writer has to wait for room again and again.
    for (let ended = false; !ended; await setImmediate()) {
      const chunk: unknown = child.stdout.read(4_096) ?? child.stdout.read();
      if (typeof chunk === "string") text += chunk;
      ended = child.stdout.readableEnded || child.stdout.destroyed;
    }
    expect(await closed).toEqual([0, null]);
    expect(text.length).toBeGreaterThan(4 * 65_536);
    const { assignments } = JSON.parse(text).result;
    expect(assignments.length).toBeGreaterThanOrEqual(count);
  });
});

describe("streams that are no terminal", () => {
  test("have no colours, and whole rows", async () => {
    const { stdout, stderr } = await kalypso(world, folder.path, "explain", ...dev, "drone");
    expect(stdout + stderr).not.toContain("\u001b");
  });

  test("have colours where they are forced", async () => {
    const env = { ...world.env, FORCE_COLOR: "1" };
    const { stdout } = await run([main, "explain", ...dev, "drone"], { cwd: folder.path, env });
    expect(stdout).toContain("\u001b[32myes\u001b[39m");
    const wrong = await run([main, "explain"], { cwd: folder.path, env });
    expect(wrong.stderr).toContain("\u001b[31mkalypso:\u001b[39m --environment is missing");
    const help = await run([main, "--help"], { cwd: folder.path, env });
    expect(help.stdout).toContain("\u001b[1mUsage:\u001b[22m");
  });
});

test("--version is the release's, wherever it is asked", async () => {
  const { stdout, exitCode } = await kalypso(world, folder.path, "--version");
  expect({ stdout, exitCode }).toEqual({
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/),
    exitCode: 0,
  });
});

const bash = spawnSync("bash", ["--version"]).status === 0;

describe.runIf(bash)("completion in bash", () => {
  let plane: string;
  let script: string;

  beforeAll(async () => {
    plane = join(folder.path, "control plane");
    await mkdir(join(plane, ".environments"), { recursive: true });
    for (const name of ["dev", "stage"])
      await writeFile(
        join(plane, ".environments", `${name}.yaml`),
        `apiVersion: scheduler.kalypso.io/v1alpha1
kind: Environment
metadata:
  name: ${name}
spec:
  controlPlane:
    repo: ${sampleHost}/control-plane
    branch: ${name}
    path: .
`,
      );
    script = (await kalypso(world, folder.path, "completion", "bash")).stdout;
  });

  /** What a tab key offers after these words. */
  async function offered(...words: readonly string[]): Promise<readonly string[]> {
    const program = `${script}
kalypso() { "$NODE" "$MAIN" "$@"; }
COMP_WORDS=("$@")
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_kalypso
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const child = spawn("bash", ["-c", program, "bash", "kalypso", ...words], {
      cwd: plane,
      env: { ...process.env, NODE: process.execPath, MAIN: main },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    for await (const chunk of child.stdout.setEncoding("utf8")) text += chunk;
    return text.split("\n").filter((line) => line !== "");
  }

  test("offers commands", async () => {
    expect(await offered("")).toEqual([...commands.map(({ name }) => name), "help", "--help", "--version"]);
    expect(await offered("ren")).toEqual(["render"]);
    expect(await offered("help", "ex")).toEqual(["explain"]);
    expect(await offered("completion", "")).toEqual(["bash", "zsh", "--help"]);
  });

  test.each(commands.map((command) => [command.name, command] as const))(
    "offers all options of %s",
    async (name, command) => {
      const options = [...shownOptions(command).map((option) => `--${option.name}`), "--help"];
      expect(await offered(name, "--")).toEqual(options);
    },
  );

  test("offers values", async () => {
    expect(await offered("schedule", "--format", "j")).toEqual(["json"]);
    expect(await offered("schedule", "--format", "=", "j")).toEqual(["json"]);
    expect(await offered("schedule", "--format", "=")).toEqual(["text", "json", "github"]);
    expect(await offered("render", "--jobs", "")).toEqual([]);
    expect(await offered("schedule", "--control-plane", "../contr")).toEqual(["../control plane"]);
  });

  test("offers the environments of the control plane that is named, or of the current folder", async () => {
    expect(await offered("diff", "--environment", "")).toEqual(["dev", "stage"]);
    expect(await offered("diff", "--control-plane", plane, "--environment", "s")).toEqual(["stage"]);
    expect(await offered("diff", "--control-plane", "=", plane, "--environment", "s")).toEqual(["stage"]);
    expect(await offered("diff", "--control-plane", "/missing", "--environment", "")).toEqual([]);
    // Nothing is fetched for a key press.
    expect(
      await offered("diff", "--control-plane", `${sampleHost}/control-plane`, "--environment", ""),
    ).toEqual([]);
  });
});

describe.runIf(spawnSync("zsh", ["--version"]).status === 0)("completion in zsh", () => {
  test("is a script that zsh can read and that names every command and option", async () => {
    const { stdout } = await kalypso(world, folder.path, "completion", "zsh");
    const { status, stderr } = spawnSync("zsh", ["-n"], { input: stdout, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const command of commands) {
      expect(stdout).toContain(`'${command.name}:`);
      for (const { name } of shownOptions(command)) expect(stdout).toContain(`'--${name}`);
    }
  });
});
