import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { conclusions, job, one, printed, RunnerStage, workflow } from "./stage.ts";

/** The number of runs started by a workflow with these triggers when these files are pushed to this ref. */
async function startedBy(on: unknown, ref: string, paths: readonly string[]): Promise<number> {
  await using stage = await RunnerStage.open();
  const { github, runner } = stage;
  const text = stringify({ on, jobs: { job: job(["true"]) } });
  await github.push({ repository: "app", branch: "main" }, "files", { ".github/workflows/w.yml": text });
  const before = runner.runs.length;
  const files = Object.fromEntries(paths.map((path) => [path, "new"]));
  const [kind, name = ""] = ref.split(":");
  if (kind === "branch") {
    if (name !== "main") github.git("app").git(["branch", name, "main"]);
    await github.push({ repository: "app", branch: name }, "a change", files);
  } else {
    const sha = github.git("app").resolve("main") ?? "";
    const token = github.token("pusher", {
      user: "p",
      permissions: { contents: "write" },
      isWorkflowToken: false,
    });
    const body = JSON.stringify({ ref: `refs/tags/${name}`, sha });
    const headers = { authorization: `Bearer ${token}` };
    await fetch(`${github.url}/api/v3/repos/contoso/app/git/refs`, { method: "POST", headers, body });
  }
  await runner.idle();
  return runner.runs.length - before;
}

describe("a push starts", () => {
  test.for<[string, unknown, string, readonly string[], number]>([
    ["every workflow that names only the event", "push", "branch:main", ["a"], 1],
    ["none that names other events", ["schedule", "workflow_dispatch"], "branch:main", ["a"], 0],
    ["workflows that list its branch", { push: { branches: ["main"] } }, "branch:main", ["a"], 1],
    ["none that list other branches", { push: { branches: ["dev"] } }, "branch:main", ["a"], 0],
    [
      "workflows with a matching pattern",
      { push: { branches: ["releases/**"] } },
      "branch:releases/a/b",
      ["a"],
      1,
    ],
    ["none for a partial match", { push: { branches: ["releases/*"] } }, "branch:releases/a/b", ["a"], 0],
    [
      "none that a later pattern excludes",
      { push: { branches: ["r/**", "!r/**-x"] } },
      "branch:r/1-x",
      ["a"],
      0,
    ],
    [
      "workflows that a still later pattern includes again",
      { push: { branches: ["r*", "!r1*", "r12"] } },
      "branch:r12",
      ["a"],
      1,
    ],
    [
      "workflows with an optional or repeated character in the pattern",
      { push: { branches: ["v[12].[0-9]+"] } },
      "branch:v1.10",
      ["a"],
      1,
    ],
    [
      "workflows with an escaped character in the pattern",
      { push: { branches: ["a\\+b"] } },
      "branch:a+b",
      ["a"],
      1,
    ],
    ["none that ignore its branch", { push: { "branches-ignore": ["ma*"] } }, "branch:main", ["a"], 0],
    [
      "workflows that ignore another branch",
      { push: { "branches-ignore": ["dev"] } },
      "branch:main",
      ["a"],
      1,
    ],
    ["workflows that list its tag", { push: { tags: ["v*"] } }, "tag:v1", [], 1],
    ["none that list only branches, for a tag", { push: { branches: ["**"] } }, "tag:v1", [], 0],
    ["none that list only tags, for a branch", { push: { tags: ["**"] } }, "branch:main", ["a"], 0],
    ["none that ignore its tag", { push: { "tags-ignore": ["v*"] } }, "tag:v1", [], 0],
    [
      "workflows with path filters, which do not apply to a tag",
      { push: { paths: ["nowhere"] } },
      "tag:v1",
      [],
      1,
    ],
    ["workflows that list a changed path", { push: { paths: ["src/**"] } }, "branch:main", ["src/a/b.ts"], 1],
    ["none that list other paths", { push: { paths: ["src/**"] } }, "branch:main", ["docs/a"], 0],
    [
      "workflows that list one of several paths",
      { push: { paths: ["src/**"] } },
      "branch:main",
      ["docs/a", "src/a"],
      1,
    ],
    [
      "none whose path is excluded again",
      { push: { paths: ["src/**", "!src/**.md"] } },
      "branch:main",
      ["src/a.md"],
      0,
    ],
    ["workflows that list a non-ASCII path", { push: { paths: ["über/*"] } }, "branch:main", ["über/a"], 1],
    ["none that ignore all paths", { push: { "paths-ignore": ["**.md"] } }, "branch:main", ["a/b.md"], 0],
    [
      "workflows that do not ignore all of them",
      { push: { "paths-ignore": ["**.md"] } },
      "branch:main",
      ["b.md", "c"],
      1,
    ],
  ])("%s", async ([_, on, ref, paths, count]) => expect(await startedBy(on, ref, paths)).toBe(count));

  test.each(["[skip ci] x", "x [ci skip]", "[no ci]", "[skip actions]", "x\n\n\nskip-checks: true"])(
    "nothing if the commit says %j",
    async (message) => {
      await using stage = await RunnerStage.open();
      await stage.push(one(["true"]), {}, message);
      expect(stage.runner.runs).toEqual([]);
    },
  );

  test.each([
    ["is not YAML", "on: [push\njobs: {"],
    ["names no event", stringify({ jobs: { job: job(["true"]) } })],
    ["is not a workflow", "on: push\njobs: 7\n"],
  ])("a failed run for a file that %s", async (_, text) => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(text);
    expect([run.conclusion, run.jobs, run.problems.length > 0]).toEqual(["startup_failure", [], true]);
  });
});

test("a job starts no workflow with its own token, but does with another one", async () => {
  await using stage = await RunnerStage.open();
  stage.github.token("person", { user: "p", permissions: { contents: "write" }, isWorkflowToken: false });
  const push = (branch: string, token: string) =>
    `git push -q http://x:${token}@\${GITHUB_SERVER_URL#http://}/contoso/app HEAD:refs/heads/${branch}`;
  await stage.run(
    workflow(
      {
        job: job(
          [
            { uses: "actions/checkout@v7.0.0", with: { "persist-credentials": false } },
            push("own", "${{ github.token }}"),
            push("theirs", "person"),
          ],
          { if: "github.ref_name == 'main'", permissions: { contents: "write" } },
        ),
      },
      { on: { push: { branches: ["main", "own", "theirs"] } } },
    ),
  );
  expect(stage.runner.runs.map(({ ref }) => ref)).toEqual(["main", "theirs"]);
});

test("repository_dispatch starts the workflows that list its type, with its payload, from the default branch", async () => {
  await using stage = await RunnerStage.open();
  const echo = job([
    "echo '${{ github.event.action }} ${{ github.event.client_payload.a.b }} ${{ github.ref }}'",
  ]);
  await stage.push(workflow({ job: echo }, { on: { repository_dispatch: { types: ["wanted"] } } }));
  const token = stage.github.token("t", {
    user: "t",
    permissions: { contents: "write" },
    isWorkflowToken: true,
  });
  const dispatch = async (type: string) => {
    const body = JSON.stringify({ event_type: type, client_payload: { a: { b: "c" } } });
    const headers = { authorization: `Bearer ${token}` };
    const url = `${stage.github.url}/api/v3/repos/contoso/app/dispatches`;
    return (await fetch(url, { method: "POST", headers, body })).status;
  };
  expect([await dispatch("unwanted"), await dispatch("wanted")]).toEqual([204, 204]);
  await stage.runner.idle();
  expect(stage.runner.runs.map((run) => [run.title, ...printed(run)])).toEqual([
    ["wanted", "wanted c refs/heads/main"],
  ]);
});

test("a pull request starts the workflows of its base branch, from its merge commit; a label only those that list it", async () => {
  await using stage = await RunnerStage.open();
  const echo = job([
    "echo '${{ github.event.action }} ${{ github.event.label.name }} ${{ github.ref }} ${{ github.head_ref }} ${{ github.base_ref }} ${{ github.event.pull_request.number }}'",
  ]);
  const on = { pull_request: { branches: ["main"], types: ["opened", "labeled"] } };
  await stage.push(workflow({ job: echo }, { on }), {
    ".github/workflows/opened.yml": workflow({ job: echo }, { on: { pull_request: null } }),
    ".github/workflows/other.yml": workflow({ job: echo }, { on: { pull_request: { branches: ["other"] } } }),
  });
  const git = stage.github.git("app");
  git.git(["branch", "feature", "main"]);
  const head = await stage.github.push({ repository: "app", branch: "feature" }, "a change", {
    "a.txt": "a\n",
  });
  const permissions = { contents: "write", pull_requests: "write" } as const;
  const token = stage.github.token("person", { user: "person", permissions, isWorkflowToken: false });
  await fetch(`${stage.github.url}/api/v3/repos/contoso/app/pulls`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ title: "A change", head: "feature", base: "main" }),
  });
  stage.github.label("app", 1, { label: "wanted", by: "person" });
  await stage.runner.idle();
  expect(stage.runner.runs.map((run) => printed(run)[0]).sort()).toEqual([
    "labeled wanted refs/pull/1/merge feature main 1",
    "opened  refs/pull/1/merge feature main 1",
    "opened  refs/pull/1/merge feature main 1",
  ]);
  for (const { sha } of stage.runner.runs) {
    expect(git.git(["rev-list", "--parents", "-1", sha]).trim().split(" ").at(-1)).toBe(head);
  }
});

test("the hour starts scheduled workflows", async () => {
  await using stage = await RunnerStage.open();
  const text = workflow(
    { job: job(["echo $GITHUB_EVENT_NAME $GITHUB_REF"]) },
    { on: { schedule: [{ cron: "0 * * * *" }] } },
  );
  await stage.push(text);
  stage.github.tick("app");
  await stage.runner.idle();
  expect(stage.runner.runs.map(printed)).toEqual([["schedule refs/heads/main"]]);
});

describe("a workflow is dispatched", () => {
  const on = {
    workflow_dispatch: {
      inputs: {
        name: { required: true },
        flag: { type: "boolean", default: true },
        count: { type: "number", default: 3 },
        size: { type: "choice", options: ["small", "large"], default: "large" },
        note: { type: "string" },
      },
    },
  };
  const text = workflow(
    {
      job: job([
        "echo '${{ inputs.name }} ${{ toJSON(inputs.flag) }} ${{ toJSON(inputs.count) }} ${{ inputs.size }}'",
        "echo '${{ toJSON(github.event.inputs.flag) }} ${{ toJSON(inputs.note) }}'",
      ]),
    },
    { on },
  );

  test("with the given inputs and the declared defaults, in the declared types", async () => {
    await using stage = await RunnerStage.open();
    await stage.push(text);
    stage.github.dispatch("app", "w.yml", { ref: "main", inputs: { name: "a" } });
    stage.github.dispatch("app", "w.yml", {
      ref: "refs/heads/main",
      inputs: { name: "b", flag: "false", count: "4", size: "small" },
    });
    await stage.runner.idle();
    expect(stage.runner.runs.map(printed)).toEqual([
      ["a true 3 large", '"true" ""'],
      ["b false 4 small", '"false" ""'],
    ]);
  });

  test.for<[string, string, string, Record<string, string>, string]>([
    ["a required input is missing", "w.yml", "main", {}, "Required input 'name' not provided"],
    ["an input is not declared", "w.yml", "main", { name: "a", x: "y" }, 'Unexpected inputs provided: ["x"]'],
    ["a choice is not among the options", "w.yml", "main", { name: "a", size: "huge" }, "not in the list"],
    [
      "a boolean is invalid",
      "w.yml",
      "main",
      { name: "a", flag: "maybe" },
      "Provided value 'maybe' for input 'flag'",
    ],
    [
      "a number is invalid",
      "w.yml",
      "main",
      { name: "a", count: "many" },
      "Provided value 'many' for input 'count'",
    ],
    ["the branch does not exist", "w.yml", "gone", { name: "a" }, "No ref found for: gone"],
    ["the workflow does not exist", "gone.yml", "main", { name: "a" }, "Not Found"],
    [
      "the workflow has no such trigger",
      "other.yml",
      "main",
      {},
      "Workflow does not have 'workflow_dispatch' trigger",
    ],
  ])("but not if %s", async ([_, file, ref, inputs, message]) => {
    await using stage = await RunnerStage.open();
    const other = workflow({ job: job(["true"]) }, { on: "schedule" });
    await stage.push(text, { ".github/workflows/other.yml": other });
    expect(() => stage.github.dispatch("app", file, { ref, inputs })).toThrow(message);
  });

  test("at a tag, with the tag's file and ref", async () => {
    await using stage = await RunnerStage.open();
    await stage.push(
      workflow({ old: job(["echo $GITHUB_REF $GITHUB_REF_TYPE"]) }, { on: "workflow_dispatch" }),
    );
    stage.github.git("app").git(["tag", "v1", "main"]);
    await stage.push(workflow({ new: job(["true"]) }, { on: "workflow_dispatch" }));
    stage.github.dispatch("app", "w.yml", { ref: "v1", inputs: {} });
    await stage.runner.idle();
    expect([conclusions(stage.last()), printed(stage.last())]).toEqual([
      { old: "success" },
      ["refs/tags/v1 tag"],
    ]);
  });
});
