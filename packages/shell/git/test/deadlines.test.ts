import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deadlines, openEnd, type RunTime } from "@kalypso-actions/deadlines";
import {
  faultRule,
  GitHubServer,
  type TemporaryFolder,
  temporaryFolder,
  World,
} from "@kalypso-actions/github-sandbox";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BranchWriter, openSnapshotReader } from "../src/index.ts";

let folder: TemporaryFolder;
let world: World;
let github: GitHubServer;

beforeEach(async () => {
  folder = await temporaryFolder();
  world = await World.open(folder.path);
  await world.push({ repository: "app", branch: "main" }, "first", { "a.yaml": "a: 1\n" });
  github = await GitHubServer.open(world);
  github.token("t", { user: "x[bot]", permissions: { contents: "write" }, isWorkflowToken: false });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await github[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** A run in which a git command may take this long. */
function hasty(git: number): RunTime {
  return { ...openEnd, deadlines: { ...deadlines, git } };
}

const repo = () => `${github.url}/contoso/app`;
const tokens = () => [{ origin: github.url, token: "t" }];

/** Processes that this one has started, with those that they have started. */
function descendants(): readonly string[] {
  const parents = new Map<number, { parent: number; name: string }>();
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const [, name = "", parent = ""] =
        /^\d+ \((.*)\) \S+ (\d+)/.exec(readFileSync(`/proc/${id}/stat`, "utf8")) ?? [];
      parents.set(Number(id), { parent: Number(parent), name });
    } catch {
      // It has ended meanwhile.
    }
  }
  const isBelow = (id: number): boolean => {
    const parent = parents.get(id)?.parent;
    return parent === process.pid || (parent !== undefined && parent > 1 && isBelow(parent));
  };
  return [...parents].flatMap(([id, { name }]) => (isBelow(id) ? [name] : []));
}

/** Wants a server's answer to take long enough for git to be there, which is seen at the server. */
describe.each(["silent", "trickling"] as const)("a git server that is %s", (kind) => {
  test("attack 8: ends a read at its deadline, and holds whoever named it", async () => {
    github.faults.rules = [faultRule(kind)];
    await using reader = openSnapshotReader({ time: hasty(150), tokens: tokens() });
    const { value, diagnostics } = await reader.read({ repo: repo(), ref: "main" }, () => true);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      {
        code: "git-timed-out",
        message: `\`git fetch\` of ${repo()} at main did not end within 150 ms, and was ended`,
      },
    ]);
    expect(github.faults.count).toBe(1);
  });

  test("ends a push at its deadline", async () => {
    await using writer = await BranchWriter.open({ repo: repo(), time: hasty(150), tokens: tokens() });
    github.faults.rules = [faultRule(kind)];
    await expect(writer.push("a".repeat(40), "refs/heads/x", null)).rejects.toMatchObject({
      diagnostics: [{ code: "git-timed-out" }],
    });
  });
});

test.runIf(process.platform === "linux")("git's own helpers are ended with it", async () => {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  github.faults.rules = [{ ...faultRule("silent"), kill: ask }];
  const stop = new AbortController();
  const time = { ...openEnd, signal: stop.signal };
  await using reader = openSnapshotReader({ time, tokens: tokens() });
  const reading = reader.read({ repo: repo(), ref: "main" }, () => true).catch((error: unknown) => error);
  await asked;
  expect(descendants()).toContain("git-remote-http");
  stop.abort(new Error("cancelled"));
  expect(await reading).toMatchObject({ message: "cancelled" });
  await vi.waitFor(() => expect(descendants().filter((name) => name.startsWith("git"))).toEqual([]));
});

test("a git server that sends without end is ended when git has used the memory it may", async () => {
  github.faults.rules = [faultRule("flooding")];
  const time = { ...openEnd, deadlines: { ...deadlines, gitMemory: 64 * 1024 * 1024 } };
  await using reader = openSnapshotReader({ time, tokens: tokens() });
  const { value, diagnostics } = await reader.read({ repo: repo(), ref: "main" }, () => true);
  expect(value).toBeUndefined();
  expect(diagnostics).toMatchObject([
    { code: "git-failed", message: expect.stringContaining("takes more memory than git may use") },
  ]);
});

test.skipIf(process.platform === "win32")(
  "a git server that sends without end is ended when git has written what it may, and leaves nothing behind",
  async () => {
    const temporary = join(folder.path, "tmp");
    mkdirSync(temporary);
    vi.stubEnv("TMPDIR", temporary);
    const time = { ...openEnd, deadlines: { ...deadlines, gitFile: 64 * 1024 } };
    for (const [branch, count] of [
      ["large", 1],
      ["many", 200],
    ] as const) {
      const files = Array.from({ length: count }, (_, index) => {
        const text = randomBytes((2 * 1024 * 1024) / count).toString("hex");
        return [`${index}.yaml`, text] as const;
      });
      await world.push({ repository: "app", branch }, branch, Object.fromEntries(files));
      await using reader = openSnapshotReader({ time, tokens: tokens() });
      const { diagnostics } = await reader.read({ repo: repo(), ref: branch }, () => true);
      expect(diagnostics).toMatchObject([
        { code: "git-failed", message: expect.stringContaining("sends more than git may write") },
      ]);
    }
    expect(readdirSync(temporary)).toEqual([]);
  },
);

test("the end of the action's time ends what it waits for, and says so", async () => {
  const over = new AbortController();
  const { TimedOut } = await import("@kalypso-actions/deadlines");
  github.faults.rules = [
    { ...faultRule("silent"), kill: () => over.abort(new TimedOut(1_800_000, "the action's ")) },
  ];
  await using reader = openSnapshotReader({ time: { ...openEnd, signal: over.signal }, tokens: tokens() });
  const { diagnostics } = await reader.read({ repo: repo(), ref: "main" }, () => true);
  expect(diagnostics[0]?.message).toContain("did not end within the action's 30 min");
});

test("an HTTP transfer that stands still is ended by git itself", async () => {
  const { gitProblem } = await import("../src/problems.ts");
  const said =
    "fatal: unable to access 'https://x/': Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds";
  expect(gitProblem({ repo: "https://x/" }, said)).toMatchObject({ code: "git-timed-out" });
});

test("a proxy that may be what hangs is named", async () => {
  vi.stubEnv("https_proxy", "http://127.0.0.1:9");
  github.faults.rules = [faultRule("silent")];
  await using reader = openSnapshotReader({ time: hasty(100), tokens: tokens() });
  const { diagnostics } = await reader.read({ repo: repo(), ref: "main" }, () => true);
  expect(diagnostics[0]?.hint).toContain("The variable `https_proxy` names a proxy");
  vi.unstubAllEnvs();
});

test("a few objects that stand for endless folders end a read, and hold whoever named them", async () => {
  const bare = world.pathOf("app");
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", args, { cwd: bare, input, encoding: "utf8" }).trim();
  let object = git(["hash-object", "-w", "--stdin"], "a: 1\n");
  let row = (name: string) => `100644 blob ${object}\t${name}`;
  for (let level = 0; level < 9; level++) {
    const names = Array.from({ length: 10 }, (_, index) => `folder-${index}`);
    object = git(["mktree"], `${names.map((name) => row(name)).join("\n")}\n`);
    row = (name) => `040000 tree ${object}\t${name}`;
  }
  const who = {
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@b",
    GIT_COMMITTER_NAME: "a",
    GIT_COMMITTER_EMAIL: "a@b",
  };
  const commit = execFileSync("git", ["commit-tree", object, "-m", "bomb"], {
    cwd: bare,
    env: { ...process.env, ...who },
    encoding: "utf8",
  }).trim();
  git(["update-ref", "refs/heads/bomb", commit]);
  await using reader = openSnapshotReader({ tokens: tokens() });
  const { diagnostics } = await reader.read({ repo: repo(), ref: "bomb" }, () => true);
  expect(diagnostics).toMatchObject([{ code: "repository-over-budget" }]);
});

test("files that are too large together are not read", async () => {
  await world.push({ repository: "app", branch: "big" }, "big", {
    "a.yaml": "a".repeat(600),
    "b.yaml": "b".repeat(600),
  });
  await using reader = openSnapshotReader({ tokens: tokens() });
  const read = (bytes: number) => reader.read({ repo: repo(), ref: "big" }, () => true, { bytes });
  expect((await read(2_000)).diagnostics).toEqual([]);
  expect((await read(1_000)).diagnostics).toMatchObject([
    {
      code: "repository-over-budget",
      message: `${repo()} at big has 1200 bytes of YAML files; expected at most 1000`,
    },
  ]);
});
