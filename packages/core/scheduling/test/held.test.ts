import { type EnvironmentView, type HeldView, schedule } from "@kalypso-actions/scheduling";
import { expect, test } from "vitest";
import { clusterType, policy, registration, scheduled, target, viewOf, workload } from "./view.ts";

const controlPlane = [
  clusterType("drone", 'edge: "true"'),
  clusterType("large"),
  policy(
    "edge",
    "{workspace: team, labelSelector: {matchLabels: {purpose: test}}}",
    '{matchLabels: {edge: "true"}}',
  ),
  policy("test", "{labelSelector: {matchLabels: {purpose: test}}}"),
  registration("app"),
];

/** The GitOps branch's content for `app`: one target, on these cluster types. */
function held(clusterTypes: readonly string[], more: Partial<HeldView> = {}): EnvironmentView {
  const view = viewOf(controlPlane);
  const [first] = view.controlPlane.resources.WorkloadRegistration;
  if (first === undefined) throw new Error("no registration");
  const labels = { purpose: "test", workspace: "former" };
  const targets = [{ name: "app-test", workload: "app", labels, clusterTypes }];
  return {
    ...view,
    held: [{ registration: first, reason: "no branch", isKnown: true, commit: null, targets, ...more }],
  };
}

const heldOf = (view: EnvironmentView) => schedule(view).value.held;

test("a held assignment stays where current policies select it, in the current workspace", () => {
  expect(heldOf(held(["drone", "large"]))).toEqual([
    {
      registration: "app",
      repo: "https://github.com/contoso/app",
      branch: "main",
      reason: "no branch",
      isKnown: true,
      commit: null,
      assignments: [
        { clusterType: "drone", deploymentTarget: "app-test", policies: ["edge", "test"] },
        { clusterType: "large", deploymentTarget: "app-test", policies: ["test"] },
      ],
    },
  ]);
});

test("a registration that cannot be read gets no new assignments", () => {
  expect(heldOf(held(["large"]))[0]?.assignments).toEqual([
    { clusterType: "large", deploymentTarget: "app-test", policies: ["test"] },
  ]);
});

test("a held assignment that no current policy selects is removed", () => {
  const targets = [{ name: "app-uat", workload: "app", labels: { purpose: "uat" }, clusterTypes: ["drone"] }];
  expect(heldOf(held([], { targets }))[0]?.assignments).toEqual([]);
});

test("a policy that selects nothing else gets no warning if it selects a held assignment", () => {
  expect(scheduled(held(["drone"])).problems).toEqual([]);
  expect(scheduled(viewOf(controlPlane)).problems).toEqual([
    "warning[policy-selects-nothing] the policy `edge` selects no deployment target, so it assigns nothing: no workload of the workspace `team` has a deployment target in this environment",
    "warning[policy-selects-nothing] the policy `test` selects no deployment target, so it assigns nothing: the environment has no deployment target",
  ]);
});

test("other problems are still reported", () => {
  const view = viewOf(
    [...controlPlane, policy("long", "{labelSelector: {matchLabels: {purpose: x}}}")],
    [workload("app", [target("x".repeat(50), "purpose: x"), target("unscheduled")])],
  );
  const { problems } = scheduled({ ...view, held: held(["drone"]).held });
  expect(problems).toEqual([
    expect.stringContaining("error[namespace-too-long]"),
    expect.stringContaining("notice[target-not-scheduled]"),
  ]);
});
