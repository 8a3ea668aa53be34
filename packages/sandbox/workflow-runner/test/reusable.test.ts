import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { conclusions, type Files, job, printed, RunnerStage, said, workflow } from "./stage.ts";

type Jobs = Parameters<typeof workflow>[0];
type Call = Readonly<Record<string, unknown>>;

const callPath = ".github/workflows/called.yml";

function called(declared: Call | null, jobs: Jobs, more: Call = {}): Files {
  return { [callPath]: workflow(jobs, { on: { workflow_call: declared }, ...more }) };
}

function calling(more: Call = {}, jobs: Jobs = {}): string {
  return workflow({ call: { uses: `./${callPath}`, ...more }, ...jobs });
}

describe("a called workflow", () => {
  test("is given inputs in their types, or their defaults", async () => {
    await using stage = await RunnerStage.open();
    const inputs = {
      text: { type: "string", required: true },
      flag: { type: "boolean", default: true },
      count: { type: "number", default: 7 },
      branch: { type: "string", default: "${{ github.ref_name }}" },
      no: { type: "boolean" },
      none: { type: "string" },
    };
    const show =
      "echo '${{ inputs.text }} ${{ toJSON(inputs.flag) }} ${{ toJSON(inputs.count) }} ${{ inputs.branch }} ${{ toJSON(inputs.no) }} ${{ toJSON(inputs.none) }}'";
    const files = called({ inputs }, { show: job([show]) });
    const given = { text: "a", flag: "${{ github.ref_name == 'x' }}", count: "${{ fromJSON('8') }}" };
    const run = await stage.run(
      workflow({
        a: { uses: `./${callPath}`, with: { text: "a" } },
        b: { needs: "a", uses: `./${callPath}`, with: given },
      }),
      files,
    );
    expect(run.problems).toEqual([]);
    expect(printed(run)).toEqual(['a true 7 main false ""', 'a false 8 main false ""']);
    expect(run.jobs.map(({ key, name }) => [key, name])).toEqual([
      ["a / show", "a / show"],
      ["b / show", "b / show"],
    ]);
  });

  test("fails its job if an input evaluates to another type", async () => {
    await using stage = await RunnerStage.open();
    const files = called({ inputs: { count: { type: "number" } } }, { show: job(["true"]) });
    const run = await stage.run(calling({ with: { count: "${{ github.ref_name }}" } }), files);
    expect([conclusions(run), said(run)]).toEqual([
      { call: "failure" },
      ['Invalid input, count must be a number, but "main" is not'],
    ]);
  });

  test.each<[string, Call, string]>([
    ["that are named", { secrets: { S: "${{ secrets.MINE }}" } }, "dno []"],
    ["that it inherits", { secrets: "inherit" }, "htruof [enim]"],
    ["and no others", {}, " []"],
  ])("has the secrets %s", async (_, secrets, expected) => {
    await using stage = await RunnerStage.open();
    stage.github.repository("app").secrets.set("MINE", "ond").set("S", "fourth").set("OTHER", "mine");
    const show = "echo $(echo ${{ secrets.S }} | rev) [$(echo ${{ secrets.OTHER }} | rev)]";
    const run = await stage.run(calling(secrets), called({ secrets: { S: {} } }, { show: job([show]) }));
    expect(printed(run)).toEqual([expected.trim()]);
  });

  test("returns its outputs and its result", async () => {
    await using stage = await RunnerStage.open();
    const make = job([{ id: "s", run: "echo x=made >> $GITHUB_OUTPUT" }], {
      outputs: { x: "${{ steps.s.outputs.x }}" },
    });
    const outputs = { x: { value: "${{ jobs.make.outputs.x }} by ${{ jobs.make.result }}" } };
    const after = job(["echo '${{ needs.call.outputs.x }} ${{ needs.call.result }}'"], { needs: "call" });
    const run = await stage.run(calling({}, { after }), called({ outputs }, { make }));
    expect(printed(run)).toEqual(["made by success success"]);
  });

  test("fails its call if one of its jobs fails", async () => {
    await using stage = await RunnerStage.open();
    const after = job(["true"], { needs: "call" });
    const rescue = job(["echo ${{ needs.call.result }}"], { needs: "call", if: "failure()" });
    const files = called(null, { a: job(["true"]), b: job(["false"]) });
    const run = await stage.run(calling({}, { after, rescue }), files);
    expect(conclusions(run)).toEqual({
      "call / a": "success",
      "call / b": "failure",
      after: "skipped",
      rescue: "success",
    });
  });

  test("is called per matrix combination, with the matrix's names", async () => {
    await using stage = await RunnerStage.open();
    const files = called(
      { inputs: { n: { type: "number" } } },
      { show: job(["echo ${{ inputs.n }}"], { name: "show ${{ inputs.n }}" }) },
    );
    const run = await stage.run(
      calling({ strategy: { matrix: { n: [1, 2] } }, with: { n: "${{ matrix.n }}" } }),
      files,
    );
    expect(conclusions(run)).toEqual({ "call (1) / show 1": "success", "call (2) / show 2": "success" });
  });

  test("can call another one, which has the first caller's variables and environments", async () => {
    await using stage = await RunnerStage.open();
    stage.github.repository("app").variables.set("V", "of app");
    const inner = workflow(
      { show: job(["echo ${{ vars.V }} $GITHUB_REPOSITORY"], { environment: "dev" }) },
      { on: "workflow_call" },
    );
    await stage.github.push({ repository: "lib", branch: "v1" }, "inner", {
      ".github/workflows/inner.yml": inner,
    });
    const outer = workflow(
      { inner: { uses: "contoso/lib/.github/workflows/inner.yml@v1" } },
      { on: "workflow_call" },
    );
    const run = await stage.run(calling(), { [callPath]: outer });
    expect([run.problems, printed(run), conclusions(run)]).toEqual([
      [],
      ["of app contoso/app"],
      { "call / inner / show": "success" },
    ]);
    expect([...stage.github.repository("app").environments.keys()]).toEqual(["dev"]);
  });

  test("from another repository reads its own workflows at its own commit", async () => {
    await using stage = await RunnerStage.open();
    const on = "workflow_call";
    await stage.github.push({ repository: "lib", branch: "v1" }, "outer", {
      ".github/workflows/outer.yml": workflow({ b: { uses: "./.github/workflows/inner.yml" } }, { on }),
      ".github/workflows/inner.yml": workflow({ c: job(["echo of lib"]) }, { on }),
    });
    const uses = "contoso/lib/.github/workflows/outer.yml@v1";
    const run = await stage.run(workflow({ a: { uses } }), { ".github/workflows/inner.yml": "no: workflow" });
    expect([run.problems, printed(run)]).toEqual([[], ["of lib"]]);
  });

  test("has at most its caller's permissions, and all of them by default", async () => {
    await using stage = await RunnerStage.open();
    const permissions = { contents: "read", statuses: "write" };
    const files = called(null, { a: job(["true"]), b: job(["true"], { permissions: { contents: "read" } }) });
    const run = await stage.run(calling({ permissions }), files);
    expect(run.jobs.map(({ steps }) => steps[0]?.log)).toEqual([
      ["GITHUB_TOKEN Permissions", "  contents: read", "  statuses: write"],
      ["GITHUB_TOKEN Permissions", "  contents: read"],
    ]);
  });

  test("waits for its own group", async () => {
    await using stage = await RunnerStage.open();
    const files = called(null, { a: job(["true"]) }, { concurrency: "g" });
    const run = await stage.run(calling({ concurrency: "G" }), files);
    expect([conclusions(run), run.jobs[0]?.reason]).toEqual([
      { call: "cancelled" },
      "Canceling since a deadlock was detected for concurrency group: 'g'",
    ]);
  });
});

describe("a call is refused", () => {
  const place = (column: number) => `.github/workflows/w.yml (Line: 4, Col: ${column}): `;
  test.for<[string, Call, Files, string]>([
    [
      "with an undeclared input",
      { with: { x: 1 } },
      called(null, { a: job(["true"]) }),
      ".github/workflows/w.yml (Line: 6, Col: 10): Invalid input, x is not defined in the referenced workflow.",
    ],
    [
      "without a required input",
      {},
      called({ inputs: { x: { type: "string", required: true } } }, { a: job(["true"]) }),
      `${place(11)}Input x is required, but not provided while calling.`,
    ],
    [
      "with an undeclared secret",
      { secrets: { S: "x" } },
      called(null, { a: job(["true"]) }),
      ".github/workflows/w.yml (Line: 6, Col: 10): Invalid secret, S is not defined in the referenced workflow.",
    ],
    [
      "without a required secret",
      {},
      called({ secrets: { S: { required: true } } }, { a: job(["true"]) }),
      `${place(11)}Secret S is required, but not provided while calling.`,
    ],
    [
      "to a workflow that is not callable",
      {},
      { [callPath]: workflow({ a: job(["true"]) }) },
      `${place(11)}workflow_call key is not defined in the referenced workflow.`,
    ],
    ["to a workflow that does not exist", {}, {}, `${place(11)}Unable to find reusable workflow`],
    [
      "to a file that is not a workflow",
      {},
      { [callPath]: stringify({ on: "workflow_call", jobs: { a: { steps: 1 } } }) },
      `./${callPath} (Line: 4, Col: 12): Unexpected value '1'`,
    ],
    [
      "to a workflow that needs more than the caller's permissions",
      { permissions: { contents: "read" } },
      called(null, { a: job(["true"], { permissions: { contents: "write" } }) }),
      `${place(11)}Error calling workflow './${callPath}'. The nested job 'a' is requesting 'contents: write', but is only allowed 'contents: read'.`,
    ],
    [
      "to a workflow that needs permissions the caller does not have",
      { permissions: {} },
      called(null, { a: job(["true"]) }, { permissions: { "id-token": "write" } }),
      `${place(11)}Error calling workflow './${callPath}'. The nested job 'a' is requesting 'id-token: write', but is only allowed 'id-token: none'.`,
    ],
    [
      "to itself",
      {},
      { [callPath]: workflow({ a: { uses: `./${callPath}` } }, { on: "workflow_call" }) },
      "calls can be nested at most 10 deep",
    ],
  ])("%s", async ([_, more, files, message]) => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(calling(more), files);
    expect([run.conclusion, run.jobs]).toEqual(["startup_failure", []]);
    expect(run.problems.join("\n")).toContain(message);
  });

  test.each([
    ["at a branch that does not exist", "contoso/lib/.github/workflows/x.yml@gone"],
    ["to a repository that does not exist", "contoso/gone/.github/workflows/x.yml@main"],
    ["to another owner's repository", "fabrikam/lib/.github/workflows/x.yml@main"],
    ["without a ref", "contoso/lib/.github/workflows/x.yml"],
    ["to a file outside .github/workflows", "contoso/lib/workflows/x.yml@main"],
  ])("%s", async (_, uses) => {
    await using stage = await RunnerStage.open();
    await stage.github.push({ repository: "lib", branch: "main" }, "w", called(null, { a: job(["true"]) }));
    const run = await stage.run(workflow({ a: { uses } }));
    expect([run.conclusion, run.problems]).toEqual([
      "startup_failure",
      [".github/workflows/w.yml (Line: 4, Col: 11): Unable to find reusable workflow"],
    ]);
  });
});
