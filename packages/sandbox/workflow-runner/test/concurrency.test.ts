import { newEnvironment } from "@kalypso-actions/github-sandbox";
import { describe, expect, test } from "vitest";
import { conclusions, forever, job, one, printed, RunnerStage, workflow } from "./stage.ts";

const held = (stage: RunnerStage) => `${stage.held}; echo $GITHUB_RUN_ID`;

type Level = "workflow" | "job";
const levels: readonly Level[] = ["workflow", "job"];

/** Pushes this many runs of a group, the first of which holds it until all others wait, and returns how each ended. */
async function ended(level: Level, concurrency: unknown, count: number) {
  await using stage = await RunnerStage.open();
  const more = { concurrency };
  const steps = [held(stage)];
  const text = level === "job" ? one(steps, more) : workflow({ job: job(steps) }, more);
  const finished: number[] = [];
  for (let index = 0; index < count; index++) {
    await stage.push(text);
    await stage.until(() => stage.runner.runs[0]?.jobs[0]?.startedAt !== undefined);
  }
  stage.letGo();
  stage.runner.onChange = (run) => {
    if (run.status === "completed" && !finished.includes(run.id)) finished.push(run.id);
  };
  await stage.runner.idle();
  return { conclusions: stage.runner.runs.map(({ conclusion }) => conclusion), finished };
}

describe.each(levels)("a group of a %s", (level) => {
  test("has one running and one waiting: a newer one replaces the waiting one", async () => {
    expect((await ended(level, "g", 4)).conclusions).toEqual([
      "success",
      "cancelled",
      "cancelled",
      "success",
    ]);
  });

  test("with queue: max lets all of them run, in order", async () => {
    const { conclusions, finished } = await ended(level, { group: "g", queue: "max" }, 4);
    expect([conclusions, finished]).toEqual([Array(4).fill("success"), [1, 2, 3, 4]]);
  });

  test("with cancel-in-progress cancels the running one", async () => {
    const concurrency = { group: "g", "cancel-in-progress": true };
    await using stage = await RunnerStage.open();
    const steps = [`\${{ github.event.before == github.event.after && 'x' || '${forever}' }}`];
    const text =
      level === "job" ? one(steps, { concurrency }) : workflow({ job: job(steps) }, { concurrency });
    await stage.push(text);
    await stage.until(() => stage.runner.runs[0]?.jobs[0]?.startedAt !== undefined);
    await stage.push(text.replaceAll(forever, "true"));
    await stage.runner.idle();
    expect(stage.runner.runs.map(({ conclusion }) => conclusion)).toEqual(["cancelled", "success"]);
  });

  test("depends on its name, ignoring case", async () => {
    await using stage = await RunnerStage.open();
    const text = (name: string, step: string) =>
      level === "job"
        ? one([step], { concurrency: name })
        : workflow({ job: job([step]) }, { concurrency: name });
    await stage.push(text("One", held(stage)));
    await stage.until(() => stage.runner.runs[0]?.jobs[0]?.startedAt !== undefined);
    await stage.push(text("oNE", "true"));
    await stage.push(text("two", "true"));
    await stage.until(() => stage.runner.runs[2]?.status === "completed");
    expect(stage.runner.runs.map(({ status }) => status)).toEqual(["in_progress", "waiting", "completed"]);
    stage.letGo();
    await stage.runner.idle();
    expect(stage.runner.runs[1]?.conclusion).toBe("success");
  });

  test("releases one that is cancelled while waiting", async () => {
    await using stage = await RunnerStage.open();
    const more = { concurrency: { group: "g", queue: "max" } };
    const text = level === "job" ? one([held(stage)], more) : workflow({ job: job([held(stage)]) }, more);
    for (let index = 0; index < 3; index++) {
      await stage.push(text);
      await stage.until(() => stage.runner.runs[0]?.jobs[0]?.startedAt !== undefined);
    }
    await stage.until(() => stage.runner.runs[1]?.status === "waiting");
    stage.runner.cancel(2);
    await stage.until(() => stage.runner.runs[1]?.status === "completed");
    stage.letGo();
    await stage.runner.idle();
    expect(stage.runner.runs.map(({ conclusion }) => conclusion)).toEqual([
      "success",
      "cancelled",
      "success",
    ]);
  });
});

test("a job reports what it is waiting for", async () => {
  await using stage = await RunnerStage.open();
  await stage.push(
    workflow({
      a: job([held(stage)], { concurrency: "g" }),
      b: job(["true"], { concurrency: "g" }),
      c: job(["true"], { concurrency: "g" }),
    }),
  );
  const reasons = () => stage.last().jobs.map(({ reason }) => reason);
  await stage.until(() => reasons().length === 3 && reasons()[2] !== undefined);
  expect(reasons()).toEqual([
    undefined,
    "Canceling since a higher priority waiting request for 'g' exists",
    "waiting for the concurrency group g",
  ]);
  stage.letGo();
  await stage.runner.idle();
  expect(conclusions(stage.last())).toEqual({ a: "success", b: "cancelled", c: "success" });
});

test.each(levels)("idle() resolves while a job that waits for approval holds a group: %s", async (level) => {
  await using stage = await RunnerStage.open();
  stage.github.repository("app").environments.set("prod", { ...newEnvironment(), needsApproval: true });
  const group = { concurrency: { group: "g", queue: "max" } };
  const text =
    level === "job"
      ? one(["true"], { environment: "prod", ...group })
      : workflow({ job: job(["true"], { environment: "prod" }) }, group);
  await stage.run(text);
  await stage.run(text);
  expect(stage.runner.runs.map(({ status }) => status)).toEqual(["waiting", "waiting"]);
  for (const id of [1, 2]) {
    stage.runner.approve(id, "prod");
    await stage.runner.idle();
  }
  expect(stage.runner.runs.map(({ conclusion }) => conclusion)).toEqual(["success", "success"]);
});

test("idle() also resolves while a call waits for a group that waits for approval", async () => {
  await using stage = await RunnerStage.open();
  stage.github.repository("app").environments.set("prod", { ...newEnvironment(), needsApproval: true });
  const called = workflow({ job: job(["true"], { environment: "prod" }) }, { on: "workflow_call" });
  const text = workflow({
    call: { uses: "./.github/workflows/called.yml", concurrency: { group: "g", queue: "max" } },
  });
  await stage.run(text, { ".github/workflows/called.yml": called });
  await stage.run(text);
  expect(stage.runner.runs.map(({ status }) => status)).toEqual(["waiting", "waiting"]);
});

test("a job that waits for a group of its own run is cancelled with a deadlock", async () => {
  await using stage = await RunnerStage.open();
  const run = await stage.run(workflow({ job: job(["true"], { concurrency: "G" }) }, { concurrency: "g" }));
  expect([run.conclusion, run.jobs[0]?.reason]).toEqual([
    "cancelled",
    "Canceling since a deadlock was detected for concurrency group: 'G'",
  ]);
});

test("a group belongs to one repository", async () => {
  await using stage = await RunnerStage.open();
  await stage.push(one([held(stage)], { concurrency: "g" }));
  await stage.until(() => stage.runner.runs[0]?.jobs[0]?.startedAt !== undefined);
  await stage.github.push({ repository: "other", branch: "main" }, "w", {
    ".github/workflows/w.yml": one(["echo free"], { concurrency: "g" }),
  });
  await stage.printed("free");
  expect(printed(stage.last())).toEqual(["free"]);
  stage.letGo();
});
