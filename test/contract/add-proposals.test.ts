/** `kalypso add` with --commit-files and --pull-request, in checkouts of the sandbox's repositories. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseArguments } from "../../packages/shell/cli/src/arguments.ts";
import type { Platforms } from "../../packages/shell/cli/src/init/platforms.ts";
import { runCommand } from "../../packages/shell/cli/src/runs.ts";
import { printedLine } from "../../packages/shell/cli/src/text.ts";
import { SetupStage } from "../../packages/shell/setups/test/setup-stage.ts";
import { exampleFiles, readerOf } from "../support/operators-platform.ts";
import { toolsFor } from "../support/tools.ts";

let setup: SetupStage;
let folders: { readonly main: string; readonly dev: string };

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync("git", [...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...identity },
  }).trim();
const identity = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

/** A clone of a branch whose `origin` is on the sandbox's GitHub. */
function clone(branch: string, name = branch): string {
  const folder = setup.stage.path(name);
  execFileSync("git", ["clone", "--quiet", "--branch", branch, setup.stage.world.pathOf("plane"), folder]);
  git(folder, "remote", "set-url", "origin", `${setup.github.url}/contoso/plane.git`);
  return folder;
}

beforeAll(async () => {
  setup = await SetupStage.open();
  const { world } = setup.stage;
  for (const branch of ["main", "dev"])
    await world.push(
      { repository: "plane", branch },
      branch,
      exampleFiles("control-plane", branch, setup.github.url),
    );
  folders = { main: clone("main"), dev: clone("dev") };
  for (const folder of Object.values(folders))
    for (const [key, value] of [
      ["user.name", "Ada"],
      ["user.email", "ada@example.com"],
    ] as const)
      git(folder, "config", key, value);
});
afterAll(() => setup[Symbol.asyncDispose]());

async function add(...args: readonly string[]) {
  const before = process.env["GITHUB_SERVER_URL"];
  process.env["GITHUB_SERVER_URL"] = setup.github.url;
  try {
    const request = parseArguments(["add", ...args]);
    if (request.kind !== "command") throw new Error("no command");
    const { proposeFiles } = setup.as();
    await using reader = readerOf(setup);
    const tools = toolsFor(reader, { platforms: async () => ({ proposeFiles }) as unknown as Platforms });
    const { diagnostics, text, data } = await runCommand(request.line, tools);
    const codes = diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
    return { codes, lines: text(undefined).map((line) => printedLine(line)), data };
  } finally {
    if (before === undefined) delete process.env["GITHUB_SERVER_URL"];
    else process.env["GITHUB_SERVER_URL"] = before;
  }
}

const workload = (name: string) => [
  "workload",
  name,
  "--control-plane",
  folders.main,
  "--repo",
  `${setup.github.url}/contoso/app-src`,
  "--environment",
  "dev",
  "--environment-folder",
  folders.dev,
  "--policy",
  name,
  "--targets",
  `app=${name}`,
  "--cluster-types",
  "size=large",
];

const pulls = () => [...setup.github.repository("plane").pulls.values()];

describe("add", () => {
  test("--pull-request opens one for each branch, which a later run finds again; the folders stay as they are", async () => {
    const first = await add(...workload("shop"), "--pull-request");
    expect(first.codes).toEqual([]);
    expect(pulls().map(({ base, title }) => [base, title])).toEqual([
      ["dev", "Add the workload shop"],
      ["main", "Add the workload shop"],
    ]);
    expect(first.lines).toContainEqual(
      expect.stringMatching(/^pull request to main: http.*\/contoso\/plane\/pull\/\d+$/),
    );
    expect(setup.stage.files("plane", "kalypso/add-workload-shop")["workloads/shop.yaml"]).toContain(
      "name: shop",
    );
    expect(existsSync(join(folders.main, "workloads/shop.yaml"))).toBe(false);
    expect(first.lines).toContain("2. Merge the pull request to main.");
    expect(first.lines).toContain("3. Merge the pull request to the branch of dev.");
    const again = await add(...workload("shop"), "--pull-request");
    expect(again.lines).toContainEqual(expect.stringMatching(/^pull request, open already, to main: /));
    await add(...workload("shop"), "--workspace", "team", "--pull-request");
    expect(pulls()).toHaveLength(2);
    expect(setup.stage.files("plane", "kalypso/add-workload-shop")["workloads/shop.yaml"]).toContain(
      "workspace: team",
    );
  });

  test("--pull-request overwrites nothing that the branch has meanwhile", async () => {
    const theirs = { "workloads/late.yaml": "# another\n" };
    await setup.github.push({ repository: "plane", branch: "main" }, "meanwhile", theirs);
    const count = pulls().length;
    await expect(
      add(
        "workload",
        "late",
        "--control-plane",
        folders.main,
        "--repo",
        `${setup.github.url}/contoso/app-src`,
        "--pull-request",
      ),
    ).rejects.toMatchObject({ diagnostics: [{ code: "addition-blocked" }] });
    expect(pulls()).toHaveLength(count);
  });

  test("--commit-files commits what it writes and nothing else, and a later run finds nothing to commit", async () => {
    git(folders.main, "rm", "--cached", "--quiet", "workloads/platform-svc.yaml");
    const { codes, lines } = await add(...workload("billing"), "--commit-files");
    expect(codes).toEqual([]);
    expect(git(folders.main, "show", "--format=%an %s", "--name-only", "HEAD").split("\n")).toEqual([
      "Ada Add the workload billing",
      "",
      "workloads/billing.yaml",
    ]);
    expect(git(folders.dev, "log", "-1", "--format=%s")).toBe("Add the workload billing");
    expect(lines).toContain(
      `committed to main of ${folders.main}: ${git(folders.main, "rev-parse", "HEAD")}`,
    );
    // What is left is what is not done: the commits are there, and go to their branches.
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^2\. Push the commit in .* and open a pull request to main; or push it to main\.$/,
      ),
    );
    expect(lines.join("\n")).not.toMatch(/^\d\. Commit /m);
    git(folders.main, "reset", "--quiet");
    const heads = [folders.main, folders.dev].map((folder) => git(folder, "rev-parse", "HEAD"));
    const again = await add(...workload("billing"), "--commit-files");
    expect(again.lines).toContain(`everything is on main of ${folders.main}`);
    expect([folders.main, folders.dev].map((folder) => git(folder, "rev-parse", "HEAD"))).toEqual(heads);
  });

  test("--commit-files says what git says, and commits the written files when that is corrected", async () => {
    const folder = clone("main", "hooked");
    git(folder, "config", "core.hooksPath", "/nowhere");
    git(folder, "config", "user.name", "Ada");
    git(folder, "config", "user.email", "ada@example.com");
    git(folder, "config", "commit.gpgsign", "true");
    git(folder, "config", "gpg.program", "/nowhere/gpg");
    const args = [
      "workload",
      "cart",
      "--control-plane",
      folder,
      "--repo",
      `${setup.github.url}/contoso/app-src`,
    ];
    await expect(add(...args, "--commit-files")).rejects.toMatchObject({
      diagnostics: [{ code: "commit-refused" }],
    });
    git(folder, "config", "commit.gpgsign", "false");
    expect((await add(...args, "--commit-files")).lines).toContainEqual(
      expect.stringMatching(/^committed to main/),
    );
  });

  test.each(["--commit-files", "--pull-request"])(
    "%s needs a checkout, told before anything is written",
    async (way) => {
      const folder = setup.stage.path(`plain${way}`);
      mkdirSync(folder, { recursive: true });
      const args = [
        "workload",
        "shop",
        "--control-plane",
        folder,
        "--repo",
        `${setup.github.url}/contoso/app-src`,
      ];
      await setup.stage.folder(`plain${way}`, exampleFiles("control-plane", "main", setup.github.url));
      await expect(add(...args, way)).rejects.toMatchObject({
        diagnostics: [
          { code: "input-invalid", message: expect.stringContaining("is no checkout of a branch") },
        ],
      });
      expect(existsSync(join(folder, "workloads/shop.yaml"))).toBe(false);
    },
  );

  test("without either, it writes the files, and its last line says how to propose them", async () => {
    const { lines } = await add(
      "workload",
      "plain",
      "--control-plane",
      folders.main,
      "--repo",
      `${setup.github.url}/contoso/app-src`,
    );
    expect(lines.at(-1)).toMatch(/--commit-files.*--pull-request/);
    expect(existsSync(join(folders.main, "workloads/plain.yaml"))).toBe(true);
  });
});
