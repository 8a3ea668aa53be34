import { readResources } from "@kalypso-actions/resources";
import { schedule } from "@kalypso-actions/scheduling";
import { describe, expect, test } from "vitest";
import { clusterType, policy, registration, scheduled, target, viewOf, workload } from "./view.ts";

const long = (length: number) => "x".repeat(length);

describe("assignments", () => {
  test("are every policy's cross product, each pair once with all of its policies, in name order", () => {
    const { assignments, problems } = scheduled(
      viewOf(
        [policy("b"), policy("a"), clusterType("large"), clusterType("drone"), registration("app")],
        [workload("app", [target("two"), target("one")])],
      ),
    );
    expect(assignments).toEqual([
      "drone/app-one: a, b",
      "drone/app-two: a, b",
      "large/app-one: a, b",
      "large/app-two: a, b",
    ]);
    expect(problems).toEqual([]);
  });

  test("are of every workspace where a policy's workspace is empty, as in the operator", () => {
    const view = viewOf(
      [policy("all", "{labelSelector: {}}"), clusterType("drone"), registration("app")],
      [workload("app", [target("one")])],
    );
    const [all] = view.controlPlane.resources.SchedulingPolicy;
    if (all !== undefined) all.data.spec.deploymentTargetSelector.workspace = "";
    expect(scheduled(view).assignments).toEqual(["drone/app-one: all"]);
  });

  test("that are too long are one problem for each deployment target", () => {
    const view = viewOf(
      [policy("all"), clusterType("drone"), clusterType("large-drone"), registration("app")],
      [workload("app", [target(long(58))])],
    );
    expect(schedule(view).diagnostics.map(({ message }) => message)).toEqual([
      `the namespace \`dev-large-drone-app-${long(58)}\` has 78 characters; expected at most 63; 1 other namespace of the deployment target is also too long`,
    ]);
  });

  test("are in name order, whatever the order of the policies that create them", () => {
    const view = viewOf(
      [
        policy("a", "{labelSelector: {matchLabels: {own: z}}}"),
        policy("b"),
        clusterType("large"),
        clusterType("drone"),
        registration("app"),
      ],
      [workload("app", [target("z", "own: z"), target("a")])],
    );
    const { assignments, schedule } = scheduled(view);
    expect(assignments).toEqual([
      "drone/app-a: b",
      "drone/app-z: a, b",
      "large/app-a: b",
      "large/app-z: a, b",
    ]);
    expect(schedule.deploymentTargets.map(({ name }) => name)).toEqual(["app-a", "app-z"]);
  });

  test("have a name and a namespace made of the environment, the cluster type and the target", () => {
    const view = viewOf(
      [policy("all"), clusterType("drone"), registration("app")],
      [workload("app", [target("test")])],
    );
    expect(scheduled(view).schedule.assignments).toEqual([
      {
        name: "app-app-test-drone",
        deploymentTarget: "app-test",
        clusterType: "drone",
        namespace: "dev-drone-app-test",
        policies: ["all"],
      },
    ]);
  });

  test("exist only for the environment's own targets, and a workload may have none", () => {
    const view = viewOf(
      [policy("all"), clusterType("drone"), registration("app")],
      [workload("app", [target("test", "", "stage")]), workload("other", [])],
    );
    expect(scheduled(view)).toMatchObject({
      assignments: [],
      problems: [
        "warning[policy-selects-nothing] the policy `all` selects no deployment target, so it assigns nothing: the environment has no deployment target",
      ],
    });
  });

  test("exclude targets that another workspace's policy selects", () => {
    const others = "{workspace: others, labelSelector: {}}";
    const view = viewOf(
      [policy("others", others, "{matchLabels: {no: x}}"), clusterType("drone"), registration("app")],
      [workload("app", [target("test")])],
    );
    expect(scheduled(view)).toMatchObject({
      assignments: [],
      problems: [
        "notice[target-not-scheduled] no policy schedules the deployment target `app-test`",
        "warning[policy-selects-nothing] the policy `others` selects no deployment target and no cluster type, so it assigns nothing: no registration has the workspace `others`; no cluster type has the label `no`",
      ],
    });
  });

  test("may have a namespace of up to 63 characters", () => {
    const rest = "dev-drone-app-".length;
    const of = (length: number) =>
      scheduled(
        viewOf(
          [policy("all"), clusterType("drone"), registration("app")],
          [workload("app", [target(long(length))])],
        ),
      );
    expect(of(63 - rest).problems).toEqual([]);
    const { diagnostics, problems } = of(64 - rest);
    expect(problems).toEqual([
      `error[namespace-too-long] the namespace \`dev-drone-app-${long(64 - rest)}\` has 64 characters; expected at most 63`,
    ]);
    expect(diagnostics[0]).toMatchObject({
      place: { file: "workload.yaml" },
      related: [{ message: "assigned by policy `all`", place: { file: "control-plane.yaml" } }],
    });
  });
});

describe("deployment targets", () => {
  test("have the workload's labels overlaid with their own, their workload and their workspace", () => {
    const view = viewOf(
      [registration("app"), clusterType("drone")],
      [
        workload(
          "app",
          [target("test", "own: a, both: target, workload: x")],
          "both: workload, workspace: x",
        ),
      ],
    );
    expect(scheduled(view).schedule.deploymentTargets[0]?.labels).toEqual({
      both: "workload",
      own: "a",
      workload: "app",
      workspace: "team",
    });
    expect(Object.keys(scheduled(view).schedule.deploymentTargets[0]?.labels ?? {})).toEqual([
      "both",
      "own",
      "workload",
      "workspace",
    ]);
  });

  test("have a unique full name of at most 63 characters, because it becomes a label", () => {
    const view = viewOf(
      [policy("all"), clusterType("d"), registration("app")],
      [workload("app", [target("a-b"), target(long(60))]), workload("app-a", [target("b")])],
    );
    const { problems, diagnostics, assignments } = scheduled(view);
    expect(problems).toEqual([
      `error[name-invalid] the full name \`app-${long(60)}\` has 64 characters; expected at most 63, because it becomes a label`,
      "error[target-duplicate] two deployment targets of the environment are named `app-a-b`; expected one",
    ]);
    expect(diagnostics[1]?.related?.[0]?.message).toBe("first defined by workload `app`");
    expect(assignments).toEqual(["d/app-a-b: all"]);
  });
});

describe("a Schedule", () => {
  test("with no cluster types says that nothing is scheduled, at the environment's GitOpsRepo if there is one", () => {
    const { diagnostics } = scheduled(viewOf([]));
    expect(diagnostics).toMatchObject([{ code: "cluster-types-none", severity: "warning" }]);
    expect(diagnostics[0]).not.toHaveProperty("place");
    expect(scheduled(viewOf([])).schedule.gitops).toEqual({ repo: "", branch: "", path: "" });
    const gitops = viewOf([
      "# first\napiVersion: scheduler.kalypso.io/v1alpha1\nkind: GitOpsRepo\nmetadata: {name: g}\nspec: {repo: https://github.com/contoso/g, branch: dev, path: ./dev/}\n",
    ]);
    const [repo] = gitops.controlPlane.resources.GitOpsRepo;
    const told = scheduled({ ...gitops, gitops: repo });
    expect(told.diagnostics).toMatchObject([
      { code: "cluster-types-none", place: { file: "control-plane.yaml", line: 1, column: 1 } },
    ]);
    expect(told.schedule.gitops).toEqual({
      repo: "https://github.com/contoso/g",
      branch: "dev",
      path: "dev",
    });
  });

  test("does not say so if there are errors, which may be the cause", () => {
    const view = viewOf([registration("app")], [workload("app", [target(long(60))])]);
    expect(scheduled(view).diagnostics.map(({ code }) => code)).toEqual(["name-invalid"]);
  });

  test("lists its sources by role, then by identity", () => {
    const source = (role: "environment" | "base" | "workload", repo: string) => ({
      role,
      repo,
      ref: null,
      commit: null,
      path: "",
    });
    const sources = [
      source("workload", "b"),
      source("workload", "a"),
      source("base", "z"),
      source("environment", "y"),
    ];
    expect(scheduled(viewOf([], [], { sources })).schedule.sources.map(({ repo }) => repo)).toEqual([
      "y",
      "z",
      "a",
      "b",
    ]);
  });

  test("lists everything in name order, whatever the order of the files", () => {
    const view = viewOf([
      clusterType("small", "z: '1', a: '2'"),
      clusterType("large"),
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: z, labels: {platform-config: 'true'}}\ndata: {Z: '1', A: '2'}\n",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {platform-config: 'true'}}\n",
    ]);
    const { clusterTypes, configMaps, templates } = scheduled(view).schedule;
    expect(clusterTypes.map(({ name }) => name)).toEqual(["large", "small"]);
    expect(Object.keys(clusterTypes[1]?.labels ?? {})).toEqual(["a", "z"]);
    expect(configMaps.map(({ name }) => name)).toEqual(["a", "z"]);
    expect(configMaps[1]?.data.map(({ key }) => key)).toEqual(["A", "Z"]);
    expect(templates.map(({ name }) => name)).toEqual(["default", "flux"]);
  });
});

describe("the templates that a cluster type names", () => {
  const of = (more: string) =>
    `apiVersion: scheduler.kalypso.io/v1alpha1\nkind: ClusterType\nmetadata: {name: drone}\nspec: {${more}}\n`;

  test("must be in the view; a similar name is suggested", () => {
    const view = viewOf([of("reconciler: fluxx, namespaceService: nowhere, configType: configmap")]);
    expect(scheduled(view).diagnostics.map(({ message, hint }) => [message, hint])).toEqual([
      [
        "the cluster type `drone` names the Template `fluxx` as its reconciler; expected a Template of that name in the environment's view",
        "Did you mean `flux`?",
      ],
      [
        "the cluster type `drone` names the Template `nowhere` as its namespaceService; expected a Template of that name in the environment's view",
        "Add the Template, or name another.",
      ],
    ]);
  });

  test("may have another type, as in the operator, with a warning", () => {
    const view = viewOf([of("reconciler: default, namespaceService: default, configType: configmap")]);
    expect(scheduled(view).problems).toEqual([
      "warning[template-type] the cluster type `drone` uses `default` as its reconciler; expected a Template of type reconciler, found namespace",
    ]);
  });

  test("are not needed for plain ConfigMaps, which are only valid as configType", () => {
    const view = viewOf([of("reconciler: flux, namespaceService: configmap, configType: configmap")]);
    expect(scheduled(view).diagnostics).toMatchObject([
      { code: "template-missing", message: expect.stringContaining("namespaceService") },
    ]);
  });

  test("are not reported as missing if they could not be read", () => {
    const { broken } = readResources([
      { path: "t.yaml", text: "kind: Template\nmetadata:\n  name: other\n\tx: y\n" },
    ]).value;
    const view = viewOf([of("reconciler: other, namespaceService: default, configType: configmap")]);
    const controlPlane = { ...view.controlPlane, broken };
    expect(scheduled({ ...view, controlPlane }).problems).toEqual([]);
  });
});

test("a nested value that YAML 1.2 reads differently gets a notice at its place, a plain string does not", () => {
  const view = viewOf([
    clusterType("drone"),
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, labels: {platform-config: 'true'}}\ndata:\n  A: |\n    b:\n      c: on\n  D: \"yes\"\n  E: |\n    no: 1\n",
  ]);
  const { diagnostics, problems } = scheduled(view);
  expect(problems).toEqual([
    'notice[config-value-yaml11] `A.b.c`: Kalypso reads `on` as true (YAML 1.1); YAML 1.2 reads the string "on"',
    'notice[config-value-yaml11] `E.false`: Kalypso reads the key `no` as false (YAML 1.1); YAML 1.2 reads the string "no"',
  ]);
  const [first, second] = diagnostics.map(({ place }) => place);
  expect([first?.column, second?.column]).toEqual([10, 5]);
  expect((second?.line ?? 0) - (first?.line ?? 0)).toBe(3);
  expect(diagnostics[0]?.hint).toBe('If you mean a string, quote it: "on".');
});
