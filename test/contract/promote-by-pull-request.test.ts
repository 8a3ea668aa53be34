import { describe, expect, test } from "vitest";
import { baseRepo, controlPlane, promoteTo as inputs, statusesOf } from "../support/control-plane.ts";
import type { Stage } from "../support/github.ts";

describe("promote via pull-request", () => {
  const via = (commit: string, more: Readonly<Record<string, string>> = {}) =>
    inputs(commit, { via: "pull-request", ...more });
  const dev = { repository: "control-plane", branch: "dev" };
  const pullsOf = (stage: Stage) =>
    [...stage.github.repository("control-plane").pulls.values()].map(
      ({ number, state, head, base }) => `#${number} ${state}: ${head} into ${base}`,
    );
  const headPin = (stage: Stage) =>
    stage.files("control-plane", "kalypso/promote-dev")["setup/base-repo.yaml"];

  /** Its branch changes through pull requests only. */
  async function ruled() {
    const control = await controlPlane();
    control.stage.github.repository("control-plane").rulesets = [{ branches: ["dev"], bypass: [] }];
    const third = await control.stage.world.push({ repository: "control-plane", branch: "main" }, "third", {
      "note.txt": "3\n",
    });
    return { ...control, third };
  }

  test("opens one per environment, which changes one value and says who promotes what from what", async () => {
    const { stage, first, second } = await ruled();
    await using _ = stage;
    const before = stage.github.git("control-plane").resolve("dev");
    const result = await stage.promote(via(second));
    expect(result.log).toBe("nothing to promote: proposed in #1");
    expect(result.summary).toMatch(/^\*\*Nothing promoted\*\*: proposed in #\u200b1\.$/m);
    expect(result.summary).toMatch(/^\| pull request \| \[#1\]\(http.+\/pull\/1\) \|$/m);
    expect(result.outputs).toMatchObject({ promoted: "false", commit: first, number: "1" });
    expect(pullsOf(stage)).toEqual(["#1 open: kalypso/promote-dev into dev"]);
    expect(headPin(stage)).toBe(baseRepo("", stage).replace('""', second));
    expect(stage.github.git("control-plane").resolve("dev")).toBe(before);
    // The run that its merge starts sets the status.
    expect(statusesOf(stage, second)).toEqual([]);
    const git = stage.github.git("control-plane");
    const message = git.git(["log", "-1", "--format=%B", "kalypso/promote-dev"]);
    expect(git.git(["interpret-trailers", "--parse"], message).split("\n").slice(0, 4)).toEqual([
      `Promoted-Commit: ${second}`,
      `Promoted-From: ${first}`,
      "Promoted-By: octocat",
      "Promoted-Run: https://github.com/contoso/control-plane/actions/runs/7",
    ]);
    stage.forget();
    expect((await stage.promote(via(second))).log).toBe("nothing to promote: #1 proposes it");
    expect(stage.writes()).toEqual([]);
  });

  test("updates it in place with a newer commit, and never with an older one", async () => {
    const { stage, second, third } = await ruled();
    await using _ = stage;
    await stage.promote(via(second));
    expect((await stage.promote(via(third))).log).toBe("nothing to promote: proposed in #1");
    stage.forget();
    const older = await stage.promote(via(second));
    expect(older.log).toBe(`nothing to promote: #1 proposes ${third.slice(0, 10)}, which is newer`);
    expect(older.outputs).toMatchObject({ number: "1" });
    expect(stage.writes()).toEqual([]);
    expect(pullsOf(stage)).toEqual(["#1 open: kalypso/promote-dev into dev"]);
    expect(headPin(stage)).toContain(third);
    expect(stage.github.repository("control-plane").pulls.get(1)?.title).toBe(
      `Promote ${third.slice(0, 10)} to dev`,
    );
    stage.github.merge("control-plane", 1);
    const late = await stage.promote(via(second));
    expect(late.log).toContain(`dev has ${third.slice(0, 10)}, which is newer`);
    expect(pullsOf(stage)).toHaveLength(1);
  });

  test("the run that its merge starts sets the status, once", async () => {
    const { stage, second } = await ruled();
    await using _ = stage;
    await stage.promote(via(second));
    stage.github.merge("control-plane", 1, "squash");
    expect(stage.github.runs.map(({ event, ref }) => `${event} ${ref}`)).toEqual(["push dev"]);
    const result = await stage.promote(via("pinned"));
    expect(result.log).toBe(`nothing to promote: dev has ${second.slice(0, 10)}`);
    expect(result.outputs).toMatchObject({ promoted: "false", commit: second });
    expect(statusesOf(stage, second)).toEqual(["dev environment: pending Promoted"]);
    stage.forget();
    await stage.promote(via("pinned"));
    expect(stage.writes()).toEqual([]);
  });

  test("opens none for a commit that was never merged, not even to roll back", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    stage.github.git("control-plane").git(["branch", "unmerged", second]);
    const on = { repository: "control-plane", branch: "unmerged" };
    const unmerged = await stage.world.push(on, "unmerged", { "note.txt": "x\n" });
    for (const more of [{}, { "allow-rollback": "true" }]) {
      const result = await stage.promote(via(unmerged, more));
      expect([result.exitCode, result.log]).toEqual([
        1,
        expect.stringContaining("error promotion-refused: "),
      ]);
    }
    expect(pullsOf(stage)).toEqual([]);
    expect(stage.writes()).toEqual([]);
  });

  test("does not acknowledge a pinned commit that was never merged to main", async () => {
    const { stage, second } = await controlPlane();
    await using _ = stage;
    const git = stage.github.git("control-plane");
    git.git(["branch", "unmerged", second]);
    const on = { repository: "control-plane", branch: "unmerged" };
    const unmerged = await stage.world.push(on, "unmerged", { "note.txt": "x\n" });
    await stage.world.push(dev, "by hand", { "setup/base-repo.yaml": baseRepo(unmerged, stage) });
    expect((await stage.promote(via("pinned"))).log).toContain("error promotion-refused: ");
    expect(stage.writes()).toEqual([]);
  });

  test("that somebody closes stays closed for its commit, whose status says so, until a newer one is promoted", async () => {
    const { stage, second, third } = await ruled();
    await using _ = stage;
    await stage.promote(via(second));
    stage.github.close("control-plane", 1);
    for (let run = 0; run < 2; run++) {
      const result = await stage.promote(via(second));
      expect(result.log).toBe("nothing to promote: its promotion to dev was rejected in #1");
    }
    expect(pullsOf(stage)).toEqual(["#1 closed: kalypso/promote-dev into dev"]);
    expect(statusesOf(stage, second)).toEqual(["dev environment: failure Promotion rejected in #1"]);
    expect((await stage.promote(via(third))).log).toBe("nothing to promote: proposed in #2");
    stage.github.merge("control-plane", 2);
    await stage.promote(via("pinned"));
    expect(statusesOf(stage, third)).toEqual(["dev environment: pending Promoted"]);
  });

  test("is closed when the environment has what it proposes already", async () => {
    const { stage, second, third } = await ruled();
    await using _ = stage;
    await stage.promote(via(second));
    await stage.world.push(dev, "by hand", { "setup/base-repo.yaml": baseRepo(third, stage) });
    expect((await stage.promote(via(third))).outputs).toMatchObject({ promoted: "false", commit: third });
    expect(pullsOf(stage)).toEqual(["#1 closed: kalypso/promote-dev into dev"]);
    expect(stage.github.repository("control-plane").issues.get(1)?.comments).toEqual([
      `<!-- kalypso-actions: obsolete -->\nClosed: dev has \`${third}\` already.`,
    ]);
  });

  test("leaves alone a pull request that somebody else opened from its branch", async () => {
    const { stage, second, third } = await ruled();
    await using _ = stage;
    await stage.promote(via(second));
    const pull = stage.github.repository("control-plane").pulls.get(1);
    if (pull !== undefined) pull.body = "mine";
    stage.forget();
    expect((await stage.promote(via(third))).log).toBe(
      "error pull-request-foreign: pull request #1 was not opened by this action; leaving it unchanged, and promoting nothing",
    );
    expect(stage.writes()).toEqual([]);
  });

  test("cut short at any of its writes, then run again, ends in the same state", async () => {
    for (const on of [/^POST .*git-receive-pack$/, /^POST .*\/pulls$/]) {
      const { stage, second } = await ruled();
      await using _ = stage;
      const endless = { times: Number.POSITIVE_INFINITY };
      stage.github.faults.rules = [{ on, cutAfter: true, ...endless }];
      await stage.promote(via(second));
      stage.github.faults.rules = [];
      expect((await stage.promote(via(second))).exitCode).toBe(0);
      expect(pullsOf(stage)).toEqual(["#1 open: kalypso/promote-dev into dev"]);
      expect(headPin(stage)).toContain(second);
    }
  });
});
