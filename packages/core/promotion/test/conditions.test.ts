import { present } from "@kalypso-actions/diagnostics";
import { describe, expect, test } from "vitest";
import {
  type FluxConfiguration,
  type FluxObject,
  judge,
  type ReadyCondition,
  type Verdict,
  within,
} from "../src/index.ts";
import {
  applicationOf,
  applied,
  commit,
  configuration,
  earlier,
  helloWorld,
  later,
  ready,
  relationOf,
} from "./flux.ts";

const context = { relationOf, healthOf: "all", applicationOf } as const;

interface Expected {
  readonly verdict: Verdict;
  /** Who owns the trouble. */
  readonly whose?: "platform" | "application";
  readonly message?: string;
}

function expectJudged(told: FluxConfiguration, { verdict, whose, message }: Expected) {
  const judged = judge(told, context);
  expect(judged).toMatchObject(present({ verdict, message }));
  if (whose === undefined) return;
  const owners = judged.troubles.map(({ application }) =>
    application === undefined ? "platform" : "application",
  );
  expect(new Set(owners)).toEqual(new Set([whose]));
}

// Reasons and messages as the controllers write them: kustomize-controller 1.9
// (internal/controller/kustomization_controller.go), source-controller 1.9 (gitrepository_controller.go),
// helm-controller 1.5 (internal/action, internal/reconcile), fluxcd/pkg ssa (dry-run errors) and cli-utils (health).
describe("a kustomization of the configuration that reports", () => {
  test.each<[string, ReadyCondition, Expected]>([
    ["that it has applied the commit", applied(), { verdict: "compliant", message: "" }],
    ["that it has applied a later commit", applied(later), { verdict: "superseded" }],
    [
      "that it is reconciling",
      ready("Unknown", "Progressing", "Reconciliation in progress"),
      { verdict: "progressing", whose: "platform" },
    ],
    [
      "that its dependency is not ready",
      ready("False", "DependencyNotReady", "dependency 'flux-system/platform-dev-infra' is not ready"),
      { verdict: "progressing" },
    ],
    [
      "that its dependency has an older revision",
      ready("False", "DependencyNotReady", "dependency 'flux-system/infra' revision is not up to date"),
      { verdict: "progressing" },
    ],
    [
      "that a newer revision ended its health checks",
      ready(
        "False",
        "HealthCheckCanceled",
        "New reconciliation triggered by GitRepository/flux-system/platform-dev",
      ),
      { verdict: "progressing" },
    ],
    [
      "that its source has no artifact yet",
      ready("False", "ArtifactFailed", "Source artifact not found, retrying in 30s"),
      { verdict: "progressing" },
    ],
    [
      "that its source does not exist yet",
      ready("False", "ArtifactFailed", `unable to get source 'flux-system/x': GitRepository "x" not found`),
      { verdict: "progressing" },
    ],
    [
      "that the artifact is in progress",
      ready("False", "ArtifactFailed", "Source is not ready, artifact not found, retrying in 30s"),
      { verdict: "progressing" },
    ],
    [
      "that its folder is missing",
      ready(
        "False",
        "ArtifactFailed",
        "kustomization path not found: stat /tmp/kustomization-1/drone: no such file or directory",
      ),
      { verdict: "failing", whose: "platform" },
    ],
    [
      "that the build fails",
      ready(
        "False",
        "BuildFailed",
        "kustomize build failed: accumulating resources: missing metadata.name in object {{v1 Namespace} {{ } map[] map[]}}",
      ),
      { verdict: "failing", whose: "platform" },
    ],
    [
      "that the API is no longer served",
      ready(
        "False",
        "ReconciliationFailed",
        `GitRepository/flux-system/hello dry-run failed: no matches for kind "GitRepository" in version "source.toolkit.fluxcd.io/v1beta2"`,
      ),
      { verdict: "failing", whose: "platform" },
    ],
    [
      "that the API server refuses an object",
      ready(
        "False",
        "ReconciliationFailed",
        `Namespace/dev-drone dry-run failed (Invalid): Namespace "dev-drone" is invalid: metadata.labels: Invalid value`,
      ),
      { verdict: "failing", whose: "platform" },
    ],
    [
      "that it cannot prune",
      ready("False", "PruneFailed", "ConfigMap/default/old delete failed: forbidden"),
      { verdict: "failing", whose: "platform" },
    ],
    [
      "that an object of the platform is unhealthy",
      ready(
        "False",
        "HealthCheckFailed",
        "health check failed after 30.2s: timeout waiting for: [Deployment/ingress/nginx status: 'InProgress']",
      ),
      { verdict: "failing", whose: "platform" },
    ],
    [
      "that a reconciler of an application is unhealthy",
      ready(
        "False",
        "HealthCheckFailed",
        "health check failed after 120ms: failed early due to stalled resources: [Kustomization/flux-system/hello status: 'Failed']",
      ),
      { verdict: "failing", whose: "application" },
    ],
    [
      "that something unnamed is unhealthy",
      ready("False", "HealthCheckFailed", "health check failed after 30s: context deadline exceeded"),
      { verdict: "failing", whose: "platform" },
    ],
    ["that it is ready, without a revision", ready("True", "Succeeded", "ok"), { verdict: "progressing" }],
  ])("%s", (_, condition, expected) => {
    const isReady = condition.status === "True";
    expectJudged(configuration({ own: { cluster: condition }, synced: isReady ? commit : later }), expected);
  });

  test("a failure of an earlier commit says nothing about this one, which the cluster has not fetched", () => {
    const failed = ready("False", "BuildFailed", "kustomize build failed");
    const behind = configuration({ own: { cluster: failed }, synced: earlier });
    expectJudged(behind, { verdict: "stale", message: "has an earlier commit" });
  });

  test("counts the kustomization's own commit, whatever the source has fetched since", () => {
    for (const synced of [later, "f".repeat(40), undefined])
      expectJudged(configuration({ synced }), { verdict: "compliant" });
    const source = configuration({ own: { cluster: applied(earlier) } });
    expectJudged(source, {
      verdict: "progressing",
      message: "platform: Kustomization platform-dev-cluster has not applied the commit",
    });
  });

  test("all kustomizations must report, and must have the commit", () => {
    expectJudged(configuration({ own: { infra: undefined, cluster: applied() } }), {
      verdict: "progressing",
      message: "platform: Kustomization platform-dev-infra has not reported yet",
    });
    expectJudged(configuration({ own: { infra: applied(earlier), cluster: applied() } }), {
      verdict: "progressing",
    });
    expectJudged(configuration({ own: {} }), {
      verdict: "progressing",
      message: "platform: has no kustomization",
    });
  });
});

describe("a source that reports", () => {
  test.each<[string, ReadyCondition, string]>([
    [
      "that it is not allowed to read",
      ready(
        "False",
        "GitOperationFailed",
        "failed to checkout and determine revision: unable to clone 'https://github.com/contoso/platform-gitops': authentication required",
      ),
      "platform: cannot fetch: authentication required",
    ],
    [
      "that the host key is unknown",
      ready(
        "False",
        "GitOperationFailed",
        "failed to checkout and determine revision: unable to list remote for 'ssh://git@github.com/contoso/platform-gitops': ssh: handshake failed: knownhosts: key is unknown",
      ),
      "platform: cannot fetch: ssh: handshake failed: knownhosts: key is unknown",
    ],
    [
      "that its secret is missing",
      ready(
        "False",
        "AuthenticationFailed",
        `failed to get secret 'flux-system/repo-secret': Secret "repo-secret" not found`,
      ),
      `platform: cannot fetch: failed to get secret 'flux-system/repo-secret': Secret "repo-secret" not found`,
    ],
  ])("%s", (_, source, message) => {
    const told = configuration({ source, synced: earlier, own: { cluster: applied(earlier) } });
    expectJudged(told, { verdict: "failing", whose: "platform", message });
  });

  test("fetching is not a problem", () => {
    const source = ready("Unknown", "Progressing", "building artifact: new upstream revision");
    expectJudged(configuration({ source, more: { complianceState: "Compliant" } }), { verdict: "compliant" });
    expectJudged(configuration({ source, synced: earlier, own: { cluster: applied(earlier) } }), {
      verdict: "stale",
    });
  });
});

describe("an object that a kustomization applied", () => {
  test.for<[string, string, ReadyCondition | "Suspended", Expected]>([
    [
      "at a commit of its own repository",
      "Kustomization/hello",
      applied("1".repeat(40)),
      { verdict: "compliant" },
    ],
    [
      "whose folder does not exist yet",
      "Kustomization/hello",
      ready(
        "False",
        "ArtifactFailed",
        "kustomization path not found: stat ./functional-test: no such file or directory",
      ),
      { verdict: "failing", whose: "application" },
    ],
    [
      "whose repository cannot be read",
      "GitRepository/hello",
      ready(
        "False",
        "GitOperationFailed",
        "failed to checkout and determine revision: unable to clone 'https://x': authentication required",
      ),
      { verdict: "failing", whose: "application" },
    ],
    [
      "that waits for its source",
      "Kustomization/hello",
      ready("False", "ArtifactFailed", "Source artifact not found, retrying in 30s"),
      { verdict: "progressing", whose: "application" },
    ],
    [
      "that is being installed by Helm",
      "HelmRelease/ingress",
      ready("Unknown", "Progressing", "Running 'install' action with timeout of 5m0s"),
      { verdict: "progressing", whose: "platform" },
    ],
    [
      "whose Helm release fails",
      "HelmRelease/ingress",
      ready(
        "False",
        "InstallFailed",
        "Helm install failed for release ingress/nginx with chart nginx@1.0.0: context deadline exceeded",
      ),
      { verdict: "failing", whose: "platform" },
    ],
    ["that is suspended", "Kustomization/hello", "Suspended", { verdict: "compliant" }],
  ])("%s", ([_, key, condition, expected]) => {
    expectJudged(configuration({ others: { [key]: condition } }), expected);
  });

  test("belongs to the application at the head of its chain of kustomizations", () => {
    const told = configuration({ others: { "Kustomization/hello": applied("1".repeat(40)) } });
    const deployment: FluxObject = {
      kind: "Kustomization",
      namespace: "hello",
      name: "inner",
      state: "Non-Compliant",
      appliedBy: { namespace: "flux-system", name: "hello" },
      ready: ready("False", "BuildFailed", "kustomize build failed"),
    };
    const nested = {
      ...told,
      complianceState: "Non-Compliant",
      objects: [...told.objects, deployment],
    } as const;
    expectJudged(nested, {
      verdict: "failing",
      whose: "application",
      message:
        "application hello-world-app-functional-test (contoso/app-gitops, branch dev): Kustomization inner: kustomize build failed",
    });
    expect(judge(nested, { ...context, healthOf: "platform" })).toMatchObject({ verdict: "degraded" });
  });
});

describe("with `health-of: platform`, a platform failure is never attributed to an application", () => {
  const platform = { ...context, healthOf: "platform" } as const;
  const check = (list: string) =>
    ready("False", "HealthCheckFailed", `health check failed after 30s: timeout waiting for: [${list}`);
  const hello = "Kustomization/flux-system/hello status: 'InProgress'";

  test.each([
    ["an object without a namespace", `${hello}, ClusterIssuer/letsencrypt status: 'InProgress']`],
    ["a name with a colon", `${hello}, ClusterRole/system:agent status: 'InProgress']`],
    ["something that cannot be read", `${hello}, and 3 more]`],
    ["a truncated message", `${hello}, Deployment/ingress/ngi`],
  ])("in a health check that names %s", (_, list) => {
    expect(judge(configuration({ own: { cluster: check(list) } }), platform)).toMatchObject({
      verdict: "failing",
    });
  });

  test("but a health check that names only applications is theirs", () => {
    expect(judge(configuration({ own: { cluster: check(`${hello}]`) } }), platform)).toMatchObject({
      verdict: "degraded",
    });
  });

  test("by a reconciler that lists the platform's own kustomization", () => {
    const others = { "HelmRelease/ingress": ready("False", "InstallFailed", "Helm install failed") };
    const own = (key: string) => (key.endsWith("/platform-dev-cluster") ? helloWorld : undefined);
    const told = judge(configuration({ others }), { ...platform, applicationOf: own });
    expect(told).toMatchObject({
      verdict: "failing",
      message: "platform: HelmRelease ingress: Helm install failed",
    });
  });
});

describe("suspension", () => {
  test("of an application does not suspend the configuration, although Azure reports it so", () => {
    const told = configuration({
      others: { "Kustomization/hello": "Suspended" },
      more: { complianceState: "Suspended" },
    });
    expectJudged(told, { verdict: "compliant" });
  });

  test("of the configuration itself does", () => {
    const told = configuration({});
    const objects = told.objects.map((object) => ({ ...object, state: "Suspended" as const }));
    expectJudged({ ...told, objects }, { verdict: "suspended" });
    expectJudged(configuration({ more: { complianceState: "Suspended" } }), { verdict: "suspended" });
  });
});

describe("a configuration that applies folders of two environments", () => {
  const broken = ready("False", "BuildFailed", "kustomize build failed");
  const told = configuration({ own: { dev: applied(), stage: broken } });
  const kustomizations = told.kustomizations.map(({ name }) => ({
    name,
    path: name.endsWith("dev") ? "./dev/drone" : "./stage/drone",
  }));
  const both = { ...told, kustomizations };

  test("is judged per environment by what it applies from it", () => {
    for (const [folder, verdict] of [
      ["dev", "compliant"],
      ["stage", "failing"],
    ] as const) {
      const own = within(both, folder);
      expect(own === undefined ? undefined : judge(own, context).verdict).toBe(verdict);
    }
    expect(within(both, "prod")).toBeUndefined();
  });
});

test("non-compliance without a failing object is a failure, progress is not", () => {
  expectJudged(configuration({ more: { complianceState: "Non-Compliant" } }), {
    verdict: "failing",
    message: "platform: not compliant",
  });
  expectJudged(configuration({ more: { complianceState: "Pending" } }), {
    verdict: "progressing",
    message: "platform: pending",
  });
  const more = { provisioningState: "Failed", errorMessage: "no agent" };
  expectJudged(configuration({ more }), { verdict: "failing", message: "platform: no agent" });
  expectJudged(configuration({ more: { isSuspended: true } }), { verdict: "suspended" });
});

test("with `health-of: platform` only the platform counts, even while an application is progressing", () => {
  const others = { "Kustomization/hello": ready("Unknown", "Progressing", "Reconciliation in progress") };
  const platform = { ...context, healthOf: "platform" } as const;
  expect(judge(configuration({ others }), platform)).toMatchObject({ verdict: "compliant", message: "" });
  const failing = { "Kustomization/hello": ready("False", "BuildFailed", "kustomize build failed") };
  expect(judge(configuration({ others: failing }), platform)).toMatchObject({ verdict: "degraded" });
  const own = { cluster: ready("False", "BuildFailed", "kustomize build failed") };
  expect(judge(configuration({ own }), platform)).toMatchObject({ verdict: "failing" });
});
