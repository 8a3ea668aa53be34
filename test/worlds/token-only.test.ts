import type { Permissions } from "@kalypso-actions/github-sandbox";
import { tutorialSteps } from "@kalypso-actions/tutorial-world";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Tutorial } from "../support/tutorial.ts";

// The tutorial's organisation without Apps: one fine-grained token of a person's does everything.
let tutorial: Tutorial;

const grants: Permissions = {
  contents: "write",
  pull_requests: "write",
  issues: "write",
  statuses: "write",
  environments: "read",
};

beforeAll(async () => {
  tutorial = await Tutorial.open();
  const { github } = tutorial.world;
  const token = { user: "octocat", permissions: grants, isWorkflowToken: false, isPersonal: true };
  github.token("a-trial-token", token);
  github.apps.clear();
  for (const name of github.repositories()) {
    const { variables, environments } = github.repository(name);
    variables.delete("APP_CLIENT_ID");
    for (const { secrets } of environments.values())
      if (secrets.delete("APP_PRIVATE_KEY")) secrets.set("PLATFORM_TOKEN", "a-trial-token");
  }
  // The policies exist from the start, so that one promotion deploys everything.
  await tutorial.world.push(tutorialSteps.scheduleOnDev);
  await tutorial.settle();
  await tutorial.world.push(tutorialSteps.scheduleOnStage);
  await tutorial.settle();
  await tutorial.world.push(tutorialSteps.register);
  await tutorial.settle();
});
afterAll(() => tutorial[Symbol.asyncDispose]());

test("a trial with one token and without an App promotes through all environments", async () => {
  for (const base of ["dev", "stage"]) await tutorial.merge("platform-gitops", base);
  const failed = tutorial.world.runner.runs.filter(({ conclusion }) => conclusion === "failure");
  expect(failed.map(({ name }) => name)).toEqual([]);
  const commit = tutorial.pinned("dev") ?? "";
  expect(tutorial.pinned("stage")).toBe(commit);
  expect(tutorial.statuses(commit)).toEqual([
    "dev: pending Promoted",
    "dev: pending Deploying",
    "dev: success Deployed",
    "stage: pending Promoted",
    "stage: pending Deploying",
    "stage: success Deployed",
  ]);
});

test("a promotion without changes goes on without a merge, and the log shows the token nowhere", async () => {
  const commit = await tutorial.world.github.push({ repository: "control-plane", branch: "main" }, "words", {
    "README.md": "About this control plane.\n",
  });
  await tutorial.settle();
  expect(tutorial.statuses(commit).at(-1)).toBe("stage: success Deployed");
  expect(JSON.stringify(tutorial.world.runner.runs)).not.toContain("a-trial-token");
});
