import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder, World } from "@kalypso-actions/github-sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BranchWriter, branchHeads, commitTexts } from "../src/index.ts";
import { serveGit } from "./git-server.ts";

let folder: TemporaryFolder;
let world: World;
let head: string;
let root: string;
const token = "t0ken-that-must-not-leak";

beforeAll(async () => {
  folder = await temporaryFolder();
  world = await World.open(folder.path);
  root = join(world.root, "contoso");
  head = await world.push({ repository: "gitops", branch: "dev" }, "first", { "a.yaml": "a: 1\n" });
  const bare = world.pathOf("gitops");
  // A branch and a tag with the same ending.
  world.git(["update-ref", "refs/heads/refs/heads/gone", head], bare);
  world.git(["tag", "gone", head], bare);
  world.git(["tag", "dev", world.git(["commit-tree", `${head}^{tree}`, "-m", "tagged"], bare)], bare);
  world.git(["config", "http.receivepack", "true"], bare);
  world.git(["config", "uploadpack.allowFilter", "true"], bare);
});

afterAll(() => folder[Symbol.asyncDispose]());

test("finds the branch, whatever tags and branches have the same ending", async () => {
  await using writer = await BranchWriter.open({ repo: world.pathOf("gitops") });
  expect(await writer.branch("dev")).toMatchObject({ commit: head });
  expect(await writer.branch("gone")).toBeUndefined();
});

test.each([
  ["reading a branch", /upload-pack/],
  ["pushing one", /receive-pack/],
])("sends no token to a redirect's target when %s", async (_, from) => {
  await using other = await serveGit(root);
  await using server = await serveGit(root, undefined, { from, to: other.origin });
  const repo = `${server.origin}/gitops.git`;
  await using writer = await BranchWriter.open({ repo, tokens: [{ origin: server.origin, token }] });
  const work = async () => {
    await writer.branch("dev");
    await writer.push(head, "refs/heads/new", null);
  };
  await expect(work()).rejects.toMatchObject({
    diagnostics: [
      {
        code: "git-redirected",
        message: expect.stringContaining(`${repo} has moved to ${other.origin}/gitops.git`),
      },
    ],
  });
  expect(other.requests).toEqual([]);
});

test("fetches the texts of many files at once, and each branch's listing at once", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 5 }, (_, index) => [`${index}.yaml`, `a: ${index}\n`]),
  );
  await world.push({ repository: "gitops", branch: "many" }, "many", files);
  await using server = await serveGit(root);
  await using writer = await BranchWriter.open({ repo: `${server.origin}/gitops.git` });
  const before = server.requests.length;
  const branch = await writer.branch("many");
  const objects = [...(branch?.files.values() ?? [])].map(({ object }) => object);
  const listed = server.requests.length;
  expect([...(await writer.texts(objects)).values()]).toEqual(Object.values(files));
  // Three requests for the capabilities, the branch and its trees, then two for the capabilities and the contents.
  expect([listed - before, server.requests.length - listed]).toEqual([3, 2]);
});

test("says which branches are there, whatever has the same ending", async () => {
  await using writer = await BranchWriter.open({ repo: world.pathOf("gitops") });
  expect([...(await branchHeads(writer, ["dev", "gone", "new"]))]).toEqual([["dev", head]]);
});

test("commits texts on top of a branch, or as the first of one", async () => {
  await using writer = await BranchWriter.open({ repo: world.pathOf("gitops") });
  await writer.branch("dev");
  const texts = { "b/ü.yaml": "ä: 1\n\ndone\n", "none.txt": "", 'a "quoted" \\ path': "no line end" };
  for (const parent of [head, undefined]) {
    const commit = await commitTexts(writer, { parent, texts, message: "several" });
    const branch = `on-${parent ?? "nothing"}`;
    expect(await writer.pushAll([{ commit, branch, expected: null }])).toBe(true);
    const pushed = world.repository("gitops");
    const present = parent === undefined ? {} : { "a.yaml": "a: 1\n" };
    expect(Object.fromEntries(pushed.paths(branch).map((path) => [path, pushed.text(branch, path)]))).toEqual(
      {
        ...present,
        ...texts,
      },
    );
    expect(await writer.commit(commit)).toMatchObject({
      parents: parent === undefined ? [] : [parent],
      message: "several\n",
    });
    expect(new Set([...(await writer.files(commit)).values()].map(({ mode }) => mode))).toEqual(
      new Set(["100644"]),
    );
  }
});
