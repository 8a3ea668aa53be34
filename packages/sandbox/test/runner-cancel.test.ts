import { describe, expect, test } from "vitest";
import { conclusions, job, one, printed, RunnerStage, said, workflow } from "./runner-stage.ts";

/** Cancels a run once a line is printed, and waits for its end. */
async function cancelledAt(line: string, text: string) {
  const stage = await RunnerStage.open();
  await stage.push(text);
  await stage.printed(line);
  stage.runner.cancel(1);
  await stage.runner.idle();
  return { stage, run: stage.last() };
}

describe("a run that is cancelled", () => {
  test("interrupts what its script has started, and does what is for that", async () => {
    const node = `node -e '
process.on("SIGINT", () => { console.log("interrupted"); process.exit(0); });
console.log("ready"); setInterval(() => {}, 1000);'`;
    const steps = [
      node,
      "echo unreached",
      { if: "failure()", run: "echo failed" },
      { if: "cancelled()", run: "sleep 0.2; echo cancelled ${{ job.status }}" },
      { if: "always()", run: "echo always" },
    ];
    const { stage, run } = await cancelledAt("ready", one(steps));
    await using _ = stage;
    expect([run.conclusion, conclusions(run)]).toEqual(["cancelled", { job: "cancelled" }]);
    expect(printed(run)).toEqual(["ready", "interrupted", "cancelled cancelled", "always"]);
    expect(said(run)).toEqual(["The operation was canceled."]);
    expect(run.jobs[0]?.steps.map(({ conclusion }) => conclusion)).toEqual([
      ...["success", "cancelled", "skipped", "skipped", "success", "success"],
    ]);
  });

  test("lets a step go on that says always()", async () => {
    const steps = [{ if: "always()", run: "echo ready; sleep 0.5; echo through" }, "echo unreached"];
    const { stage, run } = await cancelledAt("ready", one(steps));
    await using _ = stage;
    expect([run.conclusion, printed(run)]).toEqual(["cancelled", ["ready", "through"]]);
  });

  test("lets a job go on that says always(), and starts those behind that do", async () => {
    const { stage, run } = await cancelledAt(
      "ready",
      workflow({
        a: job(["sleep 0.3; echo ready; sleep 20"]),
        b: job(["sleep 0.8; echo through"], { if: "always()" }),
        c: job(["echo no"], { needs: "a" }),
        d: job(["echo ${{ needs.a.result }}"], { needs: "a", if: "cancelled()" }),
        e: job(["echo no"], { needs: "a", if: "failure()" }),
      }),
    );
    await using _ = stage;
    expect([run.conclusion, conclusions(run)]).toEqual([
      "cancelled",
      { a: "cancelled", b: "success", c: "cancelled", d: "success", e: "cancelled" },
    ]);
    expect([...printed(run)].sort()).toEqual(["cancelled", "ready", "through"]);
  });

  test("ends jobs of workflows that it calls", async () => {
    await using stage = await RunnerStage.open();
    const called = workflow({ a: job(["echo ready; sleep 20"]) }, { on: "workflow_call" });
    const path = ".github/workflows/called.yml";
    await stage.push(workflow({ call: { uses: `./${path}` } }), { [path]: called });
    await stage.printed("ready");
    stage.runner.cancel(1);
    await stage.runner.idle();
    expect(conclusions(stage.last())).toEqual({ "call / a": "cancelled" });
  });

  test("revokes the tokens of its jobs", async () => {
    const { stage, run } = await cancelledAt(
      "ready",
      one(["echo ${{ github.token }} | rev; echo ready; sleep 20"]),
    );
    await using _ = stage;
    const token = [...(printed(run)[0] ?? "")].reverse().join("");
    expect([token.slice(0, 4), stage.github.permissionsOf(token)]).toEqual(["ghs_", undefined]);
  });
});

test("a runner that is closed ends everything at once", async () => {
  const stage = await RunnerStage.open();
  await stage.push(one([{ if: "always()", run: "trap '' INT TERM; echo ready; while :; do sleep 1; done" }]));
  await stage.printed("ready");
  const start = Date.now();
  await stage[Symbol.asyncDispose]();
  expect([Date.now() - start < 5_000, stage.last().conclusion]).toEqual([true, "cancelled"]);
});

describe("a run that is run again", () => {
  test("keeps its id, counts its attempts, and has artifacts of its own", async () => {
    await using stage = await RunnerStage.open();
    const upload = { uses: "actions/upload-artifact@v7.0.0", with: { path: "a" } };
    const steps = ["echo x > a; echo attempt $GITHUB_RUN_ID.$GITHUB_RUN_ATTEMPT", upload];
    const run = await stage.run(one(steps));
    stage.runner.rerun(run.id);
    await stage.runner.idle();
    expect(stage.runner.runs).toEqual([run]);
    expect([run.attempt, run.conclusion, printed(run)[0]]).toEqual([2, "success", "attempt 1.2"]);
  });

  test("is refused while it has not ended, and where it is none", async () => {
    await using stage = await RunnerStage.open();
    await stage.push(one(["echo ready; sleep 20"]));
    await stage.printed("ready");
    expect(() => stage.runner.rerun(1)).toThrow("run 1 has not ended");
    expect(() => stage.runner.rerun(2)).toThrow("there is no run 2");
  });
});
