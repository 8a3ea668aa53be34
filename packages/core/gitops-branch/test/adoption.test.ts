import { describe, expect, test } from "vitest";
import { adoptedFiles, explainAdoption, type Inventory } from "../src/index.ts";

const readme = "This folder contains deployment targets scheduled on the cluster type";

function rulesOf(
  present: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  removed: readonly string[] = [],
) {
  const files = (texts: Readonly<Record<string, string>>) => new Map(Object.entries(texts));
  const found = explainAdoption({
    present: files(present),
    wanted: files(wanted),
    removed,
    isHeld: () => false,
  });
  return Object.fromEntries(found.map(({ rule, files: own }) => [rule, own]));
}

const changed = (path: string, before: string, after: string) =>
  Object.keys(rulesOf({ [path]: before }, { [path]: after }));

describe("a difference to what the operator has written", () => {
  test("is none where there is none", () => {
    expect(rulesOf({ "a/b/c.yaml": "a: 1\n", "README.md": "x" }, { "a/b/c.yaml": "a: 1\n" })).toEqual({});
  });

  test.each([
    ["ends", "d/t/a.yaml", "a: 1\n---\nb: 2", "a: 1\n---\nb: 2\n"],
    ["ends", "d/t/a.yaml", "a: 1\r\n", "a: 1\n"],
    ["script", "d/t/a.sh", "echo a\n---\necho b\n", "echo a\necho b\n"],
    ["spelling", "d/t/a.yaml", 'a: "x" # why\n', "a: x\n"],
    ["order", "d/t/a.yaml", "a: 1\nb: 2\n", "b: 2\na: 1\n"],
    [
      "flux-labels",
      "d/t/a.yaml",
      "labels:\n  x: y\n  kustomize.toolkit.fluxcd.io/name: z\n",
      "labels:\n  x: y\n",
    ],
    ["values", "d/t/a.yaml", "a: 1\n", "a: 2\n"],
    ["values", "d/t/a.yaml", "a: [\n", "a: 2\n"],
    ["values", "d/t/a.sh", "echo a\n", "echo b\n"],
  ])("%s: %s", (rule, ...[path, before, after]) => {
    expect(changed(path, before, after)).toEqual([rule]);
  });

  test("a list in another order, and a text instead of a number, are other values", () => {
    expect(changed("d/t/a.yaml", "a: [1, 2]\n", "a: [2, 1]\n")).toEqual(["values"]);
    expect(changed("d/t/a.yaml", "a: 1\n", 'a: "1"\n')).toEqual(["values"]);
  });

  test("names what is missing, left over and no longer scheduled", () => {
    const present = {
      "d/t/config.yaml": "old: name\n",
      "d/t/empty.yaml": "\n",
      "gone/t/a.yaml": "a: 1\n",
      "README.md": "of people\n",
    };
    const wanted = {
      "d/README.md": readme,
      "d/t/platform-config.yaml": "new: name\n",
      "d/new/a.yaml": "a: 1\n",
      ".github/tracking/Promoted_Commit_Id": "abc",
    };
    expect(rulesOf(present, wanted, ["gone/t/a.yaml"])).toEqual({
      tracking: [".github/tracking/Promoted_Commit_Id"],
      readme: ["d/README.md"],
      name: ["d/t/platform-config.yaml"],
      "not-written": ["d/new/a.yaml"],
      pruned: ["gone/t/a.yaml"],
      stale: ["d/t/config.yaml"],
      empty: ["d/t/empty.yaml"],
    });
  });
});

describe("the first inventory of a branch that the operator has written", () => {
  const inventoryOf = (files: ReadonlyMap<string, string>): Inventory => {
    const own = (name: string) => [...files].filter(([path]) => path.startsWith(`drone/${name}/`));
    const assignment = (name: string) => ({
      workload: name,
      registration: name,
      workspace: "team",
      labels: {},
      policies: ["p"],
      objects: [],
      files: Object.fromEntries(own(name).map(([path, text]) => [path.slice(`drone/${name}/`.length), text])),
    });
    const readmes = [...files].filter(([path]) => path.endsWith("README.md"));
    return {
      version: 2,
      environment: "dev",
      promotedCommit: null,
      registrations: {},
      clusterTypes: { drone: {} },
      assignments: { "drone/shop": assignment("shop"), "drone/new": assignment("new") },
      files: Object.fromEntries(readmes),
    };
  };

  const commit = "1".repeat(40);
  const wanted = new Map([
    ["drone/README.md", readme],
    ["drone/shop/a.yaml", "a: 2"],
    ["drone/new/a.yaml", "a: 1"],
  ]);
  const present = new Map([
    ["drone/README.md", readme],
    ["drone/shop/a.yaml", "a: 1"],
    ["drone/gone/a.yaml", "a: 1"],
    ["other/x.yaml", "x: 1"],
    [".github/tracking/Promoted_Commit_Id", `${commit}\n`],
  ]);

  test.each([
    ["", present],
    ["env", new Map([...present].map(([path, text]) => [`env/${path}`, text] as const))],
    [
      "env",
      new Map(
        [...present].map(([path, text]) => [path.startsWith(".") ? path : `env/${path}`, text] as const),
      ),
    ],
  ])(
    "lists what is there of what a render makes, and what nothing schedules any more, below %j",
    (targetPath, there) => {
      const files = adoptedFiles({
        present: there,
        wanted,
        targetPath,
        inventoryOf,
        objectId: (text) => text,
      });
      const prefix = targetPath === "" ? "" : `${targetPath}/`;
      expect(Object.keys(files)).toEqual([
        `${prefix}.kalypso/inventory.json`,
        `${prefix}.kalypso/.gitattributes`,
      ]);
      const inventory = JSON.parse(files[`${prefix}.kalypso/inventory.json`] ?? "") as Inventory;
      expect(inventory.promotedCommit).toBe(commit);
      // What the branch has, not what a render would make of it; what is new is not there yet.
      expect(Object.keys(inventory.assignments)).toEqual(["drone/shop"]);
      expect(inventory.assignments["drone/shop"]?.files).toEqual({ "a.yaml": "a: 1" });
      expect(inventory.files).toEqual({ "drone/README.md": readme, "drone/gone/a.yaml": "a: 1" });
    },
  );

  test("names no commit if none was promoted", () => {
    const files = adoptedFiles({
      present: new Map(),
      wanted,
      targetPath: "",
      inventoryOf,
      objectId: (text) => text,
    });
    expect(JSON.parse(files[".kalypso/inventory.json"] ?? "")).toMatchObject({
      promotedCommit: null,
      assignments: {},
      files: {},
    });
  });
});
