import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Stage } from "../support/github.ts";

const manifest = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const inputs = { path: "manifests", repository: "contoso/gitops", base: "dev", token: "app-token" };

async function stageWithFolder(): Promise<Stage> {
  const stage = await Stage.open();
  await stage.world.push({ repository: "gitops", branch: "dev" }, "start", { "README.md": "ours\n" });
  await stage.folder("manifests", { "a.yaml": manifest("a") });
  return stage;
}

describe("temporary failures are retried", () => {
  test.each([
    ["a 502 answer", { status: 502 }],
    ["a dropped connection", { cut: true }],
    ["a limit with a retry time", { status: 429, headers: { "retry-after": "1" } }],
  ])("%s", async (_, fault) => {
    await using stage = await stageWithFolder();
    stage.github.faults.rules = [{ on: /^GET .*\/pulls$/, ...fault }];
    const result = await stage.openPr(inputs);
    expect(result.log).toContain("pull request #1 opened");
    expect(result.exitCode).toBe(0);
  });

  test("by the bundle, with real waits", async () => {
    await using stage = await stageWithFolder();
    stage.github.faults.rules = [{ on: /^GET .*\/pulls$/, status: 502 }];
    const result = await stage.run("open-pr", inputs);
    expect(result.stdout).toContain("pull request #1 opened");
  });

  test("but a slow answer is awaited", async () => {
    await using stage = await stageWithFolder();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: until, resolve: answer } = Promise.withResolvers<void>();
    stage.github.faults.rules = [{ on: /^GET .*\/pulls$/, kill: ask, until }];
    const run = stage.openPr(inputs);
    await asked;
    expect(stage.writes()).toEqual([]);
    answer();
    expect((await run).log).toContain("pull request #1 opened");
    expect(stage.github.requests.filter(({ path }) => path.includes("state=open"))).toHaveLength(1);
  });
});

describe("persistent failures are reported with a hint", () => {
  test.each([
    ["a server that cannot answer", "github-unreachable", { on: /\/pulls$/, status: 502, times: 99 }],
    ["a rejected request", "github-refused", { on: /^POST .*\/pulls$/, status: 422 }],
    [
      "a limit that is too long to await",
      "github-limited",
      { on: /\/pulls$/, status: 429, times: 99, headers: { "retry-after": "7200" } },
    ],
  ])("%s: %s", async (_, code, rule) => {
    await using stage = await stageWithFolder();
    stage.github.faults.rules = [rule];
    const result = await stage.openPr(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain(`error ${code}: `);
  });

  test("a token without the permission for pull requests: github-denied", async () => {
    await using stage = await stageWithFolder();
    stage.github.token("pusher", {
      user: "p[bot]",
      permissions: { contents: "write" },
      isWorkflowToken: false,
    });
    const result = await stage.openPr({ ...inputs, token: "pusher" });
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("error github-denied: ");
  });

  test("a workflow that does not exist: github-missing", async () => {
    await using stage = await stageWithFolder();
    const commit = "a".repeat(40);
    await stage.folder(".", { ".github/tracking/Promoted_Commit_Id": commit });
    const given = { "control-plane": "contoso/nowhere", token: "app-token", commit, environment: "dev" };
    const result = await stage.notify(given);
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("error github-missing: ");
  });

  test("a protected branch: git-push-refused", async () => {
    await using stage = await stageWithFolder();
    const hooks = join(stage.world.pathOf("gitops"), "hooks");
    mkdirSync(hooks);
    writeFileSync(
      join(hooks, "pre-receive"),
      "#!/bin/sh\necho 'GH013: Repository rule violations found for a403b' >&2\nexit 1\n",
      {
        mode: 0o755,
      },
    );
    const result = await stage.openPr(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("error git-push-refused: ");
    expect(result.log).toContain("Repository rule violations found");
    expect(stage.writes()).toEqual([]);
  });

  test("a head branch that somebody moves during the run: head-moved", async () => {
    await using stage = await stageWithFolder();
    await stage.openPr(inputs);
    await stage.folder("manifests", { "b.yaml": manifest("b") });
    const git = stage.github.git("gitops");
    // The list of pull requests is requested after reading the head and before pushing it.
    const move = () => git.move("refs/heads/kalypso/dev", git.resolve("dev") ?? "");
    stage.github.faults.rules = [{ on: /^GET .*\/pulls$/, kill: move }];
    const result = await stage.openPr(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("error head-moved: ");
    expect(git.resolve("kalypso/dev")).toBe(git.resolve("dev"));
  });

  test("an invalid inventory, on the branch or as input: inventory-invalid", async () => {
    await using stage = await stageWithFolder();
    await stage.folder(".", { "other.json": '{"version":1,"files":{"gone.yaml":"x"}}' });
    const given = await stage.openPr({ ...inputs, inventory: "other.json" });
    expect(given.log).toContain("error inventory-invalid: ");
    await stage.world.push({ repository: "gitops", branch: "dev" }, "broken", {
      ".kalypso/inventory.json": "{",
    });
    const found = await stage.openPr(inputs);
    expect(found.exitCode).toBe(1);
    expect(found.log).toContain("error inventory-invalid: ");
    expect(stage.writes()).toEqual([]);
  });
});

test("pushes twenty thousand files at once, with a handful of requests", async () => {
  await using stage = await stageWithFolder();
  // Only the number of paths matters; the disk need not have as many folders and objects.
  const files = Array.from({ length: 20_000 }, (_, index) => [
    `type-${index % 100}/target-${index % 20}/${index}.yaml`,
    manifest(`ns-${index % 100}`),
  ]);
  await stage.folder("many", Object.fromEntries(files));
  const result = await stage.run("open-pr", { ...inputs, path: "many" });
  expect(result.exitCode).toBe(0);
  expect(result.outputs).toMatchObject({ added: "20000" });
  expect(stage.github.requests.length).toBeLessThan(10);
  expect(stage.github.repository("gitops").pulls.get(1)?.body.length).toBeLessThanOrEqual(65_536);
  const count =
    stage.github.git("gitops").git(["ls-tree", "-r", "--name-only", "kalypso/dev"]).split("\n").length - 1;
  expect(count).toBe(20_003);
});
