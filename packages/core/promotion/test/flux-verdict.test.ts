import { type FluxConfiguration, type FluxObject, judge } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
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
const platformOnly = { ...context, healthOf: "platform" } as const;

const judged = (told: FluxConfiguration) => judge(told, context);
const messages = (told: FluxConfiguration) => judged(told).troubles.map(({ message }) => message);

const failing = (message = "broken") => ready("False", "ReconciliationFailed", message);

/** The configuration with some of its objects changed. */
function withObjects(
  change: (objects: readonly FluxObject[]) => readonly FluxObject[],
  told = configuration(),
) {
  return { ...told, objects: change(told.objects) };
}

const object = (kind: string, name: string, more: Partial<FluxObject> = {}): FluxObject => ({
  kind,
  namespace: "flux-system",
  name,
  appliedBy: { namespace: "flux-system", name: "platform-dev-cluster" },
  state: "Compliant",
  ready: undefined,
  ...more,
});

describe("a configuration's own kustomization", () => {
  test("is waited for until it reports, even if another object has its name", () => {
    const waiting = "Kustomization platform-dev-cluster has not reported yet";
    expect(messages(configuration({ own: { cluster: undefined } }))).toEqual([waiting]);
    const elsewhere = object("Kustomization", "platform-dev-cluster", {
      ready: applied(),
      state: "Compliant",
    });
    expect(
      messages(withObjects((all) => [...all, elsewhere], configuration({ own: { cluster: undefined } }))),
    ).toContain(waiting);
    const noCondition = withObjects((all) => all.map((each) => ({ ...each, ready: undefined })));
    expect(messages(noCondition)).toContain(waiting);
    const otherKind = object("HelmRelease", "platform-dev-cluster", {
      appliedBy: undefined,
      ready: applied(),
    });
    expect(
      messages(withObjects((all) => [otherKind, ...all], configuration({ own: { cluster: undefined } }))),
    ).toContain(waiting);
  });

  test("reports its condition, whatever commit the source has", () => {
    const of = (condition: ReturnType<typeof ready>, synced = commit) =>
      judged(configuration({ own: { cluster: condition }, synced }));
    expect(of(failing()).troubles).toEqual([
      { isFailure: true, application: undefined, message: "Kustomization platform-dev-cluster: broken" },
    ]);
    expect(of(ready("False", "Progressing", "soon")).troubles).toEqual([
      { isFailure: false, application: undefined, message: "Kustomization platform-dev-cluster: soon" },
    ]);
    expect(of(failing(), earlier)).toMatchObject({ verdict: "stale", message: "has an earlier commit" });
    expect(of(failing(), earlier).troubles.map(({ message }) => message)).toEqual([
      "Kustomization platform-dev-cluster: broken",
    ]);
  });

  test("is waited for if it applied an earlier commit, and the source's commit says why", () => {
    const of = (synced: string | undefined) =>
      judged(configuration({ own: { cluster: applied(earlier) }, synced }));
    expect(of(commit)).toMatchObject({
      verdict: "progressing",
      message: "platform: Kustomization platform-dev-cluster has not applied the commit",
      hasCommit: false,
    });
    expect(of(earlier)).toMatchObject({ verdict: "stale", message: "has an earlier commit" });
    expect(of("f".repeat(40))).toMatchObject({
      verdict: "stale",
      message: "has a commit from a diverged history",
    });
    expect(of(undefined)).toMatchObject({ verdict: "stale", message: "has not fetched a known commit" });
  });

  test("may be one of several, and all of them need the commit", () => {
    const of = (own: Readonly<Record<string, ReturnType<typeof ready>>>) => judged(configuration({ own }));
    expect(of({ a: applied(), b: applied() })).toMatchObject({ verdict: "compliant", hasCommit: true });
    expect(of({ a: applied(), b: applied(earlier) })).toMatchObject({
      verdict: "progressing",
      hasCommit: false,
    });
    expect(of({ a: applied(), b: applied(later) })).toMatchObject({
      verdict: "superseded",
      message: "has a later commit",
      hasCommit: true,
    });
  });

  test("is missing if the configuration defines none", () => {
    const none = { ...configuration(), kustomizations: [] };
    expect(judged(none)).toMatchObject({
      hasCommit: false,
      verdict: "progressing",
      message: "platform: has no kustomization",
    });
  });
});

describe("a failed health check", () => {
  const unhealthy = (message: string) =>
    configuration({ own: { cluster: ready("False", "HealthCheckFailed", message) } });
  const list = "timeout waiting for: [Kustomization/flux-system/hello status: 'InProgress']";

  test("counts as trouble of the objects that it names", () => {
    expect(judged(unhealthy(list)).troubles).toEqual([
      {
        isFailure: true,
        application: helloWorld,
        message: "Kustomization hello: not healthy in time; its status is InProgress",
      },
    ]);
  });

  test("shows an object's own message if it has one", () => {
    const own = object("Kustomization", "hello", { ready: failing("no such image"), state: "Non-Compliant" });
    expect(messages(withObjects((all) => [...all, own], unhealthy(list)))).toEqual([
      "Kustomization hello: no such image",
    ]);
    const silent = object("Kustomization", "hello", { state: "Pending" });
    expect(messages(withObjects((all) => [...all, silent], unhealthy(list)))).toEqual([
      "Kustomization hello: not healthy in time; its status is InProgress",
      "Kustomization hello: pending",
    ]);
  });

  test("counts as the platform's if its message cannot be read to the end", () => {
    expect(judged(unhealthy("timeout")).troubles).toEqual([
      { isFailure: true, application: undefined, message: "Kustomization platform-dev-cluster: timeout" },
    ]);
    expect(messages(unhealthy("timeout: [Kustomization/flux-system/hello status: 'Failed', x]"))).toEqual([
      "Kustomization hello: not healthy in time; its status is Failed",
      "Kustomization platform-dev-cluster: timeout: [Kustomization/flux-system/hello status: 'Failed', x]",
    ]);
  });
});

test("a failure for another reason counts as the platform's, whatever its message ends with", () => {
  const message = "build failed: [Kustomization/flux-system/hello status: 'Failed']";
  expect(judged(configuration({ own: { cluster: failing(message) } })).troubles).toEqual([
    { isFailure: true, application: undefined, message: `Kustomization platform-dev-cluster: ${message}` },
  ]);
});

describe("the source", () => {
  const source = (more: Partial<FluxObject>) =>
    withObjects((all) => all.map((each) => (each.kind === "GitRepository" ? { ...each, ...more } : each)));

  test("fails if it cannot fetch, but not while it is fetching", () => {
    expect(messages(source({ ready: ready("False", "GitOperationFailed", "no route") }))).toEqual([
      "cannot fetch: no route",
    ]);
    expect(messages(source({ ready: ready("Unknown", "Progressing", "fetching") }))).toEqual([]);
    expect(messages(source({ ready: undefined }))).toEqual([]);
  });

  test("is the configuration's own, not another object with its name, kind or namespace", () => {
    const bad = ready("False", "GitOperationFailed", "no route");
    const others = [
      object("GitRepository", "other", { appliedBy: undefined, ready: bad, state: "Pending" }),
      object("Bucket", "platform-dev", { appliedBy: undefined, ready: bad, state: "Pending" }),
      object("GitRepository", "platform-dev", { ready: bad, state: "Pending" }),
    ];
    for (const other of others)
      expect(messages(withObjects((all) => [other, ...all]))).not.toContainEqual(
        expect.stringContaining("cannot fetch"),
      );
  });
});

describe("an object that the kustomizations applied", () => {
  const of = (more: Partial<FluxObject>) =>
    judged(withObjects((all) => [...all, object("HelmRelease", "web", more)]));

  test.for<[string, Partial<FluxObject>, string, string]>([
    ["is well", { ready: ready("True", "Succeeded", "") }, "compliant", ""],
    ["is healthy without a condition if Azure says so", { state: "Compliant" }, "compliant", ""],
    ["is healthy if it is suspended", { state: "Suspended", ready: failing() }, "compliant", ""],
    [
      "is in progress without a condition",
      { state: "Pending" },
      "progressing",
      "platform: HelmRelease web: pending",
    ],
    [
      "fails without a condition if Azure says so",
      { state: "Non-Compliant" },
      "failing",
      "platform: HelmRelease web: non-compliant",
    ],
    [
      "fails if it is ready but Azure disagrees",
      { state: "Non-Compliant", ready: ready("True", "Succeeded", "all well") },
      "failing",
      "platform: HelmRelease web: all well",
    ],
    [
      "is under way",
      { state: "Pending", ready: ready("Unknown", "Progressing", "soon") },
      "progressing",
      "platform: HelmRelease web: soon",
    ],
    ["fails", { state: "Non-Compliant", ready: failing() }, "failing", "platform: HelmRelease web: broken"],
    [
      "fails without a message",
      { state: "Non-Compliant", ready: failing("") },
      "failing",
      "platform: HelmRelease web: non-compliant",
    ],
  ])("%s", ([_, more, verdict, message]) => {
    expect(of(more)).toMatchObject({ verdict, message });
  });

  test("does not count for a commit that has not arrived", () => {
    const told = configuration({ own: { cluster: applied(earlier) } });
    const bad = object("HelmRelease", "web", { state: "Non-Compliant", ready: failing() });
    expect(messages(withObjects((all) => [...all, bad], told))).toEqual([
      "Kustomization platform-dev-cluster has not applied the commit",
    ]);
  });

  test("does not count for a commit that only one of two kustomizations has", () => {
    const told = configuration({ own: { a: applied(), b: applied(earlier) } });
    const bad = object("HelmRelease", "web", { state: "Non-Compliant", ready: failing() });
    expect(messages(withObjects((all) => [...all, bad], told))).toEqual([
      "Kustomization platform-dev-b has not applied the commit",
    ]);
  });

  test("is named if it is one of the first two, otherwise counted", () => {
    const bad = ["a", "b", "c", "d"].map((name) =>
      object("HelmRelease", name, { state: "Non-Compliant", ready: failing() }),
    );
    const message = (count: number) => judged(withObjects((all) => [...all, ...bad.slice(0, count)])).message;
    expect(message(2)).toBe("platform: HelmRelease a: broken; platform: HelmRelease b: broken");
    expect(message(4)).toBe("platform: HelmRelease a: broken; platform: HelmRelease b: broken; and 2 more");
  });

  test("is listed once per problem, as a failure if any report is one", () => {
    const twice = (first: ReturnType<typeof ready>, second: ReturnType<typeof ready>) =>
      judged(
        withObjects((all) => [
          ...all,
          object("HelmRelease", "web", { state: "Pending", ready: first }),
          object("HelmRelease", "web", { state: "Pending", ready: second, namespace: "other" }),
        ]),
      ).troubles.map(({ isFailure }) => isFailure);
    const progress = ready("Unknown", "Progressing", "broken");
    expect(twice(progress, failing())).toEqual([true]);
    expect(twice(failing(), progress)).toEqual([true]);
    expect(twice(progress, progress)).toEqual([false]);
  });
});

describe("Azure's state of the whole configuration", () => {
  test.for<[string, Partial<FluxConfiguration>, string, string]>([
    [
      "counts if no object explains it",
      { complianceState: "Non-Compliant" },
      "failing",
      "platform: not compliant",
    ],
    ["keeps the check waiting", { complianceState: "Unknown" }, "progressing", "platform: unknown"],
    [
      "includes a failed change",
      { provisioningState: "Failed" },
      "failing",
      "platform: its last change failed in Azure",
    ],
    [
      "includes a failed change, with its reason",
      { provisioningState: "Failed", errorMessage: "quota" },
      "failing",
      "platform: quota",
    ],
    ["includes a suspension", { complianceState: "Suspended" }, "suspended", "reconciliation is suspended"],
  ])("%s", ([_, more, verdict, message]) => {
    expect(judged(configuration({ more }))).toMatchObject({ verdict, message });
  });

  test("counts a failed change only once the commit is applied", () => {
    const told = configuration({ own: { cluster: applied(earlier) }, more: { provisioningState: "Failed" } });
    expect(judged(told).verdict).toBe("progressing");
  });
});

describe("suspension applies to", () => {
  const suspended = {
    verdict: "suspended",
    message: "reconciliation is suspended",
    hasCommit: false,
    troubles: [],
  };
  const suspend = (kind: string) =>
    withObjects((all) =>
      all.map((each) => (each.kind === kind ? { ...each, state: "Suspended" as const } : each)),
    );

  test("a configuration, its source, or one of its kustomizations", () => {
    expect(judged(configuration({ more: { isSuspended: true } }))).toMatchObject(suspended);
    expect(judged(suspend("GitRepository"))).toMatchObject(suspended);
    expect(judged(suspend("Kustomization"))).toMatchObject(suspended);
    const two = configuration({ own: { a: applied(), b: applied() } });
    const one = withObjects(
      (all) =>
        all.map((each) => (each.name === "platform-dev-b" ? { ...each, state: "Suspended" as const } : each)),
      two,
    );
    expect(judged(one)).toMatchObject(suspended);
  });

  test("no configuration of which only an applied object, or another configuration's object, is suspended", () => {
    const others = [
      object("HelmRelease", "web", { state: "Suspended" }),
      object("Kustomization", "platform-dev-cluster", { state: "Suspended" }),
      object("Kustomization", "another", { state: "Suspended", appliedBy: undefined }),
      object("GitRepository", "another", { state: "Suspended", appliedBy: undefined }),
    ];
    for (const other of others) {
      const told = withObjects(
        (all) => [...all, other],
        configuration({ more: { complianceState: "Suspended" } }),
      );
      expect(judged(told).verdict).toBe("compliant");
    }
  });
});

describe("with `health-of: platform`", () => {
  const told = (condition: ReturnType<typeof ready>, own = applied()) =>
    judge(
      configuration({ own: { cluster: own }, others: { "Kustomization/hello": condition } }),
      platformOnly,
    );

  test("a failing application degrades the configuration, a progressing one does not", () => {
    expect(told(failing())).toMatchObject({
      verdict: "degraded",
      message:
        "application hello-world-app-functional-test (contoso/app-gitops, branch dev): Kustomization hello: broken",
      hasCommit: true,
    });
    expect(told(failing(), applied(later)).verdict).toBe("degraded");
    expect(told(ready("Unknown", "Progressing", "soon"))).toMatchObject({
      verdict: "compliant",
      message: "",
    });
    expect(told(ready("True", "Succeeded", "")).verdict).toBe("compliant");
  });

  test("the platform's own problems still count", () => {
    const both = configuration({
      others: { "Kustomization/hello": failing(), "HelmRelease/web": failing() },
    });
    expect(judge(both, platformOnly)).toMatchObject({
      verdict: "failing",
      message: "platform: HelmRelease web: broken",
    });
  });
});
