import type { Inventory, InventoryAssignment } from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";
import { applicationLookup, changedTypes, expectedTypes } from "../src/index.ts";

function assignment(more: Partial<InventoryAssignment>): InventoryAssignment {
  return {
    workload: "hello",
    registration: "hello",
    workspace: "team",
    labels: {},
    policies: ["p"],
    files: {},
    objects: ["Kustomization/flux-system/hello-uat"],
    ...more,
  };
}

const inventory: Inventory = {
  version: 2,
  environment: "stage",
  promotedCommit: null,
  registrations: {},
  files: {},
  clusterTypes: { drone: { clusters: ["drone-1"] }, large: { minimumClusters: 18 }, small: {}, empty: {} },
  assignments: {
    "drone/hello-uat": assignment({
      manifests: { repo: "https://github.com/contoso/app-gitops", branch: "stage" },
    }),
    "small/hello-uat": assignment({
      objects: ["Kustomization/flux-system/hello-uat", "Kustomization//hello"],
    }),
  },
};

test("every cluster type of the inventory is expected, with its roster", () => {
  expect(expectedTypes(inventory)).toEqual([
    { name: "drone", isAssigned: true, roster: { kind: "clusters", clusters: ["drone-1"] } },
    { name: "large", isAssigned: false, roster: { kind: "minimum", count: 18 } },
    { name: "small", isAssigned: true, roster: undefined },
    { name: "empty", isAssigned: false, roster: undefined },
  ]);
});

test("without an inventory it expects the folders that a commit changes, within the environment's folder", () => {
  const paths = ["drone/app/a.yaml", "dev/large/b.yaml", ".kalypso/inventory.json", "README.md"];
  expect(changedTypes(paths, "").map(({ name }) => name)).toEqual(["dev", "drone"]);
  expect(changedTypes(paths, "dev").map(({ name }) => name)).toEqual(["large"]);
});

describe("the application that an object belongs to", () => {
  const lookup = applicationLookup(inventory);

  test("is the one on the cluster's own type", () => {
    const key = "Kustomization/flux-system/hello-uat";
    expect(lookup(key, ["drone"])).toEqual({
      deploymentTarget: "hello-uat",
      repository: "https://github.com/contoso/app-gitops",
      branch: "stage",
    });
    expect(lookup(key, ["small"])).toEqual({
      deploymentTarget: "hello-uat",
      repository: undefined,
      branch: undefined,
    });
    expect(lookup(key, ["large"])).toBeUndefined();
    expect(lookup(key, [])).toMatchObject({ deploymentTarget: "hello-uat" });
  });

  test("is found even if its manifest names no namespace", () => {
    expect(lookup("Kustomization/default/hello", ["small"])).toMatchObject({ deploymentTarget: "hello-uat" });
  });

  test("is unknown without an inventory", () => {
    expect(applicationLookup(undefined)("Kustomization/flux-system/hello-uat", ["drone"])).toBeUndefined();
  });
});
