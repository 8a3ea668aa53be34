import { describe, expect, test } from "vitest";
import { label, pushMain } from "../support/changes-of-main.ts";
import { deployedOnce, type Tutorial } from "../support/tutorial.ts";
import { testTeams } from "./teams.ts";

const deployed = deployedOnce();

/** Promotes a change of main to dev, up to its check. */
async function promoteToDev(tutorial: Tutorial): Promise<string> {
  const commit = await pushMain(tutorial, label("two"));
  await tutorial.settle();
  await tutorial.merge("platform-gitops", "dev");
  return commit;
}

function clusterOfDev(tutorial: Tutorial, name: string) {
  const cluster = tutorial.world.clusters.get(`dev/${name}`);
  if (cluster === undefined) throw new Error(`no ${name} follows dev`);
  return cluster;
}

function lastCheck(tutorial: Tutorial) {
  const run = tutorial.runs("control-plane", "check-promote").at(-1);
  if (run === undefined) throw new Error("nothing was checked");
  return run;
}

describe("a cluster that fails", () => {
  test("stops the promotion with a failure and leaves stage unchanged; the fix continues it", async () => {
    const tutorial = deployed();
    const dev = clusterOfDev(tutorial, "drone");
    const before = tutorial.pinned("stage");
    dev.behaviour = "fails";
    const commit = await promoteToDev(tutorial);
    expect(tutorial.statuses(commit)).toEqual([
      "dev: pending Promoted",
      "dev: pending Deploying",
      expect.stringMatching(
        /^dev: failure Failed to deploy: failed: drone \(platform: .*not healthy in time/,
      ),
    ]);
    const failed = lastCheck(tutorial);
    expect(failed).toMatchObject({ title: "Check dev", conclusion: "failure" });
    expect(failed.jobs.map(({ name, conclusion }) => [name, conclusion])).toContainEqual([
      "promote",
      "skipped",
    ]);
    expect(failed.jobs[0]?.steps.some(({ summary }) => summary.includes("not healthy in time"))).toBe(true);
    expect(tutorial.pinned("stage")).toBe(before);

    dev.behaviour = "well";
    tutorial.world.runner.rerun(failed.id);
    await tutorial.settle();
    expect(failed).toMatchObject({ attempt: 2, conclusion: "success" });
    expect(tutorial.statuses(commit).slice(3)).toEqual([
      "dev: pending Deploying",
      "dev: success Deployed",
      "stage: pending Promoted",
    ]);
    expect(tutorial.pinned("stage")).toBe(commit);
  });

  test("can also be fixed by a push to dev, which takes the failed commit on to stage", async () => {
    const tutorial = deployed();
    const dev = clusterOfDev(tutorial, "drone");
    dev.behaviour = "fails";
    const commit = await promoteToDev(tutorial);
    expect(tutorial.statuses(commit).at(-1)).toMatch(/^dev: failure/);
    dev.behaviour = "well";
    await tutorial.world.github.push({ repository: "control-plane", branch: "dev" }, "repair", {
      "configs/repair.yaml": `apiVersion: v1
kind: ConfigMap
metadata:
  name: repair
  labels: { platform-config: "true" }
data: { REPAIRED: "yes" }
`,
    });
    await tutorial.settle();
    await tutorial.merge("platform-gitops", "dev");
    expect(tutorial.statuses(commit).slice(3)).toEqual([
      "dev: pending Deploying",
      "dev: success Deployed",
      "stage: pending Promoted",
    ]);
    expect(tutorial.pinned("stage")).toBe(commit);
  });
});

test("a newer commit that has arrived ends the wait for the older one; both are promoted in order", async () => {
  const tutorial = deployed();
  const dev = clusterOfDev(tutorial, "drone");
  dev.behaviour = "suspended";
  const commits: string[] = [];
  for (const value of ["two", "three"]) {
    commits.push(await pushMain(tutorial, label(value)));
    await tutorial.until(() => tutorial.pinned("dev") === commits.at(-1), "the promotion to dev");
    await tutorial.until(
      () =>
        tutorial.pulls("platform-gitops").at(-1) === `#${tutorial.pulls("platform-gitops").length} dev open`,
      "the pull request",
    );
    const { number } = tutorial.world.openPull("platform-gitops", "dev");
    tutorial.world.github.merge("platform-gitops", number);
    await tutorial.until(
      () => tutorial.runs("control-plane", "check-promote").at(-1)?.payload["client_payload"] !== undefined,
      "the check",
    );
  }
  const checks = () => tutorial.runs("control-plane", "check-promote").slice(-2);
  await tutorial.until(
    () => checks().length === 2 && checks()[0]?.status === "in_progress" && checks()[1]?.status === "waiting",
    "the second check queued after the first",
  );
  dev.behaviour = "well";
  await tutorial.settle();
  expect(checks().map(({ conclusion }) => conclusion)).toEqual(["success", "success"]);
  const first = checks()[0]?.jobs[0]?.steps.flatMap(({ log }) => log) ?? [];
  expect(first.some((line) => /superseded/.test(line))).toBe(true);
  for (const commit of commits)
    expect(tutorial.statuses(commit)).toEqual([
      "dev: pending Promoted",
      "dev: pending Deploying",
      "dev: success Deployed",
      "stage: pending Promoted",
    ]);
  expect(tutorial.pinned("stage")).toBe(commits[1]);
});

test("a cluster that fails with a newer commit also holds up the older one", async () => {
  const tutorial = deployed();
  const dev = clusterOfDev(tutorial, "drone");
  const stage = tutorial.pinned("stage");
  dev.behaviour = "fails";
  const commit = await pushMain(tutorial, label("failing"));
  await tutorial.settle();
  const { github } = tutorial.world;
  github.merge("platform-gitops", tutorial.world.openPull("platform-gitops", "dev").number);
  await tutorial.until(() => tutorial.statuses(commit).includes("dev: pending Deploying"), "the check");
  await github.push({ repository: "platform-gitops", branch: "dev" }, "another commit", {
    "drone/other.yaml": "# nothing\n",
  });
  await tutorial.settle();
  expect(tutorial.statuses(commit).at(-1)).toMatch(/^dev: failure Failed to deploy: failed: drone/);
  expect(tutorial.statuses(commit).join()).not.toContain("success");
  expect(tutorial.pinned("stage")).toBe(stage);
});

test("an application that breaks its own folder holds up the promotion and is named; with `health-of: platform` it is a warning", async () => {
  const tutorial = deployed();
  const { github } = tutorial.world;
  await github.push({ repository: "app-gitops", branch: "dev" }, "gone", {
    "functional-test/README.md": null,
  });
  const commit = await promoteToDev(tutorial);
  expect(tutorial.statuses(commit).at(-1)).toMatch(
    /^dev: failure Failed to deploy: failed: drone \(application hello-world-app-functional-test \(contoso\/app-gitops, branch dev\): Kustom/,
  );
  const check = lastCheck(tutorial);
  const [summary] = check.jobs
    .flatMap(({ steps }) => steps.map((step) => step.summary))
    .filter((text) => text !== "");
  expect(summary).toMatch(
    /\| drone \| drone \|.*\| failed \| application hello-world-app-functional-test \(/,
  );
  expect(tutorial.pinned("stage")).not.toBe(commit);

  github.repository("control-plane").variables.set("CHECK_HEALTH_OF", "platform");
  tutorial.world.runner.rerun(check.id);
  await tutorial.settle();
  expect(check.conclusion).toBe("success");
  expect(check.jobs.flatMap(({ annotations }) => annotations.map(({ title }) => title))).toContain(
    "application-failing",
  );
  expect(tutorial.statuses(commit).slice(-2)).toEqual(["dev: success Deployed", "stage: pending Promoted"]);
});

test("waits for an Argo CD cluster's commit statuses, and fails the promotion if it fails", async () => {
  const tutorial = deployed();
  const large = clusterOfDev(tutorial, "large");
  large.behaviour = "fails";
  const commit = await promoteToDev(tutorial);
  expect(tutorial.statuses(commit).at(-1)).toMatch(/^dev: failure Failed to deploy: failed: large \(/);
  large.behaviour = "well";
  tutorial.world.runner.rerun(lastCheck(tutorial).id);
  await tutorial.settle();
  expect(tutorial.statuses(commit).at(-1)).toBe("stage: pending Promoted");
});

test("nothing passes until a cluster named in a roster reports", async () => {
  const tutorial = deployed();
  const { github } = tutorial.world;
  const large = clusterOfDev(tutorial, "large");
  const path = "cluster-types/west-us/large/large-cluster-type.yaml";
  const text = github.git("control-plane").text("dev", path) ?? "";
  const roster = text.replace(
    "  name: large\n",
    '  name: large\n  annotations:\n    kalypso.io/clusters: "large"\n',
  );
  expect(roster).not.toBe(text);
  await github.push({ repository: "control-plane", branch: "dev" }, "a roster", { [path]: roster });
  await tutorial.settle();
  expect(tutorial.world.openPull("platform-gitops", "dev").body).toMatch(/clusters of large/);
  await tutorial.merge("platform-gitops", "dev");

  github.repository("control-plane").variables.set("CHECK_TIMEOUT", "0.5");
  large.behaviour = "silent";
  const commit = await promoteToDev(tutorial);
  expect(tutorial.statuses(commit).at(-1)).toBe(
    "dev: failure Failed to deploy: timed out: waiting for large (no configuration of large reports from it)",
  );
  github.repository("control-plane").variables.delete("CHECK_TIMEOUT");
  large.behaviour = "well";
  tutorial.world.runner.rerun(lastCheck(tutorial).id);
  await tutorial.settle();
  expect(tutorial.statuses(commit).at(-1)).toBe("stage: pending Promoted");
});

// Not in a file of their own, because deploying another organisation takes longer than they do.
describe("teams", () => testTeams(deployed));
