import { describe, expect, test, vi } from "vitest";
import { conclusions, forever, job, one, printed, RunnerStage, said, workflow } from "./stage.ts";

/** Cancels a run once this many scripts have printed that they are ready. */
async function cancelled(stage: RunnerStage, text: string, ready = 1) {
  await stage.push(text);
  await stage.printed("ready", ready);
  stage.runner.cancel(1);
}

/** Like {@link cancelled}, but also waits for the run to end. */
async function ended(stage: RunnerStage, text: string) {
  await cancelled(stage, text);
  await stage.runner.idle();
  return stage.last();
}

describe("a cancelled run", () => {
  test("interrupts its script's processes, and runs the steps for cancellation", async () => {
    const node = `node -e '
process.on("SIGINT", () => { console.log("interrupted"); process.exit(0); });
console.log("ready"); setInterval(() => {}, 1000);'`;
    const steps = [
      node,
      "echo unreached",
      { if: "failure()", run: "echo failed" },
      { if: "cancelled()", run: "echo cancelled ${{ job.status }}" },
      { if: "always()", run: "echo always" },
    ];
    await using stage = await RunnerStage.open();
    const run = await ended(stage, one(steps));
    expect([run.conclusion, conclusions(run)]).toEqual(["cancelled", { job: "cancelled" }]);
    expect(printed(run)).toEqual(["ready", "interrupted", "cancelled cancelled", "always"]);
    expect(said(run)).toEqual(["The operation was canceled."]);
    expect(run.jobs[0]?.steps.map(({ conclusion }) => conclusion)).toEqual([
      "success",
      "cancelled",
      "skipped",
      "skipped",
      "success",
      "success",
    ]);
  });

  test("still runs a step with always()", async () => {
    await using stage = await RunnerStage.open();
    const steps = [{ if: "always()", run: `echo ready; ${stage.held}; echo through` }, "echo unreached"];
    await cancelled(stage, one(steps));
    stage.letGo();
    await stage.runner.idle();
    const run = stage.last();
    expect([run.conclusion, printed(run)]).toEqual(["cancelled", ["ready", "through"]]);
  });

  test("lets a job with always() continue, and starts later ones with always()", async () => {
    await using stage = await RunnerStage.open();
    await cancelled(
      stage,
      workflow({
        a: job([`echo ready; ${forever}`]),
        b: job([`echo ready; ${stage.held}; echo through`], { if: "always()" }),
        c: job(["echo no"], { needs: "a" }),
        d: job(["echo ${{ needs.a.result }}"], { needs: "a", if: "cancelled()" }),
        e: job(["echo no"], { needs: "a", if: "failure()" }),
      }),
      2,
    );
    stage.letGo();
    await stage.runner.idle();
    const run = stage.last();
    expect([run.conclusion, conclusions(run)]).toEqual([
      "cancelled",
      { a: "cancelled", b: "success", c: "cancelled", d: "success", e: "cancelled" },
    ]);
    expect([...printed(run)].sort()).toEqual(["cancelled", "ready", "ready", "through"]);
  });

  test("stops the jobs of workflows that it calls", async () => {
    await using stage = await RunnerStage.open();
    const called = workflow({ a: job([`echo ready; ${forever}`]) }, { on: "workflow_call" });
    const path = ".github/workflows/called.yml";
    await stage.push(workflow({ call: { uses: `./${path}` } }), { [path]: called });
    await stage.printed("ready");
    stage.runner.cancel(1);
    await stage.runner.idle();
    expect(conclusions(stage.last())).toEqual({ "call / a": "cancelled" });
  });

  test("revokes the tokens of its jobs", async () => {
    await using stage = await RunnerStage.open();
    const run = await ended(stage, one([`echo \${{ github.token }} | rev; echo ready; ${forever}`]));
    const token = [...(printed(run)[0] ?? "")].reverse().join("");
    expect([token.slice(0, 4), stage.github.permissionsOf(token)]).toEqual(["ghs_", undefined]);
  });
});

test("closing the runner stops everything at once", async () => {
  const stage = await RunnerStage.open();
  await stage.push(one([{ if: "always()", run: `trap '' INT TERM; echo ready; ${forever}` }]));
  await stage.printed("ready");
  // Time stands still: any delay before the kill would never pass.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    await stage[Symbol.asyncDispose]();
  } finally {
    vi.useRealTimers();
  }
  expect(stage.last().conclusion).toBe("cancelled");
});

describe("a re-run", () => {
  test("keeps the run's ID, counts its attempts, and has its own artifacts", async () => {
    await using stage = await RunnerStage.open();
    const upload = { uses: "actions/upload-artifact@v7.0.0", with: { path: "a" } };
    const steps = ["echo x > a; echo attempt $GITHUB_RUN_ID.$GITHUB_RUN_ATTEMPT", upload];
    const run = await stage.run(one(steps));
    stage.runner.rerun(run.id);
    await stage.runner.idle();
    expect(stage.runner.runs).toEqual([run]);
    expect([run.attempt, run.conclusion, printed(run)[0]]).toEqual([2, "success", "attempt 1.2"]);
  });

  test("is refused before it has completed, and if it does not exist", async () => {
    await using stage = await RunnerStage.open();
    await stage.push(one([`echo ready; ${forever}`]));
    await stage.printed("ready");
    expect(() => stage.runner.rerun(1)).toThrow("run 1 has not completed");
    expect(() => stage.runner.rerun(2)).toThrow("run 2 does not exist");
  });
});
