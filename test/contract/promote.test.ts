import { describe, expect, test } from "vitest";
import {
  baseRepo,
  controlPlane,
  environmentFile,
  promoteTo as inputs,
  statusesOf,
} from "../support/control-plane.ts";
import type { Stage } from "../support/github.ts";

const status = { state: "success", description: "ok", targetUrl: null };

describe("promote", () => {
  test("changes the commit in place and nothing else in the file", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    const result = await stage.run("promote", inputs(second));
    expect(result.stdout + result.stderr).toMatch(/promoted [0-9a-f]{40} to dev: dev had/);
    expect(result.outputs).toMatchObject({ promoted: "true", commit: second });
    expect(stage.files("control-plane", "dev")["setup/base-repo.yaml"]).toBe(
      baseRepo("", stage).replace('""', second),
    );
    expect(statusesOf(stage, second)).toEqual(["dev environment: pending Promoted"]);
    expect(stage.writes()).toEqual([
      "PUT control-plane/contents/setup/base-repo.yaml 200",
      `POST control-plane/statuses/${second} 201`,
    ]);
    // The App's push starts the workflow by itself.
    expect(stage.github.runs.map(({ event, ref }) => `${event} ${ref}`)).toEqual(["push dev"]);
  });

  test("does nothing the second time, and says so", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    await stage.promote(inputs(second));
    stage.forget();
    const result = await stage.promote(inputs(second));
    expect(result.outputs).toMatchObject({ promoted: "false", commit: second });
    expect(result.log).toContain("nothing to promote: dev has");
    expect(stage.writes()).toEqual([]);
  });

  test("does not roll back unless allowed", async () => {
    const { stage, first, second } = await controlPlane();
    await using _ = stage;
    await stage.promote(inputs(second));
    stage.forget();
    const kept = await stage.promote(inputs(first));
    expect(kept.exitCode).toBe(0);
    expect(kept.log).toContain("which is newer");
    expect(kept.outputs).toMatchObject({ promoted: "false", commit: second });
    expect(stage.writes()).toEqual([]);
    const back = await stage.promote(inputs(first, { "allow-rollback": "true" }));
    expect(back.outputs).toMatchObject({ promoted: "true", commit: first });
  });

  test("refuses a commit that was never merged, even if it lists the environment", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    const git = stage.github.git("control-plane");
    git.git(["branch", "unmerged", second]);
    const unmerged = await stage.world.push({ repository: "control-plane", branch: "unmerged" }, "unmerged", {
      ".environments/dev.yaml": environmentFile("dev", stage).replace("branch: dev", "branch: unmerged"),
    });
    // A tag with main's name does not put the commit on main.
    git.git(["tag", "main", unmerged]);
    const result = await stage.run("promote", inputs(unmerged, { "allow-rollback": "true" }));
    expect(result.exitCode).toBe(1);
    expect(result.stdout).toMatch(/^::error title=promotion-refused::/m);
    expect(result.stdout).toContain(
      `the commit ${unmerged} is not on the branch \`main\` of contoso/control-plane`,
    );
    expect(result.stdout).toContain("Merge it into `main`");
    expect(stage.writes()).toEqual([]);
  });

  test("creates base-repo.yaml if there is none", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    await stage.world.push({ repository: "control-plane", branch: "dev" }, "unpinned", {
      "setup/base-repo.yaml": null,
    });
    await stage.promote(inputs(second));
    expect(stage.files("control-plane", "dev")["base-repo.yaml"]).toContain(`commit: ${second}`);
  });

  test("starts the workflow if the job's own token pushes", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    await stage.promote(inputs(second, { token: "job-token" }));
    expect(stage.github.runs).toMatchObject([
      { event: "workflow_dispatch", workflow: "schedule.yml", ref: "dev" },
    ]);
  });

  test("retries when somebody else was faster, and keeps their change", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    const fault = { on: /^PUT .*contents/, status: 409, message: "base-repo.yaml does not match 1" };
    stage.github.faults.rules = [fault];
    const result = await stage.promote(inputs(second));
    expect(result.outputs).toMatchObject({ promoted: "true" });
    stage.github.faults.rules = [{ ...fault, times: 10 }];
    const third = await stage.world.push({ repository: "control-plane", branch: "main" }, "third", {
      "note.txt": "3\n",
    });
    const lost = await stage.promote(inputs(third));
    expect(lost.exitCode).toBe(1);
    expect(lost.log).toContain("error promotion-lost: ");
    expect(statusesOf(stage, third)).toEqual([]);
  });

  test("stops at a rule of the environment's branch with GitHub's words, and does not take it for a race", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    stage.github.repository("control-plane").rulesets = [{ branches: ["dev"], bypass: [] }];
    const result = await stage.promote(inputs(second));
    expect(result.log).toBe(
      "error github-refused: could not write setup/base-repo.yaml in contoso/control-plane: Repository rule violations found Changes must be made through a pull request. (HTTP 409)",
    );
    expect(result.hints[0]).toMatch(/bypass list of the ruleset .* Or set `via: pull-request`\.$/);
    expect(stage.writes()).toEqual(["PUT control-plane/contents/setup/base-repo.yaml 409"]);
    expect(statusesOf(stage, second)).toEqual([]);
  });

  test("sees a status behind 120 others, and does not promote again", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    await stage.promote(inputs(second));
    const statuses = stage.github.repository("control-plane").statuses.get(second) ?? [];
    const others = Array.from({ length: 120 }, (_, index) => `check ${index}`);
    statuses.push(...others.map((context) => ({ ...status, context })));
    stage.forget();
    expect((await stage.promote(inputs(second))).outputs).toMatchObject({ promoted: "false" });
    expect(stage.writes()).toEqual([]);
  });

  test("tells that it promoted even if the status cannot be set, and the next run sets it", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    stage.github.faults.rules = [
      { on: /^POST .*\/statuses\//, status: 403, message: "Resource not accessible" },
    ];
    const result = await stage.promote(inputs(second));
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("error github-denied: could not set the commit's status");
    expect(result.log).toContain(`promoted ${second} to dev`);
    expect(result.outputs).toMatchObject({ promoted: "true", commit: second });
    expect((await stage.promote(inputs(second))).exitCode).toBe(0);
    expect(statusesOf(stage, second)).toEqual(["dev environment: pending Promoted"]);
  });

  test.each([
    ["the commit", /^PUT .*contents/],
    ["the workflow", /^POST .*dispatches$/],
    ["the status", /^POST .*statuses/],
  ])("makes %s once, though the answer to it is lost", async (_, on) => {
    const { stage, second } = await controlPlane();
    await using __ = stage;
    stage.github.faults.rules = [{ on, cutAfter: true }];
    const result = await stage.promote(inputs(second, { token: "job-token" }));
    expect(result.exitCode, result.log).toBe(0);
    expect(result.outputs).toMatchObject({ promoted: "true", commit: second });
    expect(result.log).toMatch(/^promoted [0-9a-f]{40} to dev: dev had [0-9a-f]{10}$/);
    expect(stage.github.runs).toHaveLength(1);
    expect(statusesOf(stage, second)).toEqual(["dev environment: pending Promoted"]);
    expect(stage.github.git("control-plane").git(["rev-list", "--count", "dev"]).trim()).toBe("2");
  });

  test("refuses an environment that main does not list", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    const result = await stage.promote(inputs(second, { environment: "prod" }));
    expect(result.exitCode).toBe(1);
    const near = await stage.promote(inputs(second, { environment: "devs" }));
    expect(near.hints).toEqual([
      "Did you mean `dev`? Add it to .environments/ of main, or correct the name.",
    ]);
    expect(result.log).toContain("error environment-unknown: ");
    expect(stage.writes()).toEqual([]);
  });

  test("reports all problems with its inputs at once", async () => {
    const { stage } = await controlPlane();
    await using _ = stage;
    const result = await stage.run("promote", {
      environment: "Dev!",
      commit: "main",
      repository: "x",
      "allow-rollback": "maybe",
      "start-workflow": "yes",
    });
    expect(
      [...result.stdout.matchAll(/::error title=input-\w+::the input `([\w-]+)`/g)].map(([, name]) => name),
    ).toEqual([...["environment", "commit", "repository", "token", "allow-rollback", "start-workflow"]]);
    expect(stage.github.requests).toEqual([]);
  });

  describe("cut short, then run again, ends in the same state", () => {
    async function isFinished(stage: Stage, commit: string, when: string): Promise<void> {
      const result = await stage.promote(inputs(commit, { token: "job-token" }));
      expect(result.exitCode, `${when}: ${result.log}`).toBe(0);
      expect(stage.files("control-plane", "dev")["setup/base-repo.yaml"]).toContain(commit);
      expect(statusesOf(stage, commit)).toEqual(["dev environment: pending Promoted"]);
      expect(stage.github.runs.length).toBeGreaterThan(0);
      expect(stage.github.git("control-plane").git(["rev-list", "--count", "dev"]).trim()).toBe("2");
    }

    test("at any of its requests", async () => {
      const whole = await controlPlane();
      await using dry = whole.stage;
      const given = (commit: string) => inputs(commit, { token: "job-token" });
      const count = await dry.requestsOf(() => dry.promote(given(whole.second)));
      expect(count).toBeGreaterThan(12);
      for (let nth = 1; nth <= count; nth++) {
        const { stage, second } = await controlPlane();
        await using _ = stage;
        await stage.cutOffAt(nth, () => stage.promote(given(second)));
        await isFinished(stage, second, `cut off at request ${nth}`);
      }
    });

    test("when killed while it waits for its commit", async () => {
      const { stage, second } = await controlPlane();
      await using _ = stage;
      await stage.killedAt(/^PUT .*contents/, "promote", inputs(second, { token: "job-token" }));
      expect(stage.files("control-plane", "dev")["setup/base-repo.yaml"]).toContain(second);
      await isFinished(stage, second, "killed");
    });
  });
});

describe("notify", () => {
  const promoted = "c".repeat(40);
  const commit = "d".repeat(40);
  const given = { "control-plane": "contoso/control-plane", token: "app-token", commit, environment: "dev" };

  test("sends check-promote to the control plane, which starts its workflow", async () => {
    const { stage } = await controlPlane();
    await using _ = stage;
    await stage.world.push({ repository: "control-plane", branch: "main" }, "check", {
      ".github/workflows/check.yml": "on:\n  repository_dispatch:\n    types: [check-promote]\njobs: {}\n",
    });
    await stage.folder(".", { ".github/tracking/Promoted_Commit_Id": promoted });
    const result = await stage.run("notify", given);
    const told = { dispatched: "true", "promoted-commit": promoted, environments: '["dev"]' };
    expect(result.outputs).toEqual(told);
    expect(stage.github.requests.map(({ body }) => body)).toEqual([
      {
        event_type: "check-promote",
        client_payload: { environment: "dev", commit_id: commit, promoted_commit_id: promoted },
      },
    ]);
    expect(stage.github.runs).toMatchObject([
      { workflow: "check.yml", event: "repository_dispatch", ref: "main" },
    ]);
  });

  test("reports a missing promoted commit, and sends nothing", async () => {
    const { stage } = await controlPlane();
    await using _ = stage;
    const result = await stage.notify(given);
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain("warning tracking-missing: ");
    expect(result.outputs).toEqual({ dispatched: "false", "promoted-commit": "", environments: "[]" });
    expect(stage.github.requests).toEqual([]);
  });

  test("reports a changed workload, whose targets the control plane schedules again", async () => {
    const { stage } = await controlPlane();
    await using _ = stage;
    const workload = { "control-plane": "contoso/control-plane", token: "app-token", commit };
    const env = { GITHUB_REPOSITORY: "contoso/app-src", GITHUB_REF_NAME: "main" };
    const result = await stage.run("notify", { ...workload, "event-type": "workload-changed" }, { env });
    expect(result.outputs).toEqual({ dispatched: "true", "promoted-commit": "", environments: "[]" });
    expect(result.summary).toMatch(
      /^\| \[contoso\/app-src\]\(.*\) \| \[`main`\]\(.*\) \| \[`\w{10}`\]\(.*\) \|$/m,
    );
    expect(stage.github.events.at(-1)).toMatchObject({
      event: "repository_dispatch",
      payload: {
        action: "workload-changed",
        client_payload: { repository: "contoso/app-src", ref: "main", commit },
      },
    });
    const mixed = { ...workload, "event-type": "workload-changed", "promoted-commit": promoted };
    const refused = await stage.run("notify", mixed, { env });
    expect(refused.stdout).toContain("`promoted-commit` has no effect with `event-type: workload-changed`");
  });

  test("notifies for a commit that is only promoted, not for one whose check has started", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    await stage.promote(inputs(second));
    const asked = { ...given, "promoted-commit": second, "only-if-promoted": "true" };
    const first = await stage.notify(asked);
    expect(first.outputs).toMatchObject({ dispatched: "true", "promoted-commit": second });
    const link = `[\`${second.slice(0, 10)}\`](${stage.github.url}/contoso/control-plane/commit/${second})`;
    expect(first.summary).toMatch(/^\| `dev` \|.*\| \*\*notified\*\* \|$/m);
    expect(first.summary).toContain(` | ${link} | `);
    const status = {
      context: "dev environment",
      state: "pending",
      description: "Deploying",
      targetUrl: null,
      creator: "kalypso[bot]",
    };
    stage.github.repository("control-plane").statuses.get(second)?.push(status);
    const again = await stage.notify(asked);
    expect(again.exitCode).toBe(0);
    expect(again.outputs).toMatchObject({ dispatched: "false", "promoted-commit": second });
    expect(again.log).toContain(`the status of ${second} for dev is pending, Deploying`);
    expect(again.summary).toMatch(/ \| not notified: its status is pending, Deploying \|$/m);
    expect(stage.github.events.filter(({ event }) => event === "repository_dispatch")).toHaveLength(1);
  });

  test("does not send an event again whose answer is lost, and says where to look", async () => {
    const { stage } = await controlPlane();
    await using _ = stage;
    await stage.folder(".", { ".github/tracking/Promoted_Commit_Id": promoted });
    stage.github.faults.rules = [{ on: /^POST .*dispatches$/, cutAfter: true }];
    const result = await stage.notify(given);
    expect(result.exitCode).toBe(1);
    expect(result.log).toMatch(
      /^error github-unreachable: could not dispatch check-promote in contoso\/control-plane: /,
    );
    expect(result.hints).toEqual([
      "GitHub did not answer, so the event may have been sent. Look for a run that check-promote started; if there is none, run again.",
    ]);
    expect(stage.github.events.filter(({ event }) => event === "repository_dispatch")).toHaveLength(1);
  });

  test("reports all problems with its inputs at once", async () => {
    const { stage } = await controlPlane();
    await using _ = stage;
    const result = await stage.run("notify", { "control-plane": "x", environment: "A b", commit: "z" });
    expect(result.exitCode).toBe(1);
    expect(
      [...result.stdout.matchAll(/::error title=input-\w+::the input `([\w-]+)`/g)].map(([, name]) => name),
    ).toEqual([...["control-plane", "token", "environment", "commit"]]);
  });
});
