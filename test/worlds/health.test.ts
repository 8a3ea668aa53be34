import { expect, test } from "vitest";
import { label, pushMain } from "../support/changes-of-main.ts";
import { deployedOnce, type Tutorial } from "../support/tutorial.ts";

const deployed = deployedOnce();

/** Promotes a change of main to dev, as far as its check goes. */
async function promoteToDev(tutorial: Tutorial): Promise<string> {
  const commit = await pushMain(tutorial, label("two"));
  await tutorial.settle();
  await tutorial.merge("platform-gitops", "dev");
  return commit;
}

function lastCheck(tutorial: Tutorial) {
  const run = tutorial.runs("control-plane", "check-promote").at(-1);
  if (run === undefined) throw new Error("nothing was checked");
  return run;
}

test("an application that breaks its own folder holds the promotion up, and is named; with `health-of: platform` it is a warning", async () => {
  const tutorial = deployed();
  const { github } = tutorial.world;
  await github.push("app-gitops", "dev", "gone", { "functional-test/README.md": null });
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

test("an Argo CD cluster is waited for by its commit statuses, and its failure is the promotion's", async () => {
  const tutorial = deployed();
  const large = tutorial.world.clusters.get("dev/large");
  if (large === undefined) throw new Error("no large cluster follows dev");
  large.behaviour = "fails";
  const commit = await promoteToDev(tutorial);
  expect(tutorial.statuses(commit).at(-1)).toMatch(/^dev: failure Failed to deploy: failed: large \(/);
  large.behaviour = "well";
  tutorial.world.runner.rerun(lastCheck(tutorial).id);
  await tutorial.settle();
  expect(tutorial.statuses(commit).at(-1)).toBe("stage: pending Promoted");
});

test("a roster names a cluster that does not report: nothing passes before it does", async () => {
  const tutorial = deployed();
  const { github, clusters } = tutorial.world;
  const large = clusters.get("dev/large");
  if (large === undefined) throw new Error("no large cluster follows dev");
  const path = "cluster-types/west-us/large/large-cluster-type.yaml";
  const text = github.git("control-plane").text("dev", path) ?? "";
  const roster = text.replace(
    "  name: large\n",
    '  name: large\n  annotations:\n    kalypso.io/clusters: "large"\n',
  );
  expect(roster).not.toBe(text);
  await github.push("control-plane", "dev", "a roster", { [path]: roster });
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
