import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PreviewStage } from "../support/preview-stage.ts";

// One GitHub for all: pull requests stay open beside each other, and nothing is merged.
let stage: PreviewStage;
beforeAll(async () => {
  stage = await PreviewStage.open();
});
afterAll(() => stage[Symbol.asyncDispose]());

const policy = "scheduling/platform-services/observability-policy.yaml";
const devConfig = "configs/dev-config.yaml";

/** The registration of the application, in the control plane. */
const registration = () => `apiVersion: scheduler.kalypso.io/v1alpha1
kind: WorkloadRegistration
metadata:
  name: hello-world-app
spec:
  workload:
    repo: ${stage.github.url}/contoso/app-src
    branch: main
    path: workload/
  workspace: kaizen-app-team
`;

describe("a pull request to an environment's branch", () => {
  let number: number;
  let head: string;

  test("gets one comment with what changes, and its check passes", async () => {
    const text = stage.text("control-plane", "dev", devConfig);
    ({ number, head } = await stage.open("control-plane", "dev", {
      [devConfig]: text.replace(/ENVIRONMENT: .*/, "ENVIRONMENT: Development"),
    }));
    expect(stage.last).toMatchObject({ event: "pull_request", conclusion: "success" });
    const [comment = "", ...others] = stage.comments("control-plane", number);
    expect(others).toEqual([]);
    expect(comment).toMatch(/^<!-- kalypso-actions: preview dev none -->\n/);
    expect(comment).toContain("- **dev: 3 of 4 cluster types, 3 of 3 assignments**");
    expect(comment).toMatch(
      /\| `ENVIRONMENT` \| `Dev` \| `Development` \| \S+ configs\/dev-config\.yaml:8:16 \| `command-center\/platform-svc-observability-dev`, /,
    );
    expect(comment).toContain(
      "Files: 0 added, 3 modified, 0 removed, on `command-center`, `drone`, `large`.",
    );
  });

  test("keeps that comment up to date with the next push", async () => {
    const text = stage.text("control-plane", head, policy);
    await stage.github.push({ repository: "control-plane", branch: head }, "more", {
      [policy]: text.replace("values: [small]", "values: [small, large]"),
    });
    await stage.runner.idle();
    const [comment = "", ...others] = stage.comments("control-plane", number);
    expect(others).toEqual([]);
    expect(comment).toContain("**Lost**: 1 assignment");
    expect(comment).toContain("| `platform-svc-observability-dev` | `large` | `observability-policy` |");
    expect(stage.last.jobs[0]?.steps.map(({ summary }) => summary).join("")).toContain(
      "**Lost**: 1 assignment",
    );
  });
});

describe("a pull request to main", () => {
  test("shows every environment as if it were promoted now", async () => {
    const { number } = await stage.open("control-plane", "main", {
      "workloads/hello-world-app.yaml": registration(),
      "workloads/platform-svc.yaml": null,
    });
    const [comment = ""] = stage.comments("control-plane", number);
    expect(comment).toContain("Every environment as if this were promoted to it now.");
    expect(comment).toMatch(/- \*\*dev: 3 of 4 cluster types, 3 of 3 assignments\*\*\n- \*\*stage: /);
    expect(comment).toContain("the registration `platform-svc` is no longer there");
  });

  test("has its problems as annotations on its own lines, once for all environments", async () => {
    const broken = registration().replace("branch: main", "branhc: main");
    const { number } = await stage.open("control-plane", "main", { "workloads/broken.yaml": broken });
    expect(stage.last.conclusion).toBe("failure");
    // The runner has one of its own, without a title.
    const errors = stage.annotations.filter(({ level, title }) => level === "error" && title !== undefined);
    expect(errors.map(({ title, file, line }) => [title, file, line])).toEqual([
      ["resource-field-unknown", "workloads/broken.yaml", 8],
    ]);
    expect(stage.comments("control-plane", number)[0]).toContain("dev: cannot be rendered: 1 error");
  });
});

describe("a limit", () => {
  let number: number;
  let head: string;
  const variables = () => stage.github.repository("control-plane").variables;
  const status = () => stage.last.conclusion;

  test("fails the check of a change beyond it", async () => {
    variables().set("MAX_REMOVED", "25%, dev:1");
    ({ number, head } = await stage.open("control-plane", "dev", { [policy]: null }));
    expect(status()).toBe("failure");
    expect(stage.annotations.map(({ title }) => title)).toContain("preview-limit-exceeded");
    expect(stage.annotations.map(({ message }) => message).join("\n")).toContain(
      "dev removes 3 of 3 assignments; `max-removed: 1` allows 1",
    );
    expect(stage.comments("control-plane", number)[0]).toContain(
      "somebody with write access adds the label `removals-allowed`",
    );
  });

  test("is not lifted by somebody who may only triage", async () => {
    stage.github.repository("control-plane").collaborators.set("triager", "triage");
    stage.github.label("control-plane", number, { label: "removals-allowed", by: "triager" });
    await stage.runner.idle();
    expect(status()).toBe("failure");
  });

  test("is lifted by the label of somebody who may write", async () => {
    const issue = stage.github.repository("control-plane").issues.get(number);
    issue?.labels.delete("removals-allowed");
    stage.github.repository("control-plane").collaborators.set("alice", "write");
    stage.github.label("control-plane", number, { label: "removals-allowed", by: "alice" });
    await stage.runner.idle();
    expect(status()).toBe("success");
    expect(stage.comments("control-plane", number)[0]).toContain(
      "which the label `removals-allowed` of alice allows",
    );
  });

  test("holds again for what a later push takes away, and the label goes", async () => {
    const text = stage.text("control-plane", "dev", policy);
    await stage.github.push({ repository: "control-plane", branch: head }, "less", {
      [policy]: text.replace("values: [small]", "values: [small, large]"),
      "cluster-types/east-us/restricted/drone/drone-cluster-type.yaml": null,
    });
    // While the label cannot be removed, the comment goes on saying what it consents to.
    const [before = ""] = stage.comments("control-plane", number);
    stage.github.faults.rules = [{ on: /^DELETE .*\/labels\//, status: 422 }];
    await stage.runner.idle();
    expect(status()).toBe("failure");
    expect(stage.comments("control-plane", number)).toEqual([before]);
    stage.github.faults.rules = [];
    await stage.github.push({ repository: "control-plane", branch: head }, "again", {
      "note.txt": "again\n",
    });
    await stage.runner.idle();
    expect(status()).toBe("failure");
    expect(stage.comments("control-plane", number)).not.toEqual([before]);
    const issue = stage.github.repository("control-plane").issues.get(number);
    expect([...(issue?.labels ?? [])]).toEqual([]);
    variables().delete("MAX_REMOVED");
  });
});

test("a pull request from a fork gets no secret and no comment, and its preview is in the summary", async () => {
  const canary = "canary-of-the-preview-token";
  stage.github.repository("control-plane").secrets.set("PREVIEW_TOKEN", canary);
  const leak = stage
    .text("control-plane", "main", ".github/workflows/preview.yml")
    .replace("    steps:\n", '    steps:\n      - run: echo "token [${{ secrets.PREVIEW_TOKEN }}]"\n');
  const number = stage.github.openFromFork("control-plane", {
    base: "main",
    title: "From a fork",
    owner: "stranger",
    change: {
      "workloads/hello-world-app.yaml": registration(),
      ".github/workflows/preview.yml": leak,
    },
  });
  await stage.runner.idle();
  expect(stage.last).toMatchObject({ actor: "stranger", conclusion: "success" });
  expect(stage.log.join("\n")).toContain("token []");
  expect(JSON.stringify(stage.last)).not.toContain(canary);
  expect(stage.comments("control-plane", number)).toEqual([]);
  expect(stage.annotations.map(({ level, title }) => [level, title])).toContainEqual([
    "notice",
    "preview-not-told",
  ]);
  expect(stage.last.jobs[0]?.steps.map(({ summary }) => summary).join("")).toContain("- dev: no change");
  stage.github.repository("control-plane").secrets.delete("PREVIEW_TOKEN");
});

describe("a pull request to an application's repository", () => {
  test("shows what the control plane would make of it, without reading another team's repository", async () => {
    // The application is registered.
    await stage.github.push({ repository: "control-plane", branch: "main" }, "register", {
      "workloads/hello-world-app.yaml": registration(),
    });
    await stage.github.push({ repository: "control-plane", branch: "dev" }, "schedule", {
      "scheduling/app.yaml": appPolicy,
    });
    stage.github.repository("app-src").variables.set("CONTROL_PLANE", "control-plane");
    // Whoever reads these fails.
    for (const name of ["svc-src", "platform-gitops"]) stage.github.repository(name).isOpen = false;
    const text = stage.text("app-src", "main", "workload/workload.yaml");
    const { number } = await stage.open("app-src", "main", {
      "workload/workload.yaml": text.replace('edge: "true"', 'edge: "false"'),
    });
    expect(stage.last.conclusion).toBe("success");
    const [comment = ""] = stage.comments("app-src", number);
    expect(comment).toContain("What the control plane would make of this workload");
    expect(comment).toContain("| `hello-world-app-functional-test` | `drone` | `functional-test-policy` |");
    expect(comment).not.toContain("platform-svc");
    expect(comment).not.toContain("**Held**");
    expect(stage.annotations).toEqual([]);
  });
});

const appPolicy = `apiVersion: scheduler.kalypso.io/v1alpha1
kind: SchedulingPolicy
metadata:
  name: functional-test-policy
spec:
  deploymentTargetSelector:
    workspace: kaizen-app-team
    labelSelector:
      matchLabels: { purpose: functional-test, edge: "true" }
  clusterTypeSelector:
    labelSelector:
      matchLabels: { edge: "true" }
`;
