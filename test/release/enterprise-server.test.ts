import { tutorialSteps } from "@kalypso-actions/tutorial-world";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enterpriseServerWorkflows, variantsFolder } from "../../scripts/generate/enterprise-server.ts";
import { repositoryRoot } from "../support/process.ts";
import { Tutorial } from "../support/tutorial.ts";

// The tutorial with the workflows for GitHub Enterprise Server: each test continues where the previous one ended.
let tutorial: Tutorial;

beforeAll(async () => {
  tutorial = await Tutorial.open();
  for (const [path, text] of enterpriseServerWorkflows(repositoryRoot)) {
    const [repository = "", branch = "", ...file] = path.slice(variantsFolder.length + 1).split("/");
    // Pushed without an event: they exist from the start.
    await tutorial.world.world.push({ repository, branch }, "for Enterprise Server", {
      [file.join("/")]: tutorial.world.here(text),
    });
  }
  await tutorial.world.push(tutorialSteps.scheduleOnDev);
  await tutorial.world.push(tutorialSteps.register);
  await tutorial.settle();
});
afterAll(() => tutorial[Symbol.asyncDispose]());

const main = () => tutorial.world.github.git("control-plane").resolve("main") ?? "";
const runs = () => tutorial.runs("control-plane", "schedule");

test("a commit goes from main to the clusters of dev, and on to stage", async () => {
  await tutorial.merge("platform-gitops", "dev");
  await tutorial.settle();
  expect(tutorial.story().filter((line) => /: (?:failure|cancelled)$/.test(line))).toEqual([]);
  expect([tutorial.pinned("dev"), tutorial.pinned("stage")]).toEqual([main(), main()]);
});

test("newer runs cancel waiting ones, and the last one proposes the newest commit", async () => {
  const config = "configs/dev-config.yaml";
  const before = tutorial.file("control-plane", "dev", config) ?? "";
  const ended = runs().length;
  for (const name of ["one", "two", "three", "four"])
    await tutorial.world.github.push({ repository: "control-plane", branch: "dev" }, name, {
      [config]: tutorial.world.here(before.replace(/^data:\n/m, `data:\n  NEWEST: ${name}\n`)),
    });
  await tutorial.settle();
  const conclusions = runs()
    .slice(ended)
    .map(({ conclusion }) => conclusion);
  expect(conclusions).toHaveLength(4);
  expect(conclusions.at(-1)).toBe("success");
  expect(conclusions).toContain("cancelled");
  const head = tutorial.world.openPull("platform-gitops", "dev").head;
  const files = tutorial
    .files("platform-gitops", head)
    .filter((path) => path.endsWith("platform-config.yaml"));
  const configs = files.map((path) => tutorial.file("platform-gitops", head, path) ?? "");
  expect(configs.length).toBeGreaterThan(0);
  for (const text of configs) expect(text).toContain("NEWEST: four");
});
