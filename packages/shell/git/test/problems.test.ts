/** What git and its servers say, in any length: a server may send 256 KiB of it. */
import { expect, test } from "vitest";
import { gitProblem, pushProblem } from "../src/problems.ts";

const repo = "https://git.example.com/acme/gitops";
const most = 256 * 1024;

test.each([
  ["one word", "a".repeat(most)],
  ["words before a scheme", "https:".repeat(most / 6)],
  ["spaces", `x${" ".repeat(most)}x`],
  ["tabs", `x${"\t".repeat(most)}x`],
  ["names of branches", "Remote branch ".repeat(most / 14)],
  ["exclamation marks", "!".repeat(most)],
])("a server that says %s of 256 KiB is understood in time that grows with their length", (_, words) => {
  for (const line of [`remote: ${words}`, `fatal: ${words}`]) {
    expect(gitProblem({ repo }, line)).toMatchObject({ code: "git-failed" });
    expect(pushProblem(repo, "refs/heads/dev", line)).toMatchObject({ code: "git-push-refused" });
    expect(pushProblem(repo, "refs/heads/dev", `protected branch\n${line}`)).toMatchObject({
      code: "git-push-refused",
    });
  }
});

test("a rule's words are told without the lines around them", () => {
  const said = [
    "remote: error: GH006: Protected branch update failed for refs/heads/dev.  ",
    "remote:",
    "remote: Changes must be made through a pull request.",
    "! [remote rejected] dev -> dev (protected branch hook declined)",
  ].join("\n");
  expect(pushProblem(repo, "refs/heads/dev", said).message).toBe(
    `${repo} rejected the push to dev (git said: GH006: Protected branch update failed for refs/heads/dev. Changes must be made through a pull request.)`,
  );
});

test("credentials in addresses are not repeated", () => {
  const said =
    "fatal: unable to access 'https://user:canary@git.example.com/acme/x': canary2 http://canary@h/";
  expect(gitProblem({ repo: "https://me:canary@git.example.com/acme/x" }, said).message).not.toMatch(
    /canary\b@|canary@/,
  );
  expect(pushProblem(repo, "refs/heads/dev", said).message).not.toContain("canary@");
});

test.each([
  "fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output",
  "fatal: sha1 file '/tmp/git/index.lock' write error. Out of diskspace",
])("a full disk is told as one: %s", (said) => {
  expect(gitProblem({ repo }, said)).toMatchObject({
    code: "git-failed",
    message: expect.stringMatching(/^there was no space left to read /),
  });
});
