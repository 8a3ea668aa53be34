import {
  diffTrees,
  type InventoryAssignment,
  isUnchanged,
  plainInventory,
} from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";

const tree = (...paths: readonly string[]) => new Map(paths.map((path) => [path, "x"]));
const paths = (changes: readonly { readonly path: string }[]) => changes.map(({ path }) => path);

describe("a branch with an inventory", () => {
  test("is compared file by file, in path order", () => {
    const present = new Map([
      ["same", "1"],
      ["d", "1"],
      ["c", "1"],
    ]);
    const wanted = new Map([
      ["same", "1"],
      ["d", "2"],
      ["c", "2"],
      ["b", "1"],
      ["a", "1"],
    ]);
    const diff = diffTrees(present, wanted, { inventory: plainInventory({}) });
    expect(diff).toEqual({
      added: [
        { path: "a", after: "1" },
        { path: "b", after: "1" },
      ],
      modified: [
        { path: "c", before: "1", after: "2" },
        { path: "d", before: "1", after: "2" },
      ],
      removed: [],
    });
    expect(isUnchanged(diff)).toBe(false);
    expect(isUnchanged(diffTrees(present, present, { inventory: plainInventory({}) }))).toBe(true);
  });

  test("loses files that an earlier render wrote and this one does not, and no others", () => {
    const assignment: InventoryAssignment = {
      workload: "w",
      registration: "r",
      workspace: "",
      labels: {},
      policies: ["p"],
      objects: [],
      files: { "a.yaml": "1", "gone-already.yaml": "1" },
    };
    const inventory = {
      ...plainInventory({ "drone/README.md": "1" }),
      assignments: { "drone/t": assignment },
    };
    const present = tree("drone/t/a.yaml", "drone/t/own.yaml", "drone/README.md", "README.md");
    const { removed } = diffTrees(present, tree("drone/README.md"), { inventory });
    expect(removed).toEqual([{ path: "drone/t/a.yaml", before: "x" }]);
  });
});

describe("a branch that the operator wrote last", () => {
  const readme = "generated";
  const wanted = new Map([
    ["drone/README.md", readme],
    ["drone/t/a.yaml", "x"],
    ["root.yaml", "x"],
  ]);
  const removed = (...present: readonly (readonly [string, string])[]) =>
    paths(diffTrees(new Map(present), wanted, { inventory: undefined, readme }).removed);

  test("loses targets that left a cluster type, and cluster types whose README shows that the operator wrote them", () => {
    expect(removed(["drone/gone/a.yaml", "x"], ["large/README.md", readme], ["large/t/a.yaml", "x"])).toEqual(
      ["drone/gone/a.yaml", "large/README.md", "large/t/a.yaml"],
    );
  });

  test("keeps files that may be somebody's own: in the root, in dot folders, in other folders, and next to a target's files", () => {
    expect(
      removed(
        ["LICENSE", "x"],
        [".github/workflows/a.yml", "x"],
        ["docs/README.md", "people's own"],
        ["docs/a/b.md", "x"],
        ["drone/notes.md", "x"],
        ["drone/t/extra.yaml", "x"],
        ["drone/t/a.yaml", "old"],
      ),
    ).toEqual([]);
  });
});
