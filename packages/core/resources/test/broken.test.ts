import { readResources } from "@kalypso-actions/resources";
import { expect, test } from "vitest";

const broken = (text: string) =>
  readResources([{ path: "f.yaml", text }]).value.broken.documents.map(({ kind, name, problems }) => ({
    kind,
    name,
    count: problems.length,
  }));

test.each([
  "kind: Workload\nmetadata:\n  labels: {}\n\n  name: shop\nspec: [\n",
  'kind: "Workload"\nmetadata: {"labels": 1, "name": "shop"}\nspec: [\n',
  "apiVersion: scheduler.kalypso.io/v1alpha1\nkind: Workload\nmetadata: {name: shop}\nspec: {a: 1, b: 2}\n",
])("a broken document tells its kind and name, and has its problems: %j", (text) => {
  const [found, ...others] = broken(text);
  expect(found).toMatchObject({ kind: "Workload", name: "shop" });
  expect(found?.count).toBeGreaterThan(0);
  expect(others).toEqual([]);
});

test("what a document does not tell is left open", () => {
  expect(broken("metadata: {labels: {name: x}}\nspec: [\n")).toEqual([
    { kind: undefined, name: undefined, count: 1 },
  ]);
});

test("lines of white space cost no more than others", () => {
  const [found] = broken(`kind: Workload\nmetadata:\n${"  \n".repeat(5_000)}spec: [\n`);
  expect(found).toEqual({ kind: "Workload", name: undefined, count: 1 });
});
