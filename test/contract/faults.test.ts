import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Stage } from "../support/github.ts";

const manifest = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
const inputs = { path: "manifests", repository: "contoso/gitops", base: "dev", token: "app-token" };

async function stageWithFolder(): Promise<Stage> {
  const stage = await Stage.open();
  await stage.world.push("gitops", "dev", "start", { "README.md": "ours\n" });
  await stage.folder("manifests", { "a.yaml": manifest("a") });
  return stage;
}

describe("what goes wrong on the way is tried again", () => {
  test.each([
    ["an answer of 502", { status: 502 }],
    ["a connection that is cut", { cut: true }],
    ["a slow answer", { delay: 1_500 }],
    ["a limit that says how long", { status: 429, headers: { "retry-after": "1" } }],
  ])("%s", async (_, fault) => {
    await using stage = await stageWithFolder();
    stage.github.faults.rules = [{ on: /^GET .*\/pulls$/, ...fault }];
    const result = await stage.run("open-pr", inputs);
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain("pull request #1 opened");
  });
});

describe("what stays wrong is told, with what to do", () => {
  test.each([
    ["a server that cannot answer", "github-unreachable", { on: /\/pulls$/, status: 502, times: 99 }],
    ["a request that is not accepted", "github-refused", { on: /^POST .*\/pulls$/, status: 422 }],
    [
      "a limit that is too long to wait for",
      "github-limited",
      { on: /\/pulls$/, status: 429, times: 99, headers: { "retry-after": "7200" } },
    ],
  ])(
    "%s: %s",
    async (_, code, rule) => {
      await using stage = await stageWithFolder();
      stage.github.faults.rules = [rule];
      const result = await stage.run("open-pr", inputs);
      expect(result.exitCode).toBe(1);
      expect(result.stdout).toContain(`::error title=${code}::`);
    },
    120_000,
  );

  test("a token without the permission for pull requests: github-denied", async () => {
    await using stage = await stageWithFolder();
    stage.github.token("pusher", {
      user: "p[bot]",
      permissions: { contents: "write" },
      isWorkflowToken: false,
    });
    const result = await stage.run("open-pr", { ...inputs, token: "pusher" });
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("::error title=github-denied::");
  });

  test("a workflow that is not there: github-missing", async () => {
    await using stage = await stageWithFolder();
    const commit = "a".repeat(40);
    await stage.folder(".", { ".github/tracking/Promoted_Commit_Id": commit });
    const given = { "control-plane": "contoso/nowhere", token: "app-token", commit, environment: "dev" };
    const result = await stage.run("notify", given);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("::error title=github-missing::");
  });

  test("a branch that a rule protects: git-push-refused", async () => {
    await using stage = await stageWithFolder();
    const hook = join(stage.world.pathOf("gitops"), "hooks/pre-receive");
    writeFileSync(hook, "#!/bin/sh\necho 'GH013: Repository rule violations found' >&2\nexit 1\n", {
      mode: 0o755,
    });
    const result = await stage.run("open-pr", inputs);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("::error title=git-push-refused::");
    expect(result.stdout).toContain("Repository rule violations found");
    expect(stage.writes()).toEqual([]);
  });

  test("a head branch that somebody moves while the run is at work: head-moved", async () => {
    await using stage = await stageWithFolder();
    await stage.run("open-pr", inputs);
    await stage.folder("manifests", { "b.yaml": manifest("b") });
    const git = stage.github.git("gitops");
    // The list of pull requests is asked for after the head was read, and before it is pushed.
    const move = () => git.move("refs/heads/kalypso/dev", git.resolve("dev") ?? "");
    stage.github.faults.rules = [{ on: /^GET .*\/pulls$/, kill: move }];
    const result = await stage.run("open-pr", inputs);
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain("::error title=head-moved::");
    expect(git.resolve("kalypso/dev")).toBe(git.resolve("dev"));
  });

  test("an inventory that is none, on the branch or given: inventory-invalid", async () => {
    await using stage = await stageWithFolder();
    await stage.folder(".", { "other.json": '{"version":1,"files":{"gone.yaml":"x"}}' });
    const given = await stage.run("open-pr", { ...inputs, inventory: "other.json" });
    expect(given.stdout).toContain("::error title=inventory-invalid::");
    await stage.world.push("gitops", "dev", "broken", { ".kalypso/inventory.json": "{" });
    const found = await stage.run("open-pr", inputs);
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toContain("::error title=inventory-invalid::");
    expect(stage.writes()).toEqual([]);
  });
});

test("twenty thousand files are one push and a handful of requests", async () => {
  await using stage = await stageWithFolder();
  const files = Array.from({ length: 20_000 }, (_, index) => [
    `type-${index % 100}/target-${Math.floor(index / 100)}/namespace.yaml`,
    manifest(`ns-${index}`),
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
}, 180_000);
