/** Actions on a machine that lacks what they need. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { Stage } from "../support/github.ts";
import { type ProcessResult, repositoryRoot, run } from "../support/process.ts";

const actions = readdirSync(join(repositoryRoot, "actions")).sort();

/** Runs a bundle as a runner does, with other files. */
function bundle(action: string, cwd: string, env: Readonly<Record<string, string>>): Promise<ProcessResult> {
  return run([join(repositoryRoot, `actions/${action}/dist/index.js`)], { cwd, env });
}

/** Annotations by severity and code. */
function annotations({ stdout }: ProcessResult): readonly string[] {
  return [...stdout.matchAll(/^::(\w+) title=([\w-]+)/gm)].map(([, severity, code]) => `${severity} ${code}`);
}

describe("a file of the runner that cannot be written is one problem, before anything is done", () => {
  test.each(actions)("%s", async (action) => {
    await using place = await temporaryFolder();
    const file = join(place.path, "a folder");
    mkdirSync(file);
    for (const variable of ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]) {
      const result = await bundle(action, place.path, { [variable]: file });
      expect(annotations(result)).toEqual(["error runner-file-failed"]);
      expect(result.stdout).toContain(`the file that ${variable} names could not be written: EISDIR`);
      expect(result).toMatchObject({ exitCode: 1, stderr: "" });
    }
  });
});

test("a pull request is not opened by a run that could not tell its number", async () => {
  await using stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "ours\n" });
  await stage.folder("manifests", { "a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n" });
  const path = stage.path("manifests");
  const given = {
    INPUT_PATH: path,
    INPUT_REPOSITORY: "contoso/gitops",
    INPUT_BASE: "dev",
    INPUT_TOKEN: "app-token",
  };
  const env = { ...stage.github.env, ...given, GITHUB_OUTPUT: path };
  expect(annotations(await bundle("open-pr", stage.path("."), env))).toEqual(["error runner-file-failed"]);
  expect(stage.github.requests).toEqual([]);
});

// Linux has a device that is always full.
test.runIf(process.platform === "linux")(
  "a disk that fills up while outputs are written fails the action",
  async () => {
    await using stage = await Stage.open();
    await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "ours\n" });
    await stage.folder("manifests", { "a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n" });
    const given = {
      INPUT_PATH: stage.path("manifests"),
      INPUT_REPOSITORY: "contoso/gitops",
      INPUT_BASE: "dev",
      INPUT_TOKEN: "app-token",
      "INPUT_DRY-RUN": "true",
    };
    const result = await bundle("open-pr", stage.path("."), {
      ...stage.github.env,
      ...given,
      GITHUB_OUTPUT: "/dev/full",
    });
    expect(annotations(result)).toEqual(["error runner-file-failed"]);
    expect(result.stdout).toContain("ENOSPC: no space left on device");
    expect(result).toMatchObject({ exitCode: 1, stderr: "" });
  },
);

describe("without a folder for temporary files", () => {
  test.each([
    [
      "schedule",
      { INPUT_ENVIRONMENT: "dev", "INPUT_CONTROL-PLANE": "https://github.com/contoso/control-plane" },
    ],
    [
      "open-pr",
      { INPUT_PATH: "manifests", INPUT_REPOSITORY: "contoso/gitops", INPUT_BASE: "dev", INPUT_TOKEN: "t" },
    ],
  ])("the action %s says what to set: temporary-failed", async (action, given) => {
    await using place = await temporaryFolder();
    mkdirSync(join(place.path, "manifests"));
    writeFileSync(join(place.path, "manifests", "a.yaml"), "a: b\n");
    const nowhere = join(place.path, "nowhere");
    const result = await bundle(action, place.path, {
      ...given,
      TMPDIR: nowhere,
      TEMP: nowhere,
      TMP: nowhere,
    });
    expect(annotations(result)).toEqual(["error temporary-failed"]);
    expect(result).toMatchObject({ exitCode: 1, stderr: "" });
  });
});

test("the next action completes what a killed render left", async () => {
  await using stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "ours\n" });
  await stage.folder("manifests", { "a.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n" });
  // As left by a process that was killed after it moved the former folder away.
  const id = "99999999-0123456789ab";
  renameSync(stage.path("manifests"), stage.path(`.manifests.${id}.former`));
  await stage.folder(`.manifests.${id}.new`, { "half.yaml": "" });
  const result = await stage.openPr({ repository: "contoso/gitops", base: "dev", token: "app-token" });
  expect(result.log).toContain("1 added, 0 modified, 0 removed");
  expect(readdirSync(stage.path(".")).filter((name) => name.includes("manifests"))).toEqual(["manifests"]);
  expect(readFileSync(join(stage.path("manifests"), "a.yaml"), "utf8")).toContain("kind: Namespace");
});
