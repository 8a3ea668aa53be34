import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test } from "vitest";
import { writeWholeFile } from "../src/index.ts";

test.skipIf(process.platform === "win32")(
  "a device, a pipe or a folder is not replaced by a file",
  async () => {
    await using folder = await temporaryFolder();
    execFileSync("mkfifo", [join(folder.path, "pipe")]);
    mkdirSync(join(folder.path, "folder"));
    for (const name of ["pipe", "folder"]) {
      const path = join(folder.path, name);
      const before = lstatSync(path).ino;
      await expect(writeWholeFile(path, "{}")).rejects.toMatchObject({
        diagnostics: [
          { code: "output-failed", message: `${path} could not be written: it is not a regular file` },
        ],
      });
      expect(lstatSync(path).ino).toBe(before);
    }
    expect(readdirSync(folder.path).sort()).toEqual(["folder", "pipe"]);
  },
);

test("a link is replaced, and its target stays as it is", async () => {
  await using folder = await temporaryFolder();
  const [path, target] = [join(folder.path, "link"), join(folder.path, "target")];
  writeFileSync(target, "before");
  symlinkSync(target, path);
  await writeWholeFile(path, "{}");
  expect([readFileSync(path, "utf8"), readFileSync(target, "utf8")]).toEqual(["{}", "before"]);
  expect(lstatSync(path).isFile()).toBe(true);
});
