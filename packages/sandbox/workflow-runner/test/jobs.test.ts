import { describe, expect, test } from "vitest";
import { conclusions, forever, job, jobOf, one, printed, RunnerStage, said, workflow } from "./stage.ts";

const ok = job(["true"]);
const bad = job(["false"]);
const after = (needs: string | readonly string[], more: Readonly<Record<string, unknown>> = {}) =>
  job(["true"], { needs, ...more });

type Case = [promise: string, jobs: Parameters<typeof workflow>[0], ended: Readonly<Record<string, string>>];

describe("jobs", () => {
  const cases: readonly Case[] = [
    [
      "wait for their needs, and are skipped after a failure",
      { a: bad, b: after("a"), c: after("b"), d: ok },
      { a: "failure", b: "skipped", c: "skipped", d: "success" },
    ],
    [
      "are skipped after a skipped job, unless they have always()",
      { a: job(["true"], { if: "false" }), b: after("a"), c: after("a", { if: "always()" }) },
      { a: "skipped", b: "skipped", c: "success" },
    ],
    [
      "are skipped if an earlier job in the chain was skipped, unless they check the result",
      {
        a: job(["true"], { if: "false" }),
        b: after("a", { if: "always()" }),
        c: after("b"),
        d: after("b", { if: "!cancelled() && needs.b.result == 'success'" }),
      },
      { a: "skipped", b: "success", c: "skipped", d: "success" },
    ],
    [
      "run on failure() if any job before them failed, however far back",
      { a: bad, b: after("a"), c: after("b", { if: "failure()" }), d: job(["true"], { if: "failure()" }) },
      { a: "failure", b: "skipped", c: "success", d: "skipped" },
    ],
    [
      "get the results of their needs",
      {
        a: bad,
        b: ok,
        c: after(["a", "b"], {
          if: "always() && needs.a.result == 'failure' && needs.b.result == 'success'",
        }),
        d: after("b", { if: "needs.b.result == 'failure'" }),
      },
      { a: "failure", b: "success", c: "success", d: "skipped" },
    ],
    [
      "do not run on cancelled() if nothing was cancelled",
      { a: bad, b: after("a", { if: "cancelled()" }), c: after("a", { if: "!cancelled()" }) },
      { a: "failure", b: "skipped", c: "success" },
    ],
  ];

  test.each(cases)("%s", async (_, jobs, ended) => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(workflow(jobs));
    expect([run.problems, conclusions(run)]).toEqual([[], ended]);
    expect(run.conclusion).toBe(Object.values(ended).includes("failure") ? "failure" : "success");
  });

  test("that are all skipped make the run skipped", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(one(["true"], { if: "github.ref_name == 'dev'" }));
    expect(run.conclusion).toBe("skipped");
  });

  test("with continue-on-error fail neither the run nor later jobs", async () => {
    await using stage = await RunnerStage.open();
    const may = job(["false"], { "continue-on-error": true });
    const echo = job(["echo ${{ needs.may.result }}"], { needs: "may" });
    const run = await stage.run(workflow({ may, echo }));
    expect([run.conclusion, conclusions(run)]).toEqual(["success", { may: "failure", echo: "success" }]);
    expect(printed(run)).toEqual(["success"]);
  });

  test("that time out are cancelled, but still run steps with always()", async () => {
    await using stage = await RunnerStage.open();
    const steps = [forever, { if: "failure()", run: "echo no" }, { if: "always()", run: "echo cleaned" }];
    const run = await stage.run(one(steps, { "timeout-minutes": 0.01 }));
    expect([run.conclusion, conclusions(run)]).toEqual(["cancelled", { job: "cancelled" }]);
    expect(printed(run)).toEqual(["cleaned"]);
    expect(said(run)).toContain("The job has exceeded the maximum execution time of 0.01 minutes.");
  });

  test("pass on their outputs; matrix jobs each their own", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(
      workflow({
        a: job(
          ["echo x${{ matrix.n }}=v${{ matrix.n }} >> $GITHUB_OUTPUT"].map((run) => ({ id: "s", run })),
          {
            strategy: { matrix: { n: [1, 2] } },
            outputs: {
              x1: "${{ steps.s.outputs.x1 }}",
              x2: "${{ steps.s.outputs.x2 }}",
              no: "${{ steps.s.outputs.no }}",
            },
          },
        ),
        b: job(["echo ${{ needs.a.outputs.x1 }} ${{ needs.a.outputs.x2 }} [${{ needs.a.outputs.no }}]"], {
          needs: "a",
        }),
      }),
    );
    expect(printed(run)).toEqual(["v1 v2 []"]);
  });

  test("know where they run", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(
      one([
        "echo $GITHUB_JOB $GITHUB_REF $GITHUB_REF_NAME $GITHUB_REF_TYPE $GITHUB_REPOSITORY $GITHUB_RUN_ATTEMPT $CI",
        'test $PWD = $GITHUB_WORKSPACE && test -d $RUNNER_TEMP && test -d $HOME && test -z "$USER" && echo there',
        "node -e 'const e = require(process.env.GITHUB_EVENT_PATH); console.log(e.repository.full_name, e.after === process.env.GITHUB_SHA)'",
      ]),
    );
    expect(printed(run)).toEqual([
      "job refs/heads/main main branch contoso/app 1 true",
      "there",
      "contoso/app true",
    ]);
  });

  test("need a runner that exists", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(
      workflow({
        a: job(["true"], { "runs-on": "windows-latest" }),
        b: job(["true"], { "runs-on": ["self-hosted", "ubuntu-latest"] }),
        c: job(["true"], { "runs-on": { labels: "ubuntu-24.04" } }),
      }),
    );
    expect(conclusions(run)).toEqual({ a: "failure", b: "failure", c: "success" });
    expect(said(run)).toEqual([
      "the sandbox has no runner for 'windows-latest'; it has only `ubuntu-*`",
      "the sandbox has no runner for 'self-hosted'; it has only `ubuntu-*`",
    ]);
  });
});

describe("a matrix", () => {
  const names = async (strategy: unknown, more: Readonly<Record<string, unknown>> = {}) => {
    await using stage = await RunnerStage.open();
    return conclusions(await stage.run(one(["true"], { strategy, ...more })));
  };

  test.each<[string, unknown, readonly string[]]>([
    [
      "has a job for every combination",
      { os: ["l", "w"], n: [1, 2] },
      ["job (l, 1)", "job (l, 2)", "job (w, 1)", "job (w, 2)"],
    ],
    [
      "leaves out what is excluded",
      { os: ["l", "w"], n: [1, 2], exclude: [{ os: "w", n: 1 }] },
      ["job (l, 1)", "job (l, 2)", "job (w, 2)"],
    ],
    [
      "leaves out everything that a partial match excludes",
      { os: ["l", "w"], n: [1, 2], exclude: [{ os: "w" }] },
      ["job (l, 1)", "job (l, 2)"],
    ],
    [
      "adds includes to the combinations that match",
      { n: [1, 2], include: [{ n: 2, more: "x" }] },
      ["job (1)", "job (2, x)"],
    ],
    [
      "adds a job for an include that matches nothing",
      { n: [1], include: [{ n: 3, more: "x" }] },
      ["job (1)", "job (3, x)"],
    ],
    ["can consist of includes alone", { include: [{ a: 1 }, { a: 2, b: 3 }] }, ["job (1)", "job (2, 3)"]],
    ["names a job by the values in its objects", { o: [{ a: "x", b: { c: "y" } }] }, ["job (x, y)"]],
    ["can come from an expression", "${{ fromJSON('{\"n\":[1,2]}') }}", ["job (1)", "job (2)"]],
  ])("%s", async (_, matrix, expected) => {
    expect(Object.keys(await names({ matrix }))).toEqual(expected);
  });

  test("is appended to a name that does not use it", async () => {
    const matrix = { n: [1] };
    expect(Object.keys(await names({ matrix }, { name: "build" }))).toEqual(["build (1)"]);
    expect(Object.keys(await names({ matrix }, { name: "build ${{ matrix.n }}" }))).toEqual(["build 1"]);
  });

  const many = Array.from({ length: 17 }, (_, index) => index);
  test.each<[string, unknown, string]>([
    ["has no values", { n: "${{ fromJSON('[]') }}" }, "Matrix vector 'n' does not contain any values"],
    ["has more than 256 jobs", { a: many, b: many }, "The matrix has 289 jobs; at most 256 are allowed"],
  ])("fails its job if it %s", async (_, matrix, message) => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(one(["true"], { strategy: { matrix } }));
    expect(conclusions(run)).toEqual({ job: "failure" });
    expect(said(run)).toEqual([expect.stringContaining(message)]);
  });

  test("cancels the rest when one job fails", async () => {
    await using stage = await RunnerStage.open();
    const work = [
      { if: "matrix.n == 1", run: `${stage.held}; exit 1` },
      { if: "matrix.n != 1", run: `echo runs; ${forever}` },
      { if: "always()", run: "echo end ${{ matrix.n }}" },
    ];
    await stage.push(one(work, { strategy: { matrix: { n: [1, 2, 3] } } }));
    await stage.printed("runs", 2);
    stage.letGo();
    await stage.runner.idle();
    const run = stage.last();
    expect(conclusions(run)).toEqual({
      "job (1)": "failure",
      "job (2)": "cancelled",
      "job (3)": "cancelled",
    });
    expect([run.conclusion, [...printed(run)].sort()]).toEqual([
      "failure",
      ["end 1", "end 2", "end 3", "runs", "runs"],
    ]);
  });

  test("continues with fail-fast: false", async () => {
    const strategy = { "fail-fast": false, matrix: { n: [1, 2] } };
    await using stage = await RunnerStage.open();
    const run = await stage.run(one(["exit $(( ${{ matrix.n }} % 2 ))"], { strategy }));
    expect(conclusions(run)).toEqual({ "job (1)": "failure", "job (2)": "success" });
  });

  test("runs at most max-parallel jobs at a time", async () => {
    await using stage = await RunnerStage.open();
    const strategy = { "max-parallel": 2, matrix: { n: [1, 2, 3, 4, 5] } };
    let most = 0;
    stage.runner.onChange = (run) => {
      most = Math.max(most, run.jobs.filter(({ status }) => status === "in_progress").length);
    };
    const echo = "echo ${{ strategy.max-parallel }} ${{ strategy.job-index }}";
    await stage.push(one([`echo runs; ${stage.held}; ${echo}`], { strategy }));
    await stage.printed("runs", 2);
    stage.letGo();
    await stage.runner.idle();
    const run = stage.last();
    expect([most, run.conclusion, [...printed(run)].sort()]).toEqual([
      2,
      "success",
      ["2 0", "2 1", "2 2", "2 3", "2 4", ...Array<string>(5).fill("runs")],
    ]);
  });
});

test("an environment has a url once its job has completed", async () => {
  await using stage = await RunnerStage.open();
  const run = await stage.run(
    one([{ id: "s", run: "echo u=http://x/1 >> $GITHUB_OUTPUT" }], {
      environment: { name: "dev", url: "${{ steps.s.outputs.u }}" },
    }),
  );
  expect(jobOf(run, "job")).toMatchObject({ environment: "dev", environmentUrl: "http://x/1" });
});
