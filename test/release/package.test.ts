import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import {
  sampleHost,
  type TemporaryFolder,
  temporaryFolder,
  type World,
} from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kalypso, repositoryRoot } from "../support/process.ts";
import { scheduledOnDev } from "../support/tutorial.ts";

/** The Node that runs the tests, and every other one on the machine's PATH. */
interface Runtime {
  readonly node: string;
  readonly major: number;
}

function runtimes(): readonly Runtime[] {
  const name = process.platform === "win32" ? "node.exe" : "node";
  const candidates = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name));
  const found = [process.execPath, ...candidates.filter((path) => existsSync(path))].map((node) => ({
    node,
    major: Number(/^v(\d+)/.exec(execFileSync(node, ["--version"], { encoding: "utf8" }))?.[1]),
  }));
  return [...new Map(found.map((each) => [each.major, each])).values()];
}

const all = runtimes();
const current = all.filter(({ major }) => major >= 22);
const old = all.filter(({ major }) => major < 22);

let folder: TemporaryFolder;
let world: World;
/** An empty folder in which only the tarball is installed. */
let home: string;
let installed: string;

function npm(cwd: string, ...args: readonly string[]): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", shell: process.platform === "win32" });
}

beforeAll(async () => {
  folder = await temporaryFolder();
  world = await scheduledOnDev(join(folder.path, "world"));
  home = join(folder.path, "empty");
  await mkdir(home);
  const script = join(repositoryRoot, "scripts/package.ts");
  const tarball = execFileSync(process.execPath, [script, folder.path], { encoding: "utf8" }).trim();
  npm(home, "install", "--offline", "--no-audit", "--no-fund", tarball);
  installed = join(home, "node_modules/kalypso-actions");
});

afterAll(() => folder[Symbol.asyncDispose]());

function packed(node: string, ...args: readonly string[]) {
  const main = join(installed, "bin/kalypso.js");
  const env = { ...process.env, ...world.env };
  return execFileSync(node, [main, ...args], { cwd: home, encoding: "utf8", env, stdio: "pipe" });
}

const dev = ["--control-plane", `${sampleHost}/control-plane#dev`, "--environment", "dev"];

describe("the npm package", () => {
  test("installs nothing but itself, under two names", () => {
    expect(readdirSync(join(home, "node_modules")).sort()).toEqual([
      ".bin",
      ".package-lock.json",
      "kalypso-actions",
    ]);
    const commands = readdirSync(join(home, "node_modules/.bin")).map((name) => name.split(".")[0]);
    expect([...new Set(commands)].sort()).toEqual(["kalypso", "kalypso-actions"]);
  });

  test("contains what it needs and no source", async () => {
    const all = readdirSync(installed, { recursive: true, encoding: "utf8" });
    // What `kalypso init` begins with.
    const [examples, files] = [/^examples\b/, /^(?!examples\b)/].map((part) =>
      all.filter((file) => part.test(file)),
    );
    expect(examples).toContain(join("examples", "control-plane", "main", ".github", "workflows", "ci.yml"));
    // The bundler numbers the parts that programs share, or that only some commands load.
    const names = new Set(files?.map((file) => file.replace(/shared\d*\.js$/, "shared.js")));
    expect([...names].sort()).toEqual([
      "LICENSE",
      "README.md",
      "bin",
      join("bin", "kalypso.js"),
      "dist",
      ...["THIRD-PARTY-NOTICES.txt", "kalypso.js", "shared.js", "thread.js"].map((name) =>
        join("dist", name),
      ),
      "package.json",
    ]);
    const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    expect(manifest).toMatchObject({ name: "kalypso-actions", license: "MIT", engines: { node: ">=22" } });
    expect(manifest).not.toHaveProperty("dependencies");
    expect(manifest).not.toHaveProperty("scripts");
  });

  test("contains nothing about the machine that built it", () => {
    for (const name of readdirSync(join(installed, "dist"))) {
      const text = readFileSync(join(installed, "dist", name), "utf8");
      for (const place of [repositoryRoot, homedir(), "node_modules/.pnpm"])
        expect(text.includes(place), `${name} holds ${place}`).toBe(false);
    }
  });

  test("runs with npx from an empty folder", () => {
    expect(npm(home, "exec", "--offline", "--", "kalypso-actions", "--version")).toBe(
      `${JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")).version}\n`,
    );
  });
});

describe.each(current)("under Node $major", ({ node }) => {
  test.each([
    ["schedule", ...dev],
    ["explain", ...dev, "hello-world-app-functional-test", "drone"],
    ["validate", "--control-plane", `${sampleHost}/control-plane`],
  ])("%s prints what it prints in the repository", async (...args) => {
    expect(packed(node, ...args)).toBe((await kalypso(world, folder.path, ...args)).stdout);
  });

  test("render writes the same files", async () => {
    packed(node, "render", ...dev, "--out", "packed");
    await kalypso(world, folder.path, "render", ...dev, "--out", "source");
    const read = (root: string) =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(root.length), readFileSync(path, "utf8")])
        .sort();
    const files = read(join(home, "packed"));
    expect(files.length).toBeGreaterThan(10);
    expect(files).toEqual(read(join(folder.path, "source")));
  });
});

describe.each(old)("under Node $major", ({ node, major }) => {
  test("names the Node that it needs", () => {
    expect(() => packed(node, "schedule", ...dev)).toThrow(
      expect.objectContaining({
        status: 2,
        stderr: expect.stringMatching(`^kalypso needs Node.js 22 or later; this is v${major}\\.\\S+\n$`),
      }),
    );
  });
});

test("renders a large environment with threads, whose program is in the package", async () => {
  const workload = await readFile(
    join(repositoryRoot, "workflows-examples/app-src/main/workload/workload.yaml"),
    "utf8",
  );
  const [head = "", first = ""] = workload.split(/(?<=deploymentTargets:\n)/);
  const target = /^ +- name: functional-test\n(?: {6}.*\n)*/m.exec(first)?.[0] ?? "";
  const targets = Array.from({ length: 4_100 }, (_, index) => target.replace("functional-test", `t${index}`));
  await world.push({ repository: "app-src", branch: "main" }, "many targets", {
    "workload/workload.yaml": head + targets.join(""),
  });
  const large = ["render", ...dev, "--out", "large", "--jobs", "2"];
  expect(packed(process.execPath, ...large)).toContain("dev: 4");
  await rm(join(installed, "dist/thread.js"));
  expect(() => packed(process.execPath, ...large)).toThrow(/thread\.js/);
});
