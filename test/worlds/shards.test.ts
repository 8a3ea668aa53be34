import { tutorialSteps } from "@kalypso-actions/tutorial-world";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Tutorial } from "../support/tutorial.ts";

// One environment, scheduled by one job, then in shards of two assignments: each test continues where the previous one
// ended.
let tutorial: Tutorial;
const caller = ".github/workflows/schedule.yml";

beforeAll(async () => {
  tutorial = await Tutorial.open();
  tutorial.world.github.repository("control-plane").variables.set("SHARD_SIZE", "2");
  await tutorial.world.push(tutorialSteps.register);
  await tutorial.settle();
  await tutorial.world.push(tutorialSteps.scheduleOnDev);
  await tutorial.settle();
});
afterAll(() => tutorial[Symbol.asyncDispose]());

const gitops = () => tutorial.world.github.git("platform-gitops");
const proposed = () => gitops().git(["rev-parse", "kalypso/dev^{tree}"]).trim();
const lastRun = () => {
  const [run] = tutorial.runs("control-plane", "schedule").slice(-1);
  if (run === undefined) throw new Error("nothing has run");
  return run;
};
const jobs = () => lastRun().jobs.map(({ name, conclusion }) => `${name}: ${conclusion}`);

test("a matrix of shards proposes the same bytes as one job", async () => {
  const whole = proposed();
  const { github } = tutorial.world;
  const workflow = github.git("control-plane").text("dev", caller) ?? "";
  gitops().git(["update-ref", "-d", "refs/heads/kalypso/dev"]);
  await github.push({ repository: "control-plane", branch: "dev" }, "in shards", {
    [caller]: workflow.replace("schedule-environment.yml", "schedule-environment-in-shards.yml"),
  });
  await tutorial.settle();
  expect(jobs()).toEqual([
    "schedule / schedule dev: success",
    ...["1/3", "2/3", "3/3"].map((shard) => `schedule / render dev ${shard}: success`),
    "schedule / propose dev: success",
  ]);
  expect(proposed()).toBe(whole);
});

test("what one shard cannot render is held, or fails the whole; its issue is closed by no other shard", async () => {
  const { github } = tutorial.world;
  const schema = { type: "object", required: ["ABSENT"] };
  const strict = (labels: string) => `apiVersion: scheduler.kalypso.io/v1alpha1
kind: ConfigSchema
metadata:
  name: strict
  labels: ${labels}
spec:
  schema: '${JSON.stringify(schema)}'
`;
  await github.push({ repository: "control-plane", branch: "dev" }, "a schema that one target breaks", {
    "schema.yaml": strict("{ deployment-target: hello-world-app-functional-test }"),
  });
  await tutorial.settle();
  expect(lastRun().conclusion).toBe("success");
  const [pull] = [...github.repository("platform-gitops").pulls.values()].slice(-1);
  expect(pull?.body).toContain("workload `hello-world-app` of `hello-world-app`");
  expect(gitops().git(["ls-tree", "-r", "--name-only", "kalypso/dev"])).not.toContain("hello-world-app-");
  const { issues } = github.repository("platform-gitops");
  const open = () =>
    [...issues.values()].filter(({ title, state }) => title.includes("cannot") && state === "open");
  const titles = ["dev: hello-world-app-hello-world-app-functional-test-drone cannot be rendered"];
  expect(open().map(({ title }) => title)).toEqual(titles);
  // All shards check the issues again.
  const refs = gitops().refs();
  await github.push({ repository: "control-plane", branch: "dev" }, "a schema that everybody breaks", {
    "schema.yaml": strict("{}"),
  });
  await tutorial.settle();
  expect(lastRun().conclusion).toBe("failure");
  expect(jobs().slice(-1)).toEqual(["schedule / propose dev: skipped"]);
  expect(gitops().refs()).toEqual(refs);
  expect(open().length).toBeGreaterThan(1);
  expect(open()[0]).toMatchObject({ title: titles[0], comments: [] });
});

test("shards keep held registrations as one job does, and report them once", async () => {
  const { github } = tutorial.world;
  const text = github.git("app-src").text("main", "workload/workload.yaml") ?? "";
  await github.push({ repository: "app-src", branch: "main" }, "another workload", {
    "second/workload.yaml": text.replace("name: hello-world-app\n", "name: second-app\n"),
  });
  const first = github.git("control-plane").text("main", "workloads/hello-world-app.yaml") ?? "";
  const second = first.replace("name: hello-world-app", "name: second-app").replace("workload/", "second/");
  await github.push({ repository: "control-plane", branch: "dev" }, "registers it", {
    "schema.yaml": "",
    "workloads/second.yaml": second,
  });
  await tutorial.settle();
  await tutorial.merge("platform-gitops", "dev");
  await tutorial.settle();
  await github.push({ repository: "control-plane", branch: "dev" }, "a slip, and a value for all", {
    "workloads/second.yaml": second.replace("branch: main", "branch: gone"),
    "extra.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n  labels: { platform-config: "true" }\ndata:\n  EXTRA: here\n`,
  });
  await tutorial.settle();
  const inShards = proposed();
  const changed = gitops().git(["diff", "--name-status", "dev", "kalypso/dev"]);
  expect(changed).not.toMatch(/^D/m);
  // Its last good commit is scheduled, so configuration values reach it, too.
  expect(changed.match(/^M\t.*\/second-app-.*$/gm)).toHaveLength(2);
  const pull = [...github.repository("platform-gitops").pulls.values()].at(-1);
  expect(pull?.body?.match(/^\| `second-app` \|/gm)).toHaveLength(1);
  gitops().git(["update-ref", "-d", "refs/heads/kalypso/dev"]);
  const called = github.git("control-plane").text("dev", caller) ?? "";
  await github.push({ repository: "control-plane", branch: "dev" }, "by one job", {
    [caller]: called.replace("schedule-environment-in-shards.yml", "schedule-environment.yml"),
  });
  await tutorial.settle();
  expect(jobs()).toEqual(["schedule / propose dev: success"]);
  expect(proposed()).toBe(inShards);
});
