import { newEnvironment } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { conclusions, job, jobOf, logs, one, printed, RunnerStage, said, workflow } from "./stage.ts";

const write = { contents: "write" } as const;

/** A stage with an App installed in `app` and `other`. */
async function withApp() {
  const stage = await RunnerStage.open();
  await stage.github.push({ repository: "other", branch: "main" }, "first", { "README.md": "" });
  await stage.github.push({ repository: "third", branch: "main" }, "first", { "README.md": "" });
  stage.github.apps.set("Iv1", {
    clientId: "Iv1",
    privateKey: "key",
    slug: "robot",
    permissions: write,
    repositories: ["app", "other"],
  });
  return stage;
}

const token = (inputs = {}) => ({
  id: "token",
  uses: "actions/create-github-app-token@v3.2.0",
  with: { "client-id": "Iv1", "private-key": "key", ...inputs },
});

describe("variables and secrets", () => {
  test("of an environment override the repository's, only in its jobs", async () => {
    await using stage = await RunnerStage.open();
    const repository = stage.github.repository("app");
    repository.variables.set("V", "repo").set("W", "repo");
    repository.secrets.set("S", "secret-of-repo");
    const dev = newEnvironment({ V: "dev" });
    dev.secrets.set("S", "secret-of-dev");
    repository.environments.set("dev", dev);
    const show = "echo ${{ vars.V }} ${{ vars.W }} [${{ vars.NONE }}] $(echo ${{ secrets.S }} | rev)";
    const run = await stage.run(
      workflow({ a: job([show]), b: job([show], { needs: "a", environment: "dev" }) }),
    );
    expect(printed(run)).toEqual(["repo repo [] oper-fo-terces", "dev repo [] ved-fo-terces"]);
  });

  test("of an environment are not available in the job's own condition", async () => {
    await using stage = await RunnerStage.open();
    stage.github.repository("app").environments.set("dev", newEnvironment({ V: "dev" }));
    const run = await stage.run(one(["true"], { environment: "dev", if: "vars.V == 'dev'" }));
    expect(conclusions(run)).toEqual({ job: "skipped" });
  });

  test("are masked wherever a step shows them", async () => {
    await using stage = await RunnerStage.open();
    stage.github.repository("app").secrets.set("S", "hush").set("LINES", "first-line\nsecond-line\n");
    const steps = [
      { name: "name ${{ secrets.S }}", run: "echo '${{ secrets.S }}'; echo x${{ secrets.S }}y" },
      { env: { L: "${{ secrets.LINES }}" }, run: 'echo "$L" | head -1; echo "$L" | sed -n 2p' },
      "echo '# ${{ secrets.S }}' >> $GITHUB_STEP_SUMMARY; echo '::warning::${{ secrets.S }}!'",
      "echo '::add-mask::quiet'; echo quiet; echo '::add-mask::one%0Atwo'; echo two one",
      "echo ${{ github.token }} $(echo ${{ secrets.GITHUB_TOKEN }})",
    ];
    const run = await stage.run(one(steps));
    expect(printed(run)).toEqual(["***", "x***y", "***", "***", "***", "*** ***", "*** ***"]);
    const [, first, , third] = run.jobs[0]?.steps ?? [];
    expect([first?.name, third?.summary, said(run)]).toEqual(["name ***", "# ***\n", ["***!"]]);
    expect(JSON.stringify(run.jobs)).not.toMatch(/hush|first-line|second-line|ghs_/);
  });

  test("cannot leave a job as its output", async () => {
    await using stage = await RunnerStage.open();
    stage.github.repository("app").secrets.set("S", "hush");
    const set = { id: "s", run: "echo a=x-hush >> $GITHUB_OUTPUT; echo b=open >> $GITHUB_OUTPUT" };
    const outputs = { a: "${{ steps.s.outputs.a }}", b: "${{ steps.s.outputs.b }}" };
    const show = job(["echo '[${{ needs.first.outputs.a }}] ${{ needs.first.outputs.b }}'"], {
      needs: "first",
    });
    const run = await stage.run(workflow({ first: job([set], { outputs }), show }));
    expect([printed(run), said(run)]).toEqual([
      ["[] open"],
      ["Skip output 'a' since it may contain secret."],
    ]);
  });
});

describe("a token of an App", () => {
  test("has the requested permissions, is masked, and is revoked after the job", async () => {
    await using stage = await withApp();
    const steps = [
      token({ repositories: "other", "permission-contents": "read" }),
      "echo ${{ steps.token.outputs.token }} ${{ steps.token.outputs.app-slug }}",
      "echo ${{ steps.token.outputs.token }} | rev",
    ];
    const run = await stage.run(one(steps));
    const [first, reversed = ""] = printed(run).filter((line) => !line.startsWith("Token"));
    const value = [...reversed].reverse().join("");
    expect([first, run.jobs[0]?.steps.at(-1)?.name]).toEqual([
      "*** robot",
      "Post Run actions/create-github-app-token@v3.2.0",
    ]);
    expect([value.startsWith("ghs_"), stage.github.permissionsOf(value)]).toEqual([true, undefined]);
  });

  test("stays valid with skip-token-revoke", async () => {
    await using stage = await withApp();
    const steps = [token({ "skip-token-revoke": "true" }), "echo ${{ steps.token.outputs.token }} | rev"];
    const reversed = printed(await stage.run(one(steps))).at(-1) ?? "";
    expect(stage.github.permissionsOf([...reversed].reverse().join(""))).toMatchObject({
      user: "robot[bot]",
      permissions: write,
      repositories: ["app"],
      isWorkflowToken: false,
    });
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["the App is unknown", { "client-id": "Iv2" }, "Integration not found"],
    ["the key is wrong", { "private-key": "other" }, "A JSON web token could not be decoded"],
    ["the key is missing", { "private-key": "" }, "Input required and not supplied: private-key"],
    ["the App lacks the permission", { "permission-statuses": "write" }, "not granted to this installation"],
    [
      "the level is invalid",
      { "permission-contents": "admin" },
      "permission contents: admin is not supported",
    ],
    ["the App is not installed there", { repositories: "other,third" }, "not accessible: third"],
    ["the owner is wrong", { owner: "else" }, "Not Found"],
    ["an input belongs to another version", { "app-id": "1" }, "does not support 'app-id'"],
  ])("is not issued if %s", async (_, inputs, message) => {
    await using stage = await withApp();
    const run = await stage.run(one([token(inputs)]));
    expect([run.conclusion, said(run)]).toEqual(["failure", [expect.stringContaining(message)]]);
  });

  test("is not issued for a workflow's own repository if the App is not installed there", async () => {
    await using stage = await withApp();
    await stage.github.push({ repository: "third", branch: "main" }, "w", {
      ".github/workflows/w.yml": one([token()]),
    });
    await stage.runner.idle();
    expect(said(stage.last())).toEqual([expect.stringContaining("not accessible: third")]);
  });
});

describe("an environment that asks for approval", () => {
  const open = async (jobs: Parameters<typeof workflow>[0]) => {
    const stage = await RunnerStage.open();
    stage.github
      .repository("app")
      .environments.set("prod", { ...newEnvironment({ V: "prod" }), needsApproval: true });
    return { stage, run: await stage.run(workflow(jobs)) };
  };
  const jobs = {
    build: job(["true"]),
    prod: job(["echo ${{ vars.V }}"], { needs: "build", environment: "prod" }),
  };

  test("makes its job wait, and start once approved", async () => {
    const { stage, run } = await open(jobs);
    await using _ = stage;
    expect([run.status, jobOf(run, "prod")]).toMatchObject([
      "waiting",
      { status: "waiting", reason: "waiting for approval of prod", startedAt: undefined },
    ]);
    stage.runner.approve(run.id, "prod");
    await stage.runner.idle();
    expect([run.conclusion, printed(run), jobOf(run, "prod").reason]).toEqual([
      "success",
      ["prod"],
      undefined,
    ]);
  });

  test("fails its job once it is rejected", async () => {
    const { stage, run } = await open(jobs);
    await using _ = stage;
    stage.runner.reject(run.id, "prod");
    await stage.runner.idle();
    expect([run.conclusion, conclusions(run), jobOf(run, "prod").reason]).toEqual([
      "failure",
      { build: "success", prod: "failure" },
      "prod was not approved",
    ]);
    expect(() => stage.runner.approve(run.id, "prod")).toThrow(`run ${run.id} is not running`);
  });

  test("is approved for all waiting jobs of the run, and for no other environment", async () => {
    const { stage, run } = await open({
      a: job(["true"], { environment: "prod" }),
      b: job(["true"], { environment: { name: "prod" } }),
    });
    await using _ = stage;
    expect(() => stage.runner.approve(run.id, "dev")).toThrow(`no job of run ${run.id} is waiting for dev`);
    stage.runner.approve(run.id, "prod");
    await stage.runner.idle();
    expect(conclusions(run)).toEqual({ a: "success", b: "success" });
  });

  test("does not block a cancelled run", async () => {
    const { stage, run } = await open(jobs);
    await using _ = stage;
    stage.runner.cancel(run.id);
    await stage.runner.idle();
    await stage.until(() => run.status === "completed");
    expect([run.conclusion, conclusions(run)]).toEqual([
      "cancelled",
      { build: "success", prod: "cancelled" },
    ]);
  });

  test("does not affect a skipped job", async () => {
    const { stage, run } = await open({ a: job(["true"], { environment: "prod", if: "false" }) });
    await using _ = stage;
    expect([run.conclusion, logs(run)]).toEqual(["skipped", []]);
  });
});
