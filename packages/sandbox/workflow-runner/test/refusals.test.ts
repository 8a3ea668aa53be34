import { describe, expect, test } from "vitest";
import { azure, conclusions, job, one, RunnerStage, said, workflow } from "./stage.ts";

/** A workflow's lines below `name`; the third line is the first of a job. */
const jobLines = (...lines: readonly string[]) =>
  ["on: push", "jobs:", "  job:", ...lines.map((line) => `    ${line}`), ""].join("\n");
const stepLines = (...lines: readonly string[]) =>
  jobLines("runs-on: ubuntu-latest", "steps:", ...lines.map((line) => `  ${line}`));
const plain = jobLines("runs-on: ubuntu-latest", "steps: [{run: 'true'}]");

const at = (line: number, column: number, message: string) =>
  `.github/workflows/w.yml (Line: ${line}, Col: ${column}): ${message}`;

describe("is refused before it starts", () => {
  const inputs = Array.from({ length: 26 }, (_, index) => `{i${index}: {}}`.slice(1, -1)).join(", ");
  test.each<[string, string, string]>([
    ["an unknown key of the workflow", `${plain}job: {}\n`, at(6, 1, "Unexpected value 'job'")],
    [
      "an unknown key of a job",
      jobLines("runs-on: ubuntu-latest", "step: []"),
      at(5, 5, "Unexpected value 'step'"),
    ],
    [
      "an unknown key of a step",
      stepLines("- run: 'true'", "  shel: bash"),
      at(7, 9, "Unexpected value 'shel'"),
    ],
    [
      "an unknown key of a matrix's strategy",
      jobLines("runs-on: ubuntu-latest", "strategy: {failfast: true}", "steps: []"),
      at(5, 16, "Unexpected value 'failfast'"),
    ],
    [
      "an unknown key of permissions",
      jobLines("runs-on: ubuntu-latest", "permissions: {content: read}"),
      at(5, 19, "Unexpected value 'content'"),
    ],
    [
      "an unknown level of a permission",
      jobLines("runs-on: ubuntu-latest", "permissions: {contents: admin}"),
      at(5, 29, "Unexpected value 'admin'"),
    ],
    ["a job without runs-on", jobLines("steps: []"), at(4, 5, "Required property is missing: runs-on")],
    [
      "a step that does nothing",
      stepLines("- name: x"),
      "There's not enough info to determine what you meant",
    ],
    ["a step that does both", stepLines("- run: x", "  uses: a/b@c"), at(7, 9, "Unexpected value 'uses'")],
    ["a duplicate key", jobLines("runs-on: a", "runs-on: b"), "'runs-on' is already defined"],
    ["an expression in a step's uses", stepLines("- uses: a/${{ github.ref }}@v1"), "uses"],
    ["an expression in a job's uses", jobLines("uses: a/${{ github.ref }}/x@v1"), "uses"],
    [
      "steps in runs-on",
      jobLines("runs-on: ${{ steps.x.outputs.y }}", "steps: [{run: x}]"),
      at(4, 14, "Unrecognized named-value: 'steps'"),
    ],
    [
      "secrets in a step's condition",
      stepLines("- if: secrets.S != ''", "  run: x"),
      at(6, 13, "Unrecognized named-value: 'secrets'"),
    ],
    [
      "secrets in a job's condition",
      jobLines("runs-on: a", "if: secrets.S != ''", "steps: [{run: x}]"),
      at(5, 9, "Unrecognized named-value: 'secrets'"),
    ],
    [
      "env in a job's condition",
      jobLines("runs-on: a", "if: env.A", "steps: [{run: x}]"),
      at(5, 9, "Unrecognized named-value: 'env'"),
    ],
    [
      "matrix in a job's condition",
      jobLines("runs-on: a", "if: matrix.A", "steps: [{run: x}]"),
      at(5, 9, "Unrecognized named-value: 'matrix'"),
    ],
    [
      "an unknown context",
      stepLines("- run: echo ${{ githb.ref }}"),
      at(6, 14, "Unrecognized named-value: 'githb'"),
    ],
    [
      "an unknown function",
      stepLines("- run: echo ${{ upper('a') }}"),
      at(6, 14, "Unrecognized function: 'upper'"),
    ],
    [
      "a status function where none is allowed",
      stepLines("- run: echo ${{ always() }}"),
      at(6, 14, "Unrecognized function: 'always'"),
    ],
    [
      "an unclosed expression",
      stepLines("- run: echo ${{ github.ref"),
      at(6, 14, "The expression is not closed"),
    ],
    [
      "circular needs",
      `${plain}  a: {needs: b, runs-on: x, steps: [{run: x}]}\n  b: {needs: a, runs-on: x, steps: [{run: x}]}\n`,
      "depends on job 'b' which creates a cycle in the dependency graph.",
    ],
    [
      "needs of an unknown job",
      jobLines("runs-on: x", "needs: gone", "steps: [{run: x}]") +
        "  other: {runs-on: x, steps: [{run: x}]}\n",
      at(5, 12, "Job 'job' depends on unknown job 'gone'."),
    ],
    ["a duplicate job", `${plain}  job: {runs-on: x, steps: [{run: x}]}\n`, "'job' is already defined"],
    [
      "a duplicate step id",
      stepLines("- {id: a, run: x}", "- {id: a, run: y}"),
      "The identifier 'a' may not be used more than once",
    ],
    ["an invalid job id", plain.replace("  job:", "  1job:"), "The identifier '1job' is invalid."],
    [
      "more than 25 inputs",
      plain.replace("on: push", `on: {push: , workflow_dispatch: {inputs: {${inputs}}}}`),
      "you may only define up to 25 `inputs`",
    ],
    ["an unknown event", plain.replace("on: push", "on: [push, psh]"), at(1, 12, "Unexpected value 'psh'")],
    [
      "an unknown type of an event",
      plain.replace("on: push", "on: {push: , pull_request: {types: [merged]}}"),
      "Unexpected value 'merged'",
    ],
    [
      "both branch filters",
      plain.replace("on: push", "on: {push: {branches: [main], branches-ignore: [b]}}"),
      at(1, 12, "you may only define one of `branches` and `branches-ignore` for a single event"),
    ],
    [
      "queue: max with cancel-in-progress",
      jobLines(
        "runs-on: ubuntu-latest",
        "concurrency: {group: g, queue: max, cancel-in-progress: true}",
        "steps: [{run: x}]",
      ),
      "`queue: max` cannot be combined",
    ],
    [
      "a container",
      jobLines("runs-on: ubuntu-latest", "container: alpine", "steps: [{run: x}]"),
      at(5, 5, "the sandbox's runner does not support `container`"),
    ],
    [
      "a service",
      jobLines("runs-on: ubuntu-latest", "services: {db: {image: x}}", "steps: [{run: x}]"),
      at(5, 5, "the sandbox's runner does not support `services`"),
    ],
  ])("%s", async (_, text, message) => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(text);
    expect([run.conclusion, run.jobs.length]).toEqual(["startup_failure", 0]);
    expect(run.problems.join("\n")).toContain(message);
  });
});

describe("fails in its job", () => {
  const checkout = { uses: "actions/checkout@v7.0.0" };
  const status = {
    run: `node -e '
const [sha, token] = [process.env.GITHUB_SHA, process.env.TOKEN];
const url = process.env.GITHUB_API_URL + "/repos/" + process.env.GITHUB_REPOSITORY + "/statuses/" + sha;
const options = { method: "POST", headers: { authorization: "Bearer " + token }, body: JSON.stringify({ state: "success" }) };
fetch(url, options).then(async (answer) => { console.log(answer.status, (await answer.json()).message); process.exit(answer.ok ? 0 : 1); });
'`,
    env: { TOKEN: "${{ github.token }}" },
  };
  const login = {
    uses: "docker/login-action@v4.6.0",
    with: { registry: "ghcr.io", username: "x", password: "${{ github.token }}" },
  };
  const build = {
    uses: "docker/build-push-action@v7.3.0",
    with: { context: ".", push: true, tags: "ghcr.io/contoso/app:1" },
  };
  const azureLogin = {
    uses: "azure/login@v3.0.0",
    with: { "client-id": azure.clientId, "tenant-id": azure.tenantId, "allow-no-subscriptions": true },
  };

  test.for<[string, Parameters<typeof one>[0], Parameters<typeof one>[1], string]>([
    [
      "an unknown action",
      [{ uses: "who/knows@v1" }],
      {},
      "Unable to resolve action `who/knows@v1`, repository not found",
    ],
    ["a version without a stand-in", [{ uses: "actions/checkout@v1" }], {}, "unable to find version `v1`"],
    [
      "a path inside a stand-in's action",
      [{ uses: "actions/checkout/sub@v7.0.0" }],
      {},
      "repository not found",
    ],
    [
      "a missing action in the workspace",
      [{ uses: "./gone" }],
      {},
      "Can't find 'action.yml' or 'action.yaml'",
    ],
    ["an action with a post step", [checkout, { uses: "./late" }], {}, "does not support `runs.post`"],
    [
      "an input that the stand-in does not support",
      [{ ...checkout, with: { submodules: true } }],
      {},
      "does not support 'submodules'",
    ],
    [
      "an invalid flag",
      [{ ...checkout, with: { "persist-credentials": "maybe" } }],
      {},
      'YAML 1.2 "Core Schema"',
    ],
    ["a checkout without contents: read", [checkout], { permissions: {} }, "not found"],
    [
      "an Azure login without id-token: write",
      [azureLogin],
      {},
      "make sure to give write permissions to id-token",
    ],
    [
      "an image push without packages: write",
      [checkout, login, build],
      { permissions: { contents: "read" } },
      "denied: permission_denied: write_package",
    ],
    ["an API call without the permission", [status], {}, "Process completed with exit code 1."],
  ])("%s", async ([_, steps, more, message]) => {
    await using stage = await RunnerStage.open({ azure: true });
    const run = await stage.run(one(steps, more), {
      Dockerfile: "FROM scratch\n",
      "late/action.yml": "runs: { using: node24, main: a.js, post: b.js }\n",
    });
    expect([run.problems, conclusions(run)]).toEqual([[], { job: "failure" }]);
    expect(said(run).join("\n")).toContain(message);
  });

  test("but the same call succeeds with the permission", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(one([status], { permissions: { statuses: "write" } }));
    expect(run.conclusion).toBe("success");
  });

  test("for an action, before any step runs", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(workflow({ job: job(["echo no", { uses: "who/knows@v1" }]) }));
    expect(run.jobs[0]?.steps.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ["Set up job", "failure"],
    ]);
  });
});
