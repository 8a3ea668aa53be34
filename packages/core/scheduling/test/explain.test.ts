import { explainAssignment } from "@kalypso-actions/scheduling";
import { describe, expect, test } from "vitest";
import { clusterType, policy, registration, scheduled, target, viewOf, workload } from "./view.ts";

const example = () =>
  scheduled(
    viewOf(
      [
        clusterType("drone", 'edge: "true"'),
        clusterType("large"),
        policy(
          "a-edge",
          "{workspace: team, labelSelector: {matchLabels: {purpose: test}}}",
          '{matchLabels: {edge: "true"}}',
        ),
        policy("b-other", "{workspace: others, labelSelector: {}}"),
        policy("c-all"),
        registration("app"),
      ],
      [workload("app", [target("test", "purpose: test")])],
    ),
  ).schedule;

describe("the explanation why a target is on a cluster type or not", () => {
  test("goes policy by policy and condition by condition", () => {
    const edge = { requirement: "edge In (true)", matched: true, found: "true" };
    expect(explainAssignment(example(), "app-test", "drone")).toEqual([
      {
        policy: "a-edge",
        assigns: true,
        workspace: { requirement: "workspace is team", matched: true, found: "team" },
        deploymentTarget: [{ requirement: "purpose In (test)", matched: true, found: "test" }],
        clusterType: [edge],
      },
      {
        policy: "b-other",
        assigns: false,
        workspace: { requirement: "workspace is others", matched: false, found: "team" },
        deploymentTarget: [],
        clusterType: [],
      },
      { policy: "c-all", assigns: true, workspace: undefined, deploymentTarget: [], clusterType: [] },
    ]);
  });

  test("names the only condition that excludes it", () => {
    const explained = explainAssignment(example(), "app-test", "large")?.map((each) => [
      each.policy,
      each.assigns,
    ]);
    expect(explained).toEqual([
      ["a-edge", false],
      ["b-other", false],
      ["c-all", true],
    ]);
  });

  test("agrees with the assignments", () => {
    for (const type of ["drone", "large"]) {
      const yes = explainAssignment(example(), "app-test", type)?.filter(({ assigns }) => assigns) ?? [];
      const own = example().assignments.find((entry) => entry.clusterType === type);
      expect(yes.map((each) => each.policy)).toEqual(own?.policies);
    }
  });

  test("is empty for anything that is not in the Schedule", () => {
    expect(explainAssignment(example(), "app-test", "small")).toBeUndefined();
    expect(explainAssignment(example(), "app-uat", "drone")).toBeUndefined();
  });
});
