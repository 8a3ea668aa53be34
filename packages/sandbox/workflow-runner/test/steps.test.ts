import { describe, expect, test } from "vitest";
import { conclusions, forever, job, one, printed, RunnerStage, said, workflow } from "./stage.ts";

type Steps = Parameters<typeof one>[0];

/** The conclusion of a job with these steps, its scripts' output and its annotations. */
async function outcome(steps: Steps, more: Parameters<typeof one>[1] = {}, files = {}) {
  await using stage = await RunnerStage.open();
  const run = await stage.run(one(steps, more), files);
  expect(run.problems).toEqual([]);
  return { conclusion: run.conclusion, printed: printed(run), said: said(run) };
}

describe("variables", () => {
  test("of a step override its job's, which override the workflow's", async () => {
    await using stage = await RunnerStage.open();
    const steps = ["echo $A $B $C", { env: { C: "step ${{ env.B }}" }, run: "echo $A $B $C ${{ env.C }}" }];
    const text = workflow(
      { job: job(steps, { env: { B: "job", C: "job too" } }) },
      { env: { A: "workflow", B: "workflow", C: "workflow" } },
    );
    const run = await stage.run(text);
    expect([run.problems, printed(run)]).toEqual([
      [],
      ["workflow job job too", "workflow job step job step job"],
    ]);
  });

  test("from GITHUB_ENV reach later steps, and override the job's", async () => {
    const write = "echo A=b >> $GITHUB_ENV\nprintf 'L<<X\\n1\\n\\n=2<<Y\\nX\\n' >> $GITHUB_ENV\necho $A";
    const steps = [write, 'echo "$A ${{ env.A }}"; echo "$L"', { env: { A: "c" }, run: "echo $A" }];
    expect((await outcome(steps, { env: { A: "a" } })).printed).toEqual(["a", "b b", "1", "", "=2<<Y", "c"]);
  });

  test.each(["NODE_OPTIONS", "GITHUB_SHA", "RUNNER_OS"])("cannot set %s", async (name) => {
    const { conclusion, said } = await outcome([`echo ${name}=x >> $GITHUB_ENV`]);
    const message = `Can't store ${name} output parameter using '$GITHUB_ENV' command.`;
    expect([conclusion, said]).toEqual(["failure", [message]]);
  });

  test("GITHUB_PATH entries come first in later steps, the last one first", async () => {
    const make =
      "mkdir a b && printf '#!/bin/sh\\necho a' > a/x && printf '#!/bin/sh\\necho b' > b/x && chmod +x */x";
    const steps = [`${make} && echo $PWD/a >> $GITHUB_PATH && echo $PWD/b >> $GITHUB_PATH`, "x"];
    expect((await outcome(steps)).printed).toEqual(["b"]);
  });
});

describe("outputs", () => {
  test("can have both forms, and the last value of a name wins", async () => {
    const write =
      "echo a=1=2 >> $GITHUB_OUTPUT; echo a=3=4 >> $GITHUB_OUTPUT\nprintf 'b<<E O F\\nx\\n  y\\nE O F\\n' >> $GITHUB_OUTPUT";
    const steps = [{ id: "s", run: write }, "echo '${{ toJSON(steps.s.outputs) }}' | tr -d ' '"];
    expect((await outcome(steps)).printed.join("")).toBe('{"a":"3=4","b":"x\\ny"}');
  });

  test.each([
    ["has no name", "echo just text", "Invalid format 'just text'"],
    ["has no closing delimiter", "printf 'a<<X\\n1\\n'", "Invalid value. Matching delimiter not found 'X'"],
  ])("fail the step if one %s", async (_, write, message) => {
    const { conclusion, said } = await outcome([{ id: "s", run: `${write} >> $GITHUB_OUTPUT` }]);
    expect([conclusion, said]).toEqual([
      "failure",
      ["Unable to process file command 'output' successfully.", message],
    ]);
  });
});

describe("a step", () => {
  test("that fails ends the job, except for steps that run on failure", async () => {
    const steps = [
      "exit 3",
      "echo a",
      { if: "failure()", run: "echo b" },
      { if: "always()", run: "echo c" },
      { if: "cancelled()", run: "echo d" },
    ];
    expect(await outcome(steps)).toEqual({
      conclusion: "failure",
      printed: ["b", "c"],
      said: ["Process completed with exit code 3."],
    });
  });

  test("with continue-on-error has an outcome that differs from its conclusion", async () => {
    const show = "echo ${{ steps.s.outcome }} ${{ steps.s.conclusion }} ${{ job.status }}";
    const steps = [{ id: "s", run: "false", "continue-on-error": true }, show];
    expect(await outcome(steps)).toMatchObject({
      conclusion: "success",
      printed: ["failure success success"],
    });
  });

  test("can have continue-on-error as an action, too", async () => {
    const uses = {
      uses: "actions/download-artifact@v8.0.1",
      with: { name: "gone" },
      "continue-on-error": true,
    };
    expect(await outcome([uses, "echo on"])).toMatchObject({ conclusion: "success", printed: ["on"] });
  });

  test("that times out fails", async () => {
    const steps = [
      { name: "slow", run: forever, "timeout-minutes": 0.001 },
      { if: "failure()", run: "echo failed" },
    ];
    expect(await outcome(steps)).toEqual({
      conclusion: "failure",
      printed: ["failed"],
      said: ["The action 'slow' has timed out after 0.001 minutes."],
    });
  });

  test("that times out can have continue-on-error", async () => {
    const steps = [{ run: forever, "timeout-minutes": 0.001, "continue-on-error": true }, "echo on"];
    expect(await outcome(steps)).toMatchObject({ conclusion: "success", printed: ["on"] });
  });

  test("whose condition cannot be evaluated fails", async () => {
    const { conclusion } = await outcome([{ if: "fromJSON(github.ref_name)", run: "echo no" }]);
    expect(conclusion).toBe("failure");
  });

  test.each<[string, boolean]>([
    ["'text'", true],
    ["''", false],
    ["0", false],
    ["null", false],
    ["${{ 1 }}", true],
    ["github.ref_name == 'MAIN'", true],
    ["contains(fromJSON('[\"a\"]'), 'a') && startsWith('abc', 'AB')", true],
    ["!github.event.gone", true],
  ])("runs if %s, evaluated as GitHub does", async (condition, isRun) => {
    expect((await outcome([{ if: condition, run: "echo yes" }])).printed).toEqual(isRun ? ["yes"] : []);
  });
});

describe("a script", () => {
  test("is used verbatim, with its quotes, lines and indentation", async () => {
    const run = "cat <<'E'\n'a' ''b'' ${{ github.ref_name }} { }} \"c\"\n  in ${{ 'it''s' }}\nE\n";
    expect((await outcome([run])).printed).toEqual(["'a' ''b'' main { }} \"c\"", "  in it's"]);
  });

  test.for<[string, string, readonly string[], string]>([
    [
      "without a shell stops at an error, but not in a pipe",
      "",
      ["false | true; echo a; false; echo b"],
      "a",
    ],
    ["with bash stops in a pipe", "bash", ["echo a; false | true; echo b"], "a"],
    ["with sh runs a POSIX shell", "sh", ["echo a; echo ${BASH_VERSION:-none} | cut -c1"], "a"],
    ["with its own command line runs that", "node {0}", ["console.log('a')"], "a"],
  ])("%s", async ([_, shell, [run = ""], first]) => {
    const { printed } = await outcome([{ run, shell: shell || undefined }]);
    expect([printed[0], printed.includes("b")]).toEqual([first, false]);
  });

  test("with python runs Python if it is installed", async () => {
    // A fake that prints its script, for machines without Python.
    const python = `mkdir bin; printf '#!/bin/sh\\ncat "$1"' > bin/python; chmod +x bin/python; echo "$PWD/bin" >> $GITHUB_PATH`;
    const { printed } = await outcome([python, { run: "print('a')\nprint('b')", shell: "python" }]);
    expect(printed).toEqual(["print('a')", "print('b')"]);
  });

  test("with an unknown shell fails", async () => {
    const { conclusion, said } = await outcome([{ run: "true", shell: "fish" }]);
    expect([conclusion, said]).toEqual(["failure", [expect.stringContaining("Invalid shell option.")]]);
  });

  test("runs in its folder, which defaults to its job's or its workflow's", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(
      workflow(
        {
          first: job(["mkdir -p a/b", "true"], { defaults: { run: { "working-directory": "." } } }),
          a: job([{ run: "mkdir x", "working-directory": "." }, "basename $PWD"]),
          b: job(
            [
              { run: "mkdir -p y/z", "working-directory": "." },
              "basename $PWD",
              { run: "basename $PWD", "working-directory": "y/z" },
            ],
            { defaults: { run: { "working-directory": "y", shell: "bash" } } },
          ),
        },
        { defaults: { run: { "working-directory": "x" } } },
      ),
    );
    expect([run.conclusion, [...printed(run)].sort()]).toEqual(["success", ["x", "y", "z"]]);
  });

  test("fails if its folder does not exist", async () => {
    const { conclusion, said } = await outcome([{ run: "true", "working-directory": "gone" }]);
    expect([conclusion, said]).toEqual([
      "failure",
      [expect.stringMatching(/working directory '.*\/gone'. No such file/)],
    ]);
  });
});

test("an action runs from its folder with its inputs, and warns about unknown ones", async () => {
  const files = {
    "act/action.yml": `name: act
inputs:
  given: {required: true}
  spaced name: {default: "d \${{ github.ref_name }}"}
runs: {using: node24, main: index.js}
`,
    "act/index.js": `console.log(process.env["INPUT_GIVEN"], process.env["INPUT_SPACED_NAME"], process.env["INPUT_X"]);
require("node:fs").appendFileSync(process.env.GITHUB_OUTPUT, "o=p\\n");`,
  };
  const steps = [
    { uses: "actions/checkout@v7.0.0" },
    { id: "s", uses: "./act", with: { given: "g", x: "y" } },
    "echo ${{ steps.s.outputs.o }}",
  ];
  const { printed, said } = await outcome(steps, {}, files);
  expect(printed.slice(-2)).toEqual(["g d main y", "p"]);
  expect(said).toEqual(["Unexpected input(s) 'x', valid inputs are ['given', 'spaced name']"]);
});

test("refuses an action that does not run on Node", async () => {
  const files = { "act/action.yml": "name: a\nruns: {using: composite, steps: []}\n" };
  const { said } = await outcome([{ uses: "actions/checkout@v7.0.0" }, { uses: "./act" }], {}, files);
  expect(said).toEqual([expect.stringContaining("not `composite`")]);
});

test("hashFiles is equal for equal files, and empty for none", async () => {
  const steps = [
    "echo a > a.txt; echo b > b.txt",
    "echo ${{ hashFiles('*.txt') == hashFiles('a.txt', 'b.txt') }} ${{ hashFiles('a.txt') == hashFiles('b.txt') }} [${{ hashFiles('c') }}]",
  ];
  expect((await outcome(steps)).printed).toEqual(["true false []"]);
});

test("keeps one summary per step, and drops one over a mebibyte", async () => {
  await using stage = await RunnerStage.open();
  const big = "head -c 1048577 /dev/zero | tr '\\0' x >> $GITHUB_STEP_SUMMARY";
  const run = await stage.run(one(["echo '# one' >> $GITHUB_STEP_SUMMARY", big]));
  expect([conclusions(run), run.jobs[0]?.steps.map(({ summary }) => summary)]).toEqual([
    { job: "success" },
    ["", "# one\n", ""],
  ]);
});
