import { configChanges } from "@kalypso-actions/gitops-branch";
import { expect, test } from "vitest";
import { parseManifests } from "../src/manifest-check.ts";

const count = 30_000;
const keys = Array.from({ length: count }, (_, index) => `  key${index}: true\n`).join("");
const configMap = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n${keys}`;

// The CPU time of a test is limited: with a search per key, each of these would take minutes.
test("a map with very many wrong values is checked in time that grows with its size", () => {
  const problems = parseManifests(configMap);
  expect(problems).toHaveLength(count);
  expect(problems.at(-1)?.line).toBe(count + 5);
});

test("the changes of a map with very many keys are found in time that grows with its size", () => {
  expect(configChanges("a", configMap, `${configMap}  more: "1"\n`)).toHaveLength(1);
});
