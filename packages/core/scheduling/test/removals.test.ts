import { describe, expect, test } from "vitest";
import { type DeployedAssignment, schedule } from "../src/index.ts";
import { clusterType, policy, registration, target, viewOf, workload } from "./view.ts";

const on = (clusterType: string, deploymentTarget: string, more: Partial<DeployedAssignment> = {}) => ({
  clusterType,
  deploymentTarget,
  workload: "app",
  registration: "app",
  policies: ["all"],
  ...more,
});

interface World {
  readonly controlPlane?: readonly string[];
  readonly targets?: readonly string[];
}

/** `line message / hint` of every notice about what leaves the branch; lines as `control-plane 3`. */
function said(deployed: readonly DeployedAssignment[] | undefined, { controlPlane, targets }: World = {}) {
  const documents = controlPlane ?? [policy("all"), clusterType("large", "size: large")];
  const view = viewOf(
    [registration("app"), ...documents],
    [workload("app", targets ?? [target("test", "tier: one")])],
    deployed === undefined ? {} : { deployed },
  );
  return schedule(view)
    .diagnostics.filter(({ code }) => code === "assignments-removed")
    .map(({ message, hint, place, related = [] }) => {
      const lines = [place, ...related.map((each) => each.place)].map((each) => each?.line ?? "-").join(",");
      return `${lines} ${message}${hint === undefined ? "" : ` / ${hint}`}`;
    });
}

const sizes = (size: string) => [
  policy(
    "all",
    "{labelSelector: {matchLabels: {tier: one}}}",
    "{matchExpressions: [{key: size, operator: In, values: [large]}]}",
  ),
  clusterType("large", size),
];

describe("what leaves the branch is told with its cause, once", () => {
  test.for<[cause: string, deployed: readonly DeployedAssignment[], world: World, said: string]>([
    [
      "a cluster type that is gone",
      [on("small", "app-test")],
      {},
      "- `small/app-test` leaves the GitOps branch: the cluster type `small` is no longer there",
    ],
    [
      "a cluster type with another name",
      [on("lareg", "app-test"), on("lareg", "app-b"), on("lareg", "app-c"), on("lareg", "app-d")],
      {},
      "23 `lareg/app-test`, `lareg/app-b`, `lareg/app-c` and 1 more leave the GitOps branch: the cluster type `lareg` is no longer there / `large` is new. If you renamed it, that is a removal and an addition.",
    ],
    [
      "a deployment target that is gone",
      [on("large", "app-tset")],
      {},
      "4 `large/app-tset` leaves the GitOps branch: the deployment target `app-tset` is no longer there in this environment (workload `app`) / `app-test` is new. If you renamed it, that is a removal and an addition.",
    ],
    [
      "a registration that is gone",
      [on("large", "other-test", { registration: "other" })],
      {},
      "- `large/other-test` leaves the GitOps branch: the registration `other` is no longer there",
    ],
    [
      "a policy that is gone",
      [on("large", "app-test", { policies: ["some"] })],
      { controlPlane: [policy("none", "{workspace: x, labelSelector: {}}"), clusterType("large")] },
      "18 `large/app-test` leaves the GitOps branch: the policy `some` is no longer there / `none` is new. If you renamed it, that is a removal and an addition.",
    ],
    [
      "a cluster type's label",
      [on("large", "app-test")],
      { controlPlane: sizes("size: lareg") },
      "19,23 `large/app-test` leaves the GitOps branch: the policy `all` no longer matches: the cluster type `large` has `size: lareg`",
    ],
    [
      "a cluster type's label that is gone",
      [on("large", "app-test")],
      { controlPlane: sizes("") },
      "19,23 `large/app-test` leaves the GitOps branch: the policy `all` no longer matches: the cluster type `large` has no label `size`",
    ],
    [
      "a target's label",
      [on("large", "app-test")],
      { controlPlane: sizes("size: large"), targets: [target("test", "tier: two")] },
      "19,4 `large/app-test` leaves the GitOps branch: the policy `all` no longer matches: the deployment target `app-test` has `tier: two`",
    ],
    [
      "a policy that made it, by what the branch says, and still selects it",
      [on("large", "app-test", { policies: [] })],
      { controlPlane: [policy("none", "{workspace: x, labelSelector: {}}"), clusterType("large")] },
      "- `large/app-test` leaves the GitOps branch: no policy matches",
    ],
    [
      "a workload that is gone",
      [on("large", "shop-test", { workload: "shop" })],
      {},
      "- `large/shop-test` leaves the GitOps branch: the workload `shop` is no longer there in this environment",
    ],
    [
      "a policy's workspace",
      [on("large", "app-test")],
      { controlPlane: [policy("all", "{workspace: x, labelSelector: {}}"), clusterType("large")] },
      "19,14 `large/app-test` leaves the GitOps branch: the policy `all` no longer matches: the deployment target `app-test` is in the workspace `team`",
    ],
  ])("%s", ([_, deployed, world, expected]) => {
    expect(said(deployed, world)).toEqual([expected]);
  });

  test("nothing, if all of it stays, or if what the branch has is not known", () => {
    expect(said([on("large", "app-test")])).toEqual([]);
    expect(said([])).toEqual([]);
    expect(said(undefined)).toEqual([]);
  });
});
