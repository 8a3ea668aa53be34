/** Which refs may deploy to an environment, and which jobs get its secrets. */
import { newEnvironment } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { conclusions, type Files, job, printed, RunnerStage, said, workflow } from "./stage.ts";

const show = "echo [$(echo ${{ secrets.KEY }} | rev)]";
const refused = (ref: string) =>
  `Branch "${ref}" is not allowed to deploy to keys due to environment protection rules.`;

async function withKey(branches: readonly string[] = ["main", "release/*"]) {
  const stage = await RunnerStage.open();
  const keys = { ...newEnvironment(), branches };
  keys.secrets.set("KEY", "hush");
  stage.github.repository("app").environments.set("keys", keys);
  return stage;
}

const file = (text: string, more: Files = {}) => ({ ".github/workflows/w.yml": text, ...more });

const both = (on: unknown = "push") =>
  workflow({ with: job([show], { environment: "keys" }), without: job([show]) }, { on });

describe("a secret of an environment", () => {
  test("is of the jobs that name the environment, and of no other job of the run", async () => {
    await using stage = await withKey();
    const run = await stage.run(both());
    expect(printed(run).toSorted()).toEqual(["[]", "[hsuh]"]);
  });

  test.each([
    ["main", true],
    ["release/1", true],
    ["release/1/2", false],
    ["dev", false],
    ["mainly", false],
  ])("with deployment branches main and release/*: a push to %s gets it: %s", async (branch, isAllowed) => {
    await using stage = await withKey();
    await stage.github.push({ repository: "app", branch }, "w", file(both()));
    await stage.runner.idle();
    const run = stage.last();
    expect(conclusions(run)).toEqual({ with: isAllowed ? "success" : "failure", without: "success" });
    expect(said(run)).toEqual(isAllowed ? [] : [refused(branch)]);
    // The job has not started.
    const [first] = run.jobs.filter(({ name }) => name === "with");
    expect(first?.steps.length === 0).toBe(!isAllowed);
  });

  test("goes to every ref if the environment does not limit them", async () => {
    await using stage = await withKey();
    for (const environment of stage.github.repository("app").environments.values())
      environment.branches = undefined;
    await stage.github.push({ repository: "app", branch: "any" }, "w", file(both()));
    await stage.runner.idle();
    expect(printed(stage.last()).toSorted()).toEqual(["[]", "[hsuh]"]);
  });

  test("is refused to a run started by hand for another ref, with that ref's workflow", async () => {
    await using stage = await withKey();
    const text = both("workflow_dispatch");
    await stage.push(text);
    await stage.github.push({ repository: "app", branch: "other" }, "w", file(text));
    stage.github.dispatch("app", "w.yml", { ref: "other", inputs: {} });
    await stage.runner.idle();
    expect(said(stage.last())).toEqual([refused("other")]);
    expect(printed(stage.last())).toEqual(["[]"]);
  });

  test("is refused to pull requests, whose ref is that of the merge", async () => {
    await using stage = await withKey(["main", "topic"]);
    await stage.github.push({ repository: "app", branch: "main" }, "first", { "README.md": "" });
    stage.github.git("app").git(["branch", "topic", "main"]);
    await stage.github.push({ repository: "app", branch: "topic" }, "w", file(both("pull_request")));
    await openPull(stage, "topic");
    expect(said(stage.last())).toEqual([refused("refs/pull/1/merge")]);
    expect(printed(stage.last())).toEqual(["[]"]);
  });

  test("is given to `pull_request_target`, which runs the default branch's file and no other", async () => {
    await using stage = await withKey();
    const text = (word: string) =>
      workflow(
        {
          job: job([`echo ${word} \${{ github.ref }} \${{ github.event.number }}`, show], {
            environment: "keys",
          }),
        },
        { on: "pull_request_target" },
      );
    await stage.push(text("ours"));
    await stage.github.push({ repository: "app", branch: "topic" }, "w", file(text("theirs")));
    await openPull(stage, "topic");
    expect(printed(stage.last())).toEqual(["ours refs/heads/main 1", "[hsuh]"]);
    expect(stage.runner.runs.map(({ event }) => event)).toEqual(["pull_request_target"]);
  });

  test("of the caller's repository reaches a called workflow's job if the caller lets it inherit, and not otherwise", async () => {
    await using stage = await withKey();
    const called = stringify({
      on: { workflow_call: { secrets: { KEY: { required: true } } } },
      jobs: { show: job([show], { environment: "keys" }) },
    });
    const uses = "./.github/workflows/called.yml";
    const run = await stage.run(
      workflow({
        named: { uses, secrets: { KEY: "${{ secrets.KEY }}" } },
        inherits: { uses, secrets: "inherit", needs: "named" },
      }),
      { ".github/workflows/called.yml": called },
    );
    expect(printed(run)).toEqual(["[]", "[hsuh]"]);
  });

  test("is refused to another repository's workflow called for a branch outside the policy", async () => {
    await using stage = await withKey();
    await stage.github.push({ repository: "shared", branch: "main" }, "w", {
      ".github/workflows/called.yml": stringify({
        on: { workflow_call: null },
        jobs: { show: job([show], { environment: "keys" }) },
      }),
    });
    const text = workflow({
      call: { uses: "contoso/shared/.github/workflows/called.yml@main", secrets: "inherit" },
    });
    await stage.github.push({ repository: "app", branch: "other" }, "w", file(text));
    await stage.runner.idle();
    expect([said(stage.last()), printed(stage.last())]).toEqual([[refused("other")], []]);
  });
});

/** A pull request of a branch into main; waits for the runs it starts. */
async function openPull({ github, runner }: RunnerStage, head: string): Promise<void> {
  const permissions = { pull_requests: "write", contents: "write" } as const;
  const token = github.token("opener", { user: "person", permissions, isWorkflowToken: false });
  const answer = await fetch(`${github.url}/api/v3/repos/contoso/app/pulls`, {
    method: "POST",
    headers: { authorization: `token ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ title: "t", head, base: "main" }),
  });
  expect(answer.status).toBe(201);
  await runner.idle();
}
