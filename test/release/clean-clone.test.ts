import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/process.ts";
import { conclusionsOf, logOf, ReleaseStage, repository, workingTree } from "../support/release.ts";

/** The npm settings and cache of this machine, because the job has its own home folder. */
function machine(): Readonly<Record<string, string>> {
  const network = /^(?:https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_\w+|npm_config_\w+|xdg_\w+)$/i;
  const known = Object.entries(process.env).filter(([name]) => network.test(name));
  return {
    npm_config_cache: join(homedir(), ".npm"),
    npm_config_userconfig: join(homedir(), ".npmrc"),
    XDG_DATA_HOME: join(homedir(), ".local/share"),
    XDG_CACHE_HOME: join(homedir(), ".cache"),
    ...Object.fromEntries(known.map(([name, value = ""]) => [name, value])),
  };
}

function fileIn(tarball: string, path: string): Buffer {
  return execFileSync("tar", ["--extract", "--gzip", "--to-stdout", "--file", tarball, path], {
    maxBuffer: 2 ** 26,
  });
}

test("v1.0.0 is released from a clean clone, whose bundles match the committed ones bit for bit", async () => {
  await using stage = await ReleaseStage.open(machine());
  await stage.push(
    (clone) => {
      for (const path of workingTree(repositoryRoot))
        cpSync(join(repositoryRoot, path), join(clone, path), { recursive: true, verbatimSymlinks: true });
      // Its push to main would run all tests, including this one.
      rmSync(join(clone, ".github/workflows/ci.yml"));
      stage.commit(clone, "everything");
      const changeset = join(repositoryRoot, "node_modules/.bin/changeset");
      execFileSync(changeset, ["version"], { cwd: clone, stdio: "ignore" });
      stage.commit(clone, "Release 1.0.0");
      stage.tag(clone, "v1.0.0");
    },
    "main",
    "v1.0.0",
  );
  const run = await stage.ended();
  expect(conclusionsOf(run), logOf(run)).toEqual({ build: "success", npm: "success", github: "success" });
  expect(logOf(run)).toContain("generated files: fine");
  expect(stage.tagCommit("v1")).toBe(stage.tagCommit("v1.0.0"));
  const [release] = [...stage.github.repository(repository).releases.values()];
  expect(release).toMatchObject({ tag: "v1.0.0", body: expect.stringContaining("First release.") });

  const [tarball = ""] = stage.tarballs;
  expect(JSON.parse(fileIn(tarball, "package/package.json").toString())).toMatchObject({ version: "1.0.0" });
  await using folder = await temporaryFolder();
  execFileSync(process.execPath, [join(repositoryRoot, "scripts/package.ts"), folder.path]);
  const here = join(folder.path, `kalypso-actions-${versionHere()}.tgz`);
  for (const path of ["package/dist/kalypso.js", "package/dist/thread.js", "package/README.md"])
    expect(fileIn(tarball, path).equals(fileIn(here, path)), path).toBe(true);
});

function versionHere(): string {
  return JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8")).version;
}
