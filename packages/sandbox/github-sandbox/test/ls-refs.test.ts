import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { answerLsRefs } from "../src/github/ls-refs.ts";
import { temporaryFolder, World } from "../src/index.ts";

const packet = (text: string) => `${(Buffer.byteLength(text) + 5).toString(16).padStart(4, "0")}${text}\n`;

function question(...asked: readonly string[]): Buffer {
  const head = ["command=ls-refs", "agent=git/2", "object-format=sha1"].map(packet).join("");
  return Buffer.from(`${head}0001${asked.map(packet).join("")}0000`);
}

/** What git's own server answers. */
function gits(repository: string, body: Buffer): string {
  const env = { PATH: process.env["PATH"] ?? "", GIT_PROTOCOL: "version=2", GIT_CONFIG_NOSYSTEM: "1" };
  const args = ["-c", "safe.directory=*", "upload-pack", "--stateless-rpc", repository];
  return execFileSync("git", args, { env, input: body }).toString("utf8");
}

const questions = [
  [],
  ["peel", "symrefs"],
  ["peel", "symrefs", "unborn"],
  ["peel", "symrefs", "ref-prefix HEAD"],
  ["ref-prefix refs/heads/dev", "ref-prefix refs/tags/dev"],
  ["symrefs", "unborn", "ref-prefix refs/heads/", "ref-prefix HEAD"],
  ["ref-prefix refs/heads/none"],
];

test.each(["main", "dev"])(
  "refs are answered as git does, with a HEAD on a branch that only `%s` is",
  async (first) => {
    await using folder = await temporaryFolder();
    const world = await World.open(folder.path);
    for (const branch of [first, "feature/ä", "dev-2"])
      await world.push({ repository: "a", branch }, branch, { "a.txt": `${branch}\n` });
    for (const asked of questions) {
      const body = question(...asked);
      expect(answerLsRefs(world.pathOf("a"), body), asked.join()).toBe(gits(world.pathOf("a"), body));
    }
    world.git(["pack-refs", "--all"], world.pathOf("a"));
    expect(answerLsRefs(world.pathOf("a"), question())).toBe(gits(world.pathOf("a"), question()));
  },
);

test("what only git can answer is left to git", async () => {
  await using folder = await temporaryFolder();
  const world = await World.open(folder.path);
  await world.push({ repository: "a", branch: "main" }, "a", { "a.txt": "a\n" });
  const path = world.pathOf("a");
  expect(answerLsRefs(path, Buffer.from(`${packet("command=fetch")}0000`))).toBeUndefined();
  expect(answerLsRefs(path, question("something-new"))).toBeUndefined();
  world.git(["tag", "v1", "main"], path);
  expect(answerLsRefs(path, question())).toBeUndefined();
});
