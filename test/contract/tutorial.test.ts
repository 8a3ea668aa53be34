import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  sampleHost,
  type TemporaryFolder,
  temporaryFolder,
  type World,
} from "@kalypso-actions/github-sandbox";
import type { Schedule } from "@kalypso-actions/resources";
import { pushStep, tutorialSteps } from "@kalypso-actions/tutorial-world";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { command } from "../support/kalypso.ts";
import { asServed, printedManifests } from "../support/printed-manifests.ts";
import { scheduledOnDev } from "../support/tutorial.ts";

let folder: TemporaryFolder;
let world: World;

beforeAll(async () => {
  folder = await temporaryFolder();
  world = await scheduledOnDev(folder.path);
});

afterAll(() => folder[Symbol.asyncDispose]());

async function render(environment: string, out: string): Promise<string> {
  const controlPlane = `${sampleHost}/control-plane#${environment}`;
  const path = join(folder.path, out);
  const where = ["--control-plane", controlPlane, "--environment", environment, "--out", path];
  expect(await command(world, "render", ...where)).toMatchObject({ exitCode: 0 });
  return path;
}

const parse = (text: string): unknown => parseAllDocuments(text).map((document) => document.toJS());
const assignments = async (environment: string): Promise<readonly string[]> => {
  const args = [
    "schedule",
    "--control-plane",
    `${sampleHost}/control-plane#${environment}`,
    "--environment",
    environment,
  ];
  const { data } = await command(world, ...args);
  return (data as Schedule).assignments.map(
    ({ clusterType, deploymentTarget }) => `${clusterType}/${deploymentTarget}`,
  );
};

test("functional-test on drone gets the tutorial's manifests, in current Flux API versions, with the same bytes on every run", async () => {
  const [first, second] = [await render("dev", "first"), await render("dev", "second")];
  for (const [name, text] of Object.entries(printedManifests)) {
    const file = join("drone/hello-world-app-functional-test", name);
    const rendered = readFileSync(join(first, file), "utf8");
    expect(parse(rendered), name).toEqual(parse(asServed(text)));
    expect(readFileSync(join(second, file), "utf8")).toBe(rendered);
  }
});

test("dev schedules functional-test on drone and performance-test on large, and nothing on small", async () => {
  const found = await assignments("dev");
  expect(found.filter((entry) => entry.includes("hello-world-app"))).toEqual([
    "drone/hello-world-app-functional-test",
    "large/hello-world-app-performance-test",
  ]);
  expect(found.filter((entry) => entry.startsWith("small/"))).toEqual([]);
});

test("stage runs uat-test on all its cluster types, gets the new database URL only in west-us, and runs it on small once that exists", async () => {
  await pushStep(world, tutorialSteps.scheduleOnStage);
  const uat = async () => (await assignments("stage")).filter((entry) => entry.endsWith("uat-test"));
  expect(await uat()).toEqual(["drone/hello-world-app-uat-test", "large/hello-world-app-uat-test"]);
  const config = (out: string, clusterType: string) =>
    readFileSync(join(out, clusterType, "hello-world-app-uat-test/platform-config.yaml"), "utf8");
  const before = await render("stage", "before");
  await pushStep(world, tutorialSteps.changeDatabase);
  const after = await render("stage", "after");
  expect(config(before, "large")).not.toContain("mysql://west-stage:8806/mysql2");
  expect(config(after, "large")).toContain("DATABASE_URL: mysql://west-stage:8806/mysql2");
  expect(config(after, "drone")).toBe(config(before, "drone"));
  await pushStep(world, tutorialSteps.addSmall);
  expect(await uat()).toEqual([
    "drone/hello-world-app-uat-test",
    "large/hello-world-app-uat-test",
    "small/hello-world-app-uat-test",
  ]);
});

test("reports the tutorial's API versions once per template, however many environments and assignments, and renders them anyway", async () => {
  const path = "templates/arc-flux.yaml";
  const template = world.git(["show", `refs/heads/main:${path}`], world.pathOf("control-plane"));
  const printed = template.replaceAll("toolkit.fluxcd.io/v1", "toolkit.fluxcd.io/v1beta2");
  await world.push({ repository: "control-plane", branch: "main" }, "as the tutorial prints it", {
    [path]: `${printed}\n`,
  });
  const { diagnostics, exitCode, stdout } = await command(
    world,
    "validate",
    "--control-plane",
    `${sampleHost}/control-plane#main`,
  );
  expect(exitCode).toBe(0);
  expect(diagnostics.map(({ severity, code, place }) => [severity, code, place?.file, place?.line])).toEqual([
    ["notice", "api-version-not-served", path, 9],
    ["notice", "api-version-not-served", path, 22],
  ]);
  expect(stdout).toMatch(/^dev: valid, .* \(2 notices\)$/m);
  const rendered = join(await render("stage", "printed"), "drone/hello-world-app-uat-test/reconciler.yaml");
  expect(readFileSync(rendered, "utf8")).toContain("source.toolkit.fluxcd.io/v1beta2");
});

test("an environment sees its pinned commit of main, and the Schedule names it", async () => {
  const baseRepo = readFileSync(
    join(import.meta.dirname, "../../workflows-examples/control-plane/dev/base-repo.yaml"),
    "utf8",
  );
  const pinned = world.git(["rev-parse", "refs/heads/main"], world.pathOf("control-plane"));
  await world.push({ repository: "control-plane", branch: "pinned" }, "pin", {
    "base-repo.yaml": `${baseRepo}  commit: ${pinned}\n`,
    "gitops-repo.yaml": readFileSync(
      join(import.meta.dirname, "../../workflows-examples/control-plane/dev/gitops-repo.yaml"),
      "utf8",
    ).replace("path: .", "path: ./clusters/"),
  });
  await world.push({ repository: "control-plane", branch: "main" }, "not promoted yet", {
    "templates/broken.yaml": "a: [\n",
  });
  const args = ["schedule", "--control-plane", `${sampleHost}/control-plane#pinned`, "--environment", "dev"];
  const { data, exitCode } = await command(world, ...args);
  expect(exitCode).toBe(0);
  expect(data).toMatchObject({ promotedCommit: pinned, gitops: { path: "clusters" } });
});
