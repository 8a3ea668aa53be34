import { type Inventory, objectShared, plainInventory } from "@kalypso-actions/gitops-branch";
import { expect, test } from "vitest";
import { sharedObjects } from "../src/shared-objects.ts";

/** @param objects by assignment */
function inventory(objects: Readonly<Record<string, readonly string[]>>): Inventory {
  const assignments = Object.entries(objects).map(([key, names]) => [
    key,
    { workload: "w", registration: "r", workspace: "", labels: {}, policies: [], objects: names, files: {} },
  ]);
  return { ...plainInventory({}), assignments: Object.fromEntries(assignments) };
}

const said = (written: Inventory, before?: Inventory) =>
  sharedObjects(written, before).map((found) => objectShared("dev", found).message);

test("an object of two assignments of a cluster type is told", () => {
  const written = inventory({
    "drone/a": ["Kustomization/flux-system/x", "Kustomization/flux-system/x"],
    "drone/b": ["Kustomization/flux-system/x", "ClusterRole//y"],
    "drone/c": ["ClusterRole//y"],
    "large/a": ["Kustomization/flux-system/x"],
  });
  expect(said(written)).toEqual([
    "`drone/a` and `drone/b` would both contain the Kustomization `flux-system/x` on the branch `dev`; nothing was changed",
    "`drone/b` and `drone/c` would both contain the ClusterRole `y` on the branch `dev`; nothing was changed",
  ]);
});

test("what the branch has twice already is not new, and what becomes shared is", () => {
  const both = inventory({ "drone/a": ["ClusterRole//y"], "drone/b": ["ClusterRole//y"] });
  expect(said(both, both)).toEqual([]);
  expect(said(both, inventory({ "drone/a": ["ClusterRole//y"], "drone/b": [] }))).toHaveLength(1);
  expect(said(both, inventory({ "drone/a": ["ClusterRole//y"] }))).toHaveLength(1);
});
