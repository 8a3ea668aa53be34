import {
  type RunningApplication,
  runningApplication,
  tutorialSteps,
  visit,
} from "@kalypso-actions/tutorial-world";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { asServed, printedManifests } from "../support/printed-manifests.ts";
import { Tutorial } from "../support/tutorial.ts";

// The tutorial from its second section to its last, in one world: each test continues where the previous one ended.
let tutorial: Tutorial;
let registered: string;

beforeAll(async () => {
  tutorial = await Tutorial.open();
});
afterAll(() => tutorial[Symbol.asyncDispose]());

const data = (text: string): unknown => parseAllDocuments(text).map((document) => document.toJS());
const body = (base: string) => tutorial.world.openPull("platform-gitops", base).body;
const foldersOf = (branch: string) => [
  ...new Set(tutorial.files("platform-gitops", branch).map((path) => path.split("/").slice(0, 2).join("/"))),
];

async function page(environment: string, clusterType: string, target: string): Promise<readonly string[]> {
  const application = runningApplication(tutorial.world, { environment, clusterType, target });
  expect(application).toBeDefined();
  return visit(tutorial.world, application as RunningApplication);
}

describe("2. Onboard a new application", () => {
  test("a registration on main is validated for every environment, and promoted to dev", async () => {
    registered = await tutorial.world.push(tutorialSteps.register);
    await tutorial.settle();
    expect(tutorial.story().map((line) => line.replace(/[0-9a-f]{10}/, "<commit>"))).toEqual([
      "control-plane ci (push: workload registration): success",
      "control-plane schedule (push: Promote <commit> to dev): success",
    ]);
    const [ci] = tutorial.runs("control-plane", "ci");
    expect(ci?.jobs.map(({ name }) => name).sort()).toEqual([
      "environments",
      "promote / promote to dev",
      "validate dev",
      "validate stage",
    ]);
    expect(tutorial.pinned("dev")).toBe(registered);
    expect(tutorial.pinned("stage")).toBeUndefined();
    expect(tutorial.statuses(registered)).toEqual(["dev: pending Promoted"]);
  });

  test("policies on dev give one pull request that lists the assignments per cluster type", async () => {
    await tutorial.world.push(tutorialSteps.scheduleOnDev);
    await tutorial.settle();
    expect(tutorial.pulls("platform-gitops")).toEqual(["#1 dev open"]);
    expect(body("dev")).toContain(
      "| `drone` | `hello-world-app-functional-test`<br>`platform-svc-observability-dev` |  |  | +7 ~0 -0 |",
    );
    expect(body("dev")).toContain(
      "| `large` | `hello-world-app-performance-test`<br>`platform-svc-observability-dev` |  |  | +7 ~0 -0 |",
    );
    expect(body("dev")).toContain("| `small` |  |  |  | +1 ~0 -0 |");
    const head = "kalypso/dev";
    expect(tutorial.file("platform-gitops", head, ".github/tracking/Promoted_Commit_Id")).toBe(registered);
    expect(foldersOf(head).filter((path) => path.includes("hello-world"))).toEqual([
      "drone/hello-world-app-functional-test",
      "large/hello-world-app-performance-test",
    ]);
  });

  test("the manifests of functional-test on drone match the tutorial, in current Flux API versions", () => {
    for (const [name, text] of Object.entries(printedManifests)) {
      const file = tutorial.file(
        "platform-gitops",
        "kalypso/dev",
        `drone/hello-world-app-functional-test/${name}`,
      );
      expect(data(file ?? ""), name).toEqual(data(asServed(text)));
    }
  });

  test("the merge is checked on the clusters and promotes to stage, in this order of statuses", async () => {
    await tutorial.merge("platform-gitops", "dev");
    expect(tutorial.statuses(registered)).toEqual([
      "dev: pending Promoted",
      "dev: pending Deploying",
      "dev: success Deployed",
      "stage: pending Promoted",
    ]);
    expect(tutorial.pinned("stage")).toBe(registered);
    const [check] = tutorial.runs("control-plane", "check-promote");
    expect(check).toMatchObject({ title: "Check dev", conclusion: "success" });
    expect(tutorial.world.clusters.get("dev/drone")?.view()).toMatchObject({ state: "Compliant" });
  });

  test("a policy on stage schedules uat-test on all its cluster types, and its merge ends the promotion", async () => {
    await tutorial.world.push(tutorialSteps.scheduleOnStage);
    await tutorial.settle();
    expect(body("stage")).toMatch(/\| `drone` \| `hello-world-app-uat-test`/);
    expect(body("stage")).toMatch(/\| `large` \| `hello-world-app-uat-test`/);
    await tutorial.merge("platform-gitops", "stage");
    expect(tutorial.statuses(registered).slice(3)).toEqual([
      "stage: pending Promoted",
      "stage: pending Deploying",
      "stage: success Deployed",
    ]);
    expect(tutorial.pulls("platform-gitops")).toEqual(["#1 dev merged", "#2 stage merged"]);
  });
});

describe("3. Build and deploy application", () => {
  test("cicd merges the manifests of functional-test and performance-test into dev, and proposes uat-test to stage", async () => {
    tutorial.world.github.dispatch("app-src", "cicd.yml", { ref: "main", inputs: {} });
    await tutorial.settle();
    expect(tutorial.pulls("app-gitops")).toEqual(["#1 dev merged", "#2 stage open"]);
    expect(tutorial.files("app-gitops", "dev").filter((path) => path.endsWith("/manifests.yaml"))).toEqual([
      "functional-test/manifests.yaml",
      "performance-test/manifests.yaml",
    ]);
    expect(tutorial.files("app-gitops", "stage")).not.toContain("uat-test/manifests.yaml");
    expect(tutorial.files("app-gitops", "kalypso/stage")).toContain("uat-test/manifests.yaml");
  });

  test("the application answers on dev with its own greeting and the platform's configuration", async () => {
    expect(await page("dev", "drone", "hello-world-app-functional-test")).toEqual([
      "Hello from functional-test",
      "ENVIRONMENT: Dev",
      "CLUSTER_NAME: Drone",
      "REGION: East US",
      "DATABASE_URL: mysql://restricted-host:3306/mysqlrty123",
      "SOME_COMMON_ENVIRONMENT_VARIABLE: false",
    ]);
    expect(await page("dev", "large", "hello-world-app-performance-test")).toContain(
      "Hello from performance-test",
    );
  });

  test("once approved, it answers on stage on both cluster types", async () => {
    await tutorial.merge("app-gitops", "stage");
    for (const clusterType of ["drone", "large"])
      expect(await page("stage", clusterType, "hello-world-app-uat-test")).toContain("Hello from uat-test");
  });
});

describe("4. Provide platform configurations", () => {
  test("a database URL for west-us changes only stage's large clusters, with old and new value in the pull request", async () => {
    const before = tutorial.file(
      "platform-gitops",
      "stage",
      "drone/hello-world-app-uat-test/platform-config.yaml",
    );
    await tutorial.world.push(tutorialSteps.changeDatabase);
    await tutorial.settle();
    expect(body("stage")).toContain(
      "| `large/hello-world-app-uat-test/platform-config.yaml`<br>`large/platform-svc-observability-stage/platform-config.yaml` | `DATABASE_URL` | `mysql://west-host:3306/mysql` | `mysql://west-stage:8806/mysql2` |",
    );
    expect(body("stage")).not.toContain("`drone`");
    await tutorial.merge("platform-gitops", "stage");
    const url = "DATABASE_URL: mysql://west-stage:8806/mysql2";
    expect(await page("stage", "large", "hello-world-app-uat-test")).toContain(url);
    expect(await page("dev", "large", "hello-world-app-performance-test")).toContain(
      "DATABASE_URL: mysql://west-host:3306/mysql",
    );
    expect(
      tutorial.file("platform-gitops", "stage", "drone/hello-world-app-uat-test/platform-config.yaml"),
    ).toBe(before);
  });
});

describe("5. Add cluster type to environment", () => {
  test("small on stage gets uat-test", async () => {
    await tutorial.world.push(tutorialSteps.addSmall);
    await tutorial.settle();
    expect(body("stage")).toContain("| `small` | `hello-world-app-uat-test` |  |  | +4 ~0 -0 |");
    expect(foldersOf("kalypso/stage")).toContain("small/hello-world-app-uat-test");
    await tutorial.merge("platform-gitops", "stage");
    // None of this is a promotion: dev is unchanged.
    expect(tutorial.pinned("dev")).toBe(registered);
  });

  test("every run of the tutorial succeeded, without unknown inputs or removed commands", () => {
    expect(tutorial.story().filter((line) => !line.endsWith(": success"))).toEqual([]);
    const warnings = tutorial.world.runner.runs
      .flatMap(({ jobs }) => jobs.flatMap(({ annotations }) => annotations))
      .filter(({ level, title }) => level === "warning" && title !== "cluster-type-silent");
    expect(warnings).toEqual([]);
  });
});
