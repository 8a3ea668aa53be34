import type { Schedule, SchedulingPolicy } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";
import { explainAssignment, policyTerms, why } from "../src/index.ts";

const place = { file: "a.yaml", line: 1, column: 1 };

const base: Schedule = {
  apiVersion: "kalypso-actions/v1",
  kind: "Schedule",
  environment: "dev",
  promotedCommit: null,
  gitops: { repo: "https://github.com/acme/gitops", branch: "dev", path: "" },
  sources: [],
  clusterTypes: [
    {
      name: "large",
      labels: { size: "large", edge: "" },
      reconciler: "r",
      namespaceService: "n",
      configType: "c",
      place,
    },
  ],
  deploymentTargets: [
    {
      name: "shop-test",
      workload: "shop",
      registration: "shop",
      workspace: "team",
      labels: { purpose: "test", workspace: "team", workload: "shop" },
      manifests: {},
      configSchemas: [],
      place,
    },
  ],
  templates: [],
  configMaps: [],
  configSchemas: [],
  policies: [],
  assignments: [],
  held: [],
};

function policy(name: string, more: Partial<SchedulingPolicy>): SchedulingPolicy {
  return { name, workspace: null, deploymentTargets: {}, clusterTypes: {}, place, ...more };
}

function ask(...policies: readonly SchedulingPolicy[]) {
  const schedule = { ...base, policies: [...policies] };
  const found = why(schedule, "shop-test", "large");
  if (found === undefined) throw new Error("there is no such pair");
  // It never contradicts the explanation.
  const explained = explainAssignment(schedule, "shop-test", "large") ?? [];
  expect(found.policies).toEqual(explained.filter(({ assigns }) => assigns).map((each) => each.policy));
  return found;
}

describe("what runs there", () => {
  test("is selected by a policy with its conditions", () => {
    const found = ask(
      policy("p", {
        workspace: "team",
        deploymentTargets: { matchLabels: { purpose: "test" } },
        clusterTypes: {
          matchExpressions: [
            { key: "size", operator: "NotIn", values: ["small"] },
            { key: "edge", operator: "Exists" },
          ],
        },
      }),
    );
    expect(found).toMatchObject({ runs: true, nearest: undefined });
    expect(found.sentences).toEqual([
      "The policy p asks for the workspace team, a deployment target with purpose=test and a cluster type with size not to be small and a label edge, and that is what it is.",
    ]);
  });

  test("may be selected by several policies, and by one that selects everything", () => {
    expect(ask(policy("a", {}), policy("b", { workspace: "team" })).sentences).toEqual([
      "The policy a selects everything.",
      "The policy b asks for the workspace team, and that is what it is.",
    ]);
  });
});

describe("what does not run there", () => {
  test.each([
    [{ matchLabels: { size: "small" } }, "size=small on the cluster type (which has large)"],
    [{ matchLabels: { edge: "true" } }, "edge=true on the cluster type (which has it empty)"],
    [{ matchLabels: { region: "west" } }, "region=west on the cluster type (which has no such label)"],
    [
      { matchExpressions: [{ key: "size", operator: "In" as const, values: ["s", "m"] }] },
      "size to be one of s, m on the cluster type (which has large)",
    ],
    [
      { matchExpressions: [{ key: "size", operator: "NotIn" as const, values: ["large", "m"] }] },
      "size to be none of large, m on the cluster type (which has large)",
    ],
    [
      { matchExpressions: [{ key: "region", operator: "Exists" as const }] },
      "a label region on the cluster type (which has no such label)",
    ],
    [
      { matchExpressions: [{ key: "size", operator: "DoesNotExist" as const }] },
      "no label size on the cluster type (which has large)",
    ],
  ])("misses %j", (clusterTypes, miss) => {
    expect(ask(policy("p", { clusterTypes })).sentences).toEqual([
      `No policy selects it. The nearest is p, which also needs ${miss}.`,
      "Change that, or add a policy that selects it.",
    ]);
  });

  test("is told the policy that misses least; the workspace weighs more than a label", () => {
    const { nearest } = ask(
      policy("far", { clusterTypes: { matchLabels: { a: "1", b: "2" } } }),
      policy("other-team", { workspace: "others" }),
      policy("near", { clusterTypes: { matchLabels: { a: "1" } } }),
    );
    expect(nearest?.policy).toBe("near");
    expect(ask(policy("other-team", { workspace: "others" })).sentences[0]).toContain(
      "the workspace others (it is in team)",
    );
  });

  test("has no nearest policy in an environment without any", () => {
    expect(ask()).toMatchObject({
      runs: false,
      nearest: undefined,
      sentences: ["The environment has no policies, so nothing runs anywhere."],
    });
  });
});

test("an unknown deployment target or cluster type has no answer", () => {
  expect(why(base, "shop-test", "small")).toBeUndefined();
  expect(why(base, "shop", "large")).toBeUndefined();
});

test("a policy's terms are what it asks for; one that asks for nothing has none", () => {
  expect(policyTerms(policy("p", {}))).toEqual([]);
  const asking = policy("p", {
    workspace: "team",
    deploymentTargets: { matchLabels: { purpose: "test" } },
    clusterTypes: { matchExpressions: [{ key: "size", operator: "NotIn", values: ["s", "m"] }] },
  });
  expect(policyTerms(asking)).toEqual([
    "the workspace team",
    "purpose=test on the deployment target",
    "size to be none of s, m on the cluster type",
  ]);
});

test("a selector without values, and a target without a workspace, read as they are", () => {
  const empty = ask(
    policy("p", { clusterTypes: { matchExpressions: [{ key: "size", operator: "In", values: [] }] } }),
  );
  expect(empty.sentences[0]).toContain("size= on the cluster type (which has large)");
});
