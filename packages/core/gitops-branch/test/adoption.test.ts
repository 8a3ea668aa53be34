import { describe, expect, test } from "vitest";
import { explainAdoption } from "../src/index.ts";

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
