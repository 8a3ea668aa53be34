import { manifestObjects } from "@kalypso-actions/manifests";
import { expect, test } from "vitest";

const object = (kind: string, metadata: string) => `apiVersion: v1\nkind: ${kind}\nmetadata: ${metadata}\n`;

test.each([
  ["", []],
  [
    "apiVersion: v1\nkind: GitRepository\nmetadata:\n  name: a\n  namespace: flux-system\n",
    ["GitRepository/flux-system/a"],
  ],
  [`${object("A", "{ name: a }")}---\n${object("B", "{ name: b, namespace: c }")}`, ["A//a", "B/c/b"]],
  ['apiVersion: v1\nkind: "A"\nmetadata:\n  name: \'x\'\n  namespace: "y"\nspec:\n  name: no\n', ["A/y/x"]],
  [
    `apiVersion: v1\nkind: List\nitems:\n  - ${object("A", "{ name: a }").trim().replaceAll("\n", "\n    ")}\n`,
    ["A//a"],
  ],
  [
    "apiVersion: v1\nkind: AList\nmetadata:\n  name: l\nitems:\n  - kind: A\n    metadata: { name: a }\n",
    ["A//a"],
  ],
  ["- hosts: all\n", []],
  ["kind: A\nmetadata: { name: 1 }\n", []],
  ["a: [\n", []],
])("%j", (text, objects) => {
  expect(manifestObjects(text)).toEqual(objects);
});
