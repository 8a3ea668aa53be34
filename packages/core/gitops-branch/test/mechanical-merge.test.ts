import { changedOnBothSides } from "@kalypso-actions/gitops-branch";
import { expect, test } from "vitest";

type Tree = Readonly<Record<string, string>>;
const fork: Tree = { a: "1", b: "1", c: "1" };

const compare = (trees: { readonly ours: Tree; readonly theirs: Tree; readonly merged: Tree }) => {
  const files = (tree: Tree) => new Map(Object.entries(tree));
  const { ours, theirs, merged } = trees;
  return changedOnBothSides({
    fork: files(fork),
    ours: files(ours),
    theirs: files(theirs),
    merged: files(merged),
  });
};

const ours: Tree = { a: "2", b: "1", n: "1" };
const theirs: Tree = { a: "1", b: "3", c: "1", m: "1" };
const merged: Tree = { a: "2", b: "3", n: "1", m: "1" };

test("a merge has each side's changes, additions and removals", () => {
  expect(compare({ ours, theirs, merged })).toEqual([]);
});

test.each<[string, Tree]>([
  ["a change that neither side made", { ...merged, a: "4" }],
  ["a file that neither side has", { ...merged, x: "1" }],
  ["a file that one side removed", { ...merged, c: "1" }],
  ["a change of one side left out", { ...merged, b: "1" }],
])("a merge with %s is not mechanical", (_, changed) => {
  expect(compare({ ours, theirs, merged: changed })).toBeUndefined();
});

test("what both sides changed alike is settled; what they changed differently is named", () => {
  const both: Tree = { ...theirs, a: "2" };
  expect(compare({ ours, theirs: both, merged })).toEqual([]);
  expect(compare({ ours, theirs: { ...theirs, a: "5" }, merged })).toEqual(["a"]);
});
