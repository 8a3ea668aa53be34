import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder, World } from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BareRepository } from "../src/bare-repository.ts";
import { openSnapshotReader, readFolder, type SnapshotReaderOptions } from "../src/index.ts";
import { serveGit } from "./git-server.ts";

let folder: TemporaryFolder;
let world: World;
let first: string;
let second: string;
const token = "t0ken-that-must-not-leak";
const yaml = (path: string) => path.endsWith(".yaml");

beforeAll(async () => {
  folder = await temporaryFolder();
  world = await World.open(folder.path);
  first = await world.push({ repository: "app", branch: "main" }, "first", {
    "b.yaml": "b: 1\n",
    "a.yaml": "a: 1\n",
    "Z.yaml": "Z: 1\n",
    'deep/ü "quoted".yaml': "odd: name\n",
    "big.yaml": "x".repeat(1024 * 1024 + 1),
    "image.png": "\u0000 not wanted".repeat(5_000),
  });
  const edit = join(folder.path, "link");
  await mkdir(edit);
  writeFileSync(join(edit, "latin.yaml"), Buffer.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]));
  symlinkSync("a.yaml", join(edit, "link.yaml"));
  await world.import({ repository: "app", branch: "odd" }, edit);
  second = await world.push({ repository: "app", branch: "main" }, "second", { "a.yaml": "a: 2\n" });
  world.git(["tag", "v1", first], world.pathOf("app"));
  world.git(["tag", "main", first], world.pathOf("app"));
  // What git resolves for `refs/heads/gone` if there is no such branch.
  world.git(["update-ref", "refs/tags/refs/heads/gone", first], world.pathOf("app"));
  world.git(["update-ref", "refs/heads/refs/heads/moved", first], world.pathOf("app"));
  for (const [key, value] of [
    ["uploadpack.allowFilter", "true"],
    ["uploadpack.allowAnySHA1InWant", "true"],
    ["http.receivepack", "false"],
  ] as const) {
    world.git(["config", key, value], world.pathOf("app"));
  }
});

afterAll(() => folder[Symbol.asyncDispose]());

async function read(
  repo: string,
  revision: { ref?: string; commit?: string } = {},
  options: SnapshotReaderOptions = {},
) {
  await using reader = openSnapshotReader(options);
  // Awaited here: what the reader fetched is gone when its scope ends.
  return await reader.read({ repo, ...revision }, yaml);
}

async function problem(
  repo: string,
  revision: { ref?: string; commit?: string } = {},
  options: SnapshotReaderOptions = {},
) {
  const { value, diagnostics } = await read(repo, revision, options);
  expect(value).toBeUndefined();
  expect(diagnostics).toHaveLength(1);
  return { code: diagnostics[0]?.code, text: `${diagnostics[0]?.message} ${diagnostics[0]?.hint}` };
}

describe.each(["over http, where filters are served", "from a folder"])("%s", (how) => {
  async function withRepository(use: (repo: string) => Promise<void>): Promise<void> {
    if (how === "from a folder") return use(world.pathOf("app"));
    await using server = await serveGit(join(world.root, "contoso"));
    await use(`${server.origin}/app.git`);
  }

  test("reads a branch, a commit and the default branch at their commits, and refuses a tag with a branch's name", () =>
    withRepository(async (repo) => {
      const text = (snapshot: Awaited<ReturnType<typeof read>>) =>
        snapshot.value?.files.find(({ path }) => path === "a.yaml")?.text;
      const branch = await read(repo, { ref: "main" });
      expect(branch.value).toMatchObject({ commit: second, ref: "main" });
      expect(text(branch)).toBe("a: 2\n");
      for (const ref of ["v1", "gone", "moved"])
        expect(await problem(repo, { ref })).toMatchObject({
          code: "git-ref-missing",
          text: expect.stringContaining(`no branch \`${ref}\``),
        });
      const commit = await read(repo, { commit: first });
      expect(commit.value).toMatchObject({ commit: first, ref: null });
      expect(text(commit)).toBe("a: 1\n");
      expect((await read(repo)).value).toMatchObject({ commit: second, ref: "main" });
    }));

  test("lists files in code-unit order with unusual names intact, text only for wanted ones, and flags too large ones", () =>
    withRepository(async (repo) => {
      const { value } = await read(repo, { commit: first });
      expect(value?.files).toEqual([
        { path: "Z.yaml", kind: "file", text: "Z: 1\n" },
        { path: "a.yaml", kind: "file", text: "a: 1\n" },
        { path: "b.yaml", kind: "file", text: "b: 1\n" },
        { path: "big.yaml", kind: "file", problem: "too-large" },
        { path: 'deep/ü "quoted".yaml', kind: "file", text: "odd: name\n" },
        { path: "image.png", kind: "file" },
      ]);
    }));

  test("lists links without following them, and flags text that is not UTF-8", () =>
    withRepository(async (repo) => {
      expect((await read(repo, { ref: "odd" })).value?.files).toEqual([
        { path: "latin.yaml", kind: "file", problem: "not-text" },
        { path: "link.yaml", kind: "symlink" },
      ]);
    }));

  test("names what does not exist", () =>
    withRepository(async (repo) => {
      expect(await problem(`${repo}-missing`)).toMatchObject({ code: "git-unreachable" });
      const ref = await problem(repo, { ref: "mian" });
      expect(ref).toMatchObject({
        code: "git-ref-missing",
        text: expect.stringContaining("no branch `mian`"),
      });
      expect(await problem(repo, { commit: "0".repeat(39).concat("1") })).toMatchObject({
        code: "git-commit-missing",
      });
    }));
});

test("fetches only trees and the wanted blobs, the blobs at once, and each revision once", async () => {
  await using server = await serveGit(join(world.root, "contoso"));
  await using reader = openSnapshotReader();
  const revision = { repo: `${server.origin}/app.git`, ref: "odd" };
  const fetches = () => server.requests.filter(({ method }) => method === "POST").length;
  await reader.read(revision, () => false);
  const forTrees = fetches();
  await reader.read(revision, () => false);
  expect(fetches()).toBe(forTrees);
  await using other = openSnapshotReader();
  const before = fetches();
  await other.read({ ...revision, ref: "main" }, yaml);
  // Refs and commit as before, then the five blobs in one request.
  expect(fetches() - before).toBe(forTrees + 1);
});

test("reads several revisions in parallel", async () => {
  await using server = await serveGit(join(world.root, "contoso"));
  await using reader = openSnapshotReader();
  const refs = ["main", "odd"];
  const read = await Promise.all(
    refs.map((ref) => reader.read({ repo: `${server.origin}/app.git`, ref }, yaml)),
  );
  expect(read.map(({ value }) => value?.ref)).toEqual(refs);
});

describe("a token", () => {
  test("is required for a private repository, and opens it", async () => {
    await using server = await serveGit(join(world.root, "contoso"), token);
    const repo = `${server.origin}/app.git`;
    const tokens = [{ origin: server.origin, token }];
    expect((await read(repo, { ref: "main" }, { tokens })).value?.commit).toBe(second);
    expect(await problem(repo, { ref: "main" })).toMatchObject({
      code: "git-denied",
      text: expect.stringContaining("token"),
    });
    const wrong = [{ origin: server.origin, token: "wrong-token-value" }];
    const refused = await problem(repo, { ref: "main" }, { tokens: wrong });
    expect(refused.code).toBe("git-denied");
    expect(refused.text).not.toContain("wrong-token-value");
  });

  test("goes only to its own server", async () => {
    await using other = await serveGit(join(world.root, "contoso"));
    await read(
      `${other.origin}/app.git`,
      { ref: "main" },
      { tokens: [{ origin: "https://github.com", token }] },
    );
    expect(other.requests.map(({ authorization }) => authorization).filter(Boolean)).toEqual([]);
  });

  test("is not sent to a redirect's target, which the error names", async () => {
    await using other = await serveGit(join(world.root, "contoso"));
    const redirect = { from: /./, to: `${other.origin}/moved` };
    await using server = await serveGit(join(world.root, "contoso"), token, redirect);
    // Even if the user's configuration says otherwise.
    const env = {
      ...process.env,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "http.followRedirects",
      GIT_CONFIG_VALUE_0: "true",
    };
    const tokens = [{ origin: server.origin, token }];
    const repo = `${server.origin}/app.git`;
    for (const revision of [{ ref: "main" }, {}, { commit: first }]) {
      const { code, text } = await problem(repo, revision, { tokens, env });
      expect(code).toBe("git-redirected");
      expect(text).toContain(`${repo} has moved to ${other.origin}/moved/app.git`);
      expect(text).toContain("use the new URL");
    }
    expect(server.requests.some(({ authorization }) => authorization !== undefined)).toBe(true);
    expect(other.requests).toEqual([]);
  });

  test("is not sent to the target of a redirect that begins between two fetches", async () => {
    await using other = await serveGit(join(world.root, "contoso"));
    const redirect = { from: /^never$/, to: `${other.origin}/moved` };
    await using server = await serveGit(join(world.root, "contoso"), token, redirect);
    const repo = `${server.origin}/app.git`;
    const tokens = [{ origin: server.origin, token }];
    await using repository = await BareRepository.open({ revision: { repo }, tokens });
    const files = await repository.files(await repository.fetchBranch("main", ["--depth=1"]));
    redirect.from = /./;
    const contents = repository.fetchContents([...files.values()].map(({ object }) => object));
    await expect(contents).rejects.toMatchObject({
      diagnostics: [{ code: "git-redirected", message: expect.stringContaining(`${other.origin}/moved`) }],
    });
    expect(other.requests).toEqual([]);
  });

  test("never appears in the arguments of a process", async () => {
    await using server = await serveGit(join(world.root, "contoso"), token);
    const trace = join(folder.path, "trace");
    const env = { ...process.env, GIT_TRACE: trace, GIT_TRACE2_EVENT: `${trace}2` };
    await read(
      `${server.origin}/app.git`,
      { ref: "main" },
      { tokens: [{ origin: server.origin, token }], env },
    );
    const traced = readFileSync(trace, "utf8") + readFileSync(`${trace}2`, "utf8");
    expect(traced).toContain("fetch");
    expect(traced).not.toContain(token);
    expect(traced).not.toContain(Buffer.from(`x-access-token:${token}`).toString("base64"));
  });
});

test("credentials in an address never appear in a message", async () => {
  const { text } = await problem("http://user:passw0rd@127.0.0.1:9/app.git", { ref: "main" });
  expect(text).not.toContain("passw0rd");
});

test("a submodule is never fetched, whatever its address and the user's configuration", async () => {
  await using other = await serveGit(join(world.root, "contoso"));
  await using server = await serveGit(join(world.root, "contoso"));
  const env = {
    ...process.env,
    GIT_DIR: world.pathOf("app"),
    GIT_INDEX_FILE: join(folder.path, "index-with-submodule"),
  };
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", args, { env, input, encoding: "utf8" }).trim();
  const modules = `[submodule "vendor"]\n\tpath = vendor\n\turl = ${other.origin}/app.git\n`;
  const blob = git(["hash-object", "-w", "--stdin"], modules);
  git(["update-index", "--add", "--cacheinfo", `100644,${blob},.gitmodules`]);
  git(["update-index", "--add", "--cacheinfo", `160000,${first},vendor`]);
  const identity = ["-c", "user.name=a", "-c", "user.email=a@b.example"];
  const commit = git([...identity, "commit-tree", git(["write-tree"]), "-m", "submodule"]);
  git(["update-ref", "refs/heads/submodule", commit]);
  const recursive = {
    ...process.env,
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "submodule.recurse",
    GIT_CONFIG_VALUE_0: "true",
  };
  const { value } = await read(`${server.origin}/app.git`, { ref: "submodule" }, { env: recursive });
  expect(value?.files.map(({ path }) => path)).toContain(".gitmodules");
  expect(other.requests).toEqual([]);
});

test("refuses a transport that runs commands", async () => {
  expect(await problem("ext::sh -c 'touch owned'")).toMatchObject({ code: "git-unreachable" });
  expect(readdirSync(process.cwd())).not.toContain("owned");
});

test("honours the user's insteadOf, and ignores a repository set in the environment", async () => {
  const env = { ...process.env, ...world.env, GIT_DIR: world.pathOf("nowhere"), GIT_WORK_TREE: "/nowhere" };
  expect((await read("https://github.com/contoso/app", { ref: "main" }, { env })).value?.commit).toBe(second);
});

test("leaves nothing behind", async () => {
  await using temporary = await temporaryFolder();
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = temporary.path;
  try {
    await read(world.pathOf("app"), { ref: "main" });
    await read(world.pathOf("app"), { ref: "missing" });
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
  expect(readdirSync(temporary.path)).toEqual([]);
});

describe("a folder", () => {
  test("is read like a repository, without .git and without following links", async () => {
    await using temporary = await temporaryFolder();
    writeFileSync(join(temporary.path, "b.yaml"), "b: 1\n");
    writeFileSync(join(temporary.path, "a.txt"), "not wanted");
    symlinkSync("/etc", join(temporary.path, "etc"));
    world.git(["init", "--quiet"], temporary.path);
    const files = [
      { path: "a.txt", kind: "file" },
      { path: "b.yaml", kind: "file", text: "b: 1\n" },
      { path: "etc", kind: "symlink" },
    ];
    expect(await readFolder(temporary.path, yaml)).toEqual({ commit: null, ref: null, files });
    world.git(["add", "b.yaml"], temporary.path);
    world.git(["commit", "--quiet", "-m", "b"], temporary.path);
    const commit = world.git(["rev-parse", "HEAD"], temporary.path);
    expect((await readFolder(temporary.path, yaml)).commit).toBe(commit);
    await mkdir(join(temporary.path, "inner"));
    expect((await readFolder(join(temporary.path, "inner"), yaml)).commit).toBeNull();
  });

  test("is named if it does not exist", async () => {
    await expect(readFolder(join(folder.path, "nowhere"), yaml)).rejects.toMatchObject({
      diagnostics: [{ code: "folder-missing" }],
    });
  });
});
