import { describe, expect, test } from "vitest";
import { job, one, printed, RunnerStage, said, workflow } from "./stage.ts";

const script = (...lines: readonly string[]) =>
  lines.map((line) => `echo ${JSON.stringify(line)}`).join("\n");

async function annotations(...lines: readonly string[]) {
  await using stage = await RunnerStage.open();
  const run = await stage.run(one([script(...lines)]));
  return { printed: printed(run), annotations: run.jobs[0]?.annotations };
}

describe("a log", () => {
  test("shows groups, but no debug lines or group ends", async () => {
    const lines = [
      "::group::Build",
      "inside",
      "::endgroup::",
      "::debug::hidden",
      "  ::notice::said",
      "::what::is it",
    ];
    expect((await annotations(...lines)).printed).toEqual([
      "> Build",
      "inside",
      "notice: said",
      "::what::is it",
    ]);
  });

  test("masks a secret in each of its forms, including an annotation's title and file", async () => {
    await using stage = await RunnerStage.open();
    stage.github.repository("app").secrets.set("S", 'a "quoted" secret/1');
    const env = { S: "${{ secrets.S }}", J: "${{ toJSON(secrets.S) }}" };
    const steps = [
      'echo "$J"; printf %s "$S" | base64; printf %s "x$S" | base64 | cut -c5-',
      'echo "::WARNING title=$S,file=$S::told"',
    ];
    const run = await stage.run(one(steps.map((step) => ({ run: step, env }))));
    expect(printed(run)).toEqual(['"***"', "***", expect.stringContaining("***")]);
    expect(run.jobs[0]?.annotations).toMatchObject([{ message: "told", title: "***", file: "***" }]);
  });

  test("runs no command between stop-commands and its token", async () => {
    const lines = ["::stop-commands::word", "::warning::text", "::word::", "::warning::told"];
    const found = await annotations(...lines);
    expect(found.printed).toEqual(["::warning::text"]);
    expect(found.annotations?.map(({ message }) => message)).toEqual(["told"]);
  });

  test("shows output without a final newline, and never splits characters", async () => {
    await using stage = await RunnerStage.open();
    const run = await stage.run(
      // Chunks of any number of whole kibibytes end in the middle of a character.
      one([
        `node -e 'process.stdout.write("x" + "ü".repeat(100_000) + "\\r\\nlast")'; printf '::warning::w'`,
      ]),
    );
    expect(printed(run)).toEqual([`x${"ü".repeat(100_000)}`, "last::warning::w"]);
  });
});

describe("annotations", () => {
  test("have a level, a place and a title", async () => {
    const lines = [
      "::error file=a b/c.ts,line=3,col=2,title=One%2C two::first%0Asecond: 100%25",
      "::warning line=x::no line",
      "::notice::plain",
    ];
    const none = { file: undefined, line: undefined, title: undefined };
    expect((await annotations(...lines)).annotations).toEqual([
      { level: "error", message: "first\nsecond: 100%", file: "a b/c.ts", line: 3, title: "One, two" },
      { level: "warning", message: "no line", ...none },
      { level: "notice", message: "plain", ...none },
    ]);
  });

  test("are limited to ten per level and step; the log has them all", async () => {
    await using stage = await RunnerStage.open();
    const many = 'for i in $(seq 12); do echo "::warning::w$i"; echo "::notice::n$i"; done';
    const run = await stage.run(one([many, "echo '::warning::next step'"]));
    expect([said(run).length, said(run).at(-1)]).toEqual([21, "next step"]);
    expect(run.jobs[0]?.steps[1]?.log).toContain("warning: w12");
  });

  test("are limited to fifty per job", async () => {
    await using stage = await RunnerStage.open();
    const many = 'for i in $(seq 10); do echo "::warning::w"; echo "::notice::n"; done';
    const run = await stage.run(workflow({ job: job([many, many, many]) }));
    expect(said(run).length).toBe(50);
  });
});
