/** A checkout that somebody hostile has prepared, read where it is. */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test } from "vitest";
import { readFolder } from "../src/folder.ts";

function git(folder: string, ...args: readonly string[]): string {
  const own = ["-c", "user.name=a", "-c", "user.email=a@b"];
  return execFileSync("git", ["-C", folder, ...own, ...args], { encoding: "utf8" }).trim();
}

function checkout(folder: string): string {
  git(folder, "init", "--quiet");
  writeFileSync(join(folder, "a.yaml"), "a: b\n");
  git(folder, "add", ".");
  git(folder, "commit", "--quiet", "--message=first");
  return git(folder, "rev-parse", "HEAD");
}

const everything = () => true;

test("no program that a checkout's settings, hooks or attributes name is run", async () => {
  await using folder = await temporaryFolder();
  const [tree, evil, mark] = ["tree", "evil", "mark"].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  mkdirSync(tree);
  const commit = checkout(tree);
  mkdirSync(join(folder.path, "hooks"));
  for (const program of [
    evil,
    join(folder.path, "hooks/reference-transaction"),
    join(folder.path, "hooks/post-checkout"),
  ]) {
    writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> ${mark}\n`);
    chmodSync(program, 0o755);
  }
  writeFileSync(join(tree, ".gitattributes"), "* filter=x diff=x\n");
  const named = [
    "core.fsmonitor",
    "core.pager",
    "pager.rev-parse",
    "core.sshCommand",
    "core.gitProxy",
    "core.askPass",
  ];
  const more = ["filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.external", "diff.x.textconv"];
  const remote = ["core.alternateRefsCommand", "remote.origin.uploadpack", "core.editor", "gpg.program"];
  for (const key of [...named, ...more, ...remote]) git(tree, "config", key, evil);
  git(tree, "config", "alias.rev-parse", `!${evil}`);
  git(tree, "config", "credential.helper", `!${evil}`);
  git(tree, "config", "core.hooksPath", join(folder.path, "hooks"));
  git(tree, "config", "remote.origin.url", "file:///nowhere");
  git(tree, "config", "remote.origin.promisor", "true");
  git(tree, "config", "extensions.partialClone", "origin");
  expect(await readFolder(tree, everything)).toMatchObject({ commit });
  expect(existsSync(mark)).toBe(false);
});

test.each([
  ["nowhere", "/nonexistent/tree"],
  ["somewhere else", "/"],
])("a work tree that is %s has no commit", async (_, worktree) => {
  await using folder = await temporaryFolder();
  checkout(folder.path);
  git(folder.path, "config", "core.worktree", worktree);
  expect(await readFolder(folder.path, everything)).toMatchObject({
    commit: null,
    files: [{ path: "a.yaml", text: "a: b\n" }],
  });
});

test.skipIf(process.platform === "win32")("links and pipes are not read, nor waited for", async () => {
  await using folder = await temporaryFolder();
  execFileSync("mkfifo", [join(folder.path, "pipe.yaml")]);
  symlinkSync("/etc/passwd", join(folder.path, "link.yaml"));
  symlinkSync(".", join(folder.path, "loop"));
  const { files } = await readFolder(folder.path, everything);
  expect(files).toEqual([
    { path: "link.yaml", kind: "symlink" },
    { path: "loop", kind: "symlink" },
  ]);
});

test.skipIf(process.platform === "win32")("a name that cannot be read is told", async () => {
  await using folder = await temporaryFolder();
  const name = Buffer.concat([Buffer.from(`${folder.path}/`), Buffer.from([0xff]), Buffer.from(".yaml")]);
  writeFileSync(name, "a: b\n");
  await expect(readFolder(folder.path, everything)).rejects.toMatchObject({
    diagnostics: [
      { code: "folder-unfit", message: expect.stringMatching(/^the folder .* cannot be read: ENOENT: /) },
    ],
  });
});
