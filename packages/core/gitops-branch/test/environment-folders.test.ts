import { changedFolders, environmentFolders } from "@kalypso-actions/gitops-branch";
import { expect, test } from "vitest";

test("an environment's folder is the one with an inventory", () => {
  const paths = [
    "a/.kalypso/inventory.json",
    ".kalypso/inventory.json",
    "b/.kalypso/other.json",
    "x.kalypso/inventory.json",
  ];
  expect(environmentFolders(paths)).toEqual(["", "a"]);
  expect(environmentFolders(["eu/dev/.kalypso/inventory.json"])).toEqual(["eu/dev"]);
  expect(environmentFolders(["drone/README.md"])).toEqual([]);
});

test.each([
  [["dev", "stage"], ["dev/drone/a.yaml"], ["dev"]],
  [
    ["dev", "stage"],
    ["stage/x", "dev/x"],
    ["dev", "stage"],
  ],
  [["dev", "stage"], ["README.md", "devices/x"], []],
  [["", "dev"], ["dev/x"], ["dev"]],
  [["", "dev"], ["drone/x"], [""]],
  [["eu", "eu/dev"], ["eu/dev/x"], ["eu/dev"]],
])("in the folders %j, changes of %j belong to %j", (folders, changes, expected) => {
  expect(changedFolders(folders, changes)).toEqual(expected);
});
