import { ConfigComposer } from "@kalypso-actions/platform-config";
import { readResources } from "@kalypso-actions/resources";
import { expect, test } from "vitest";
import { sizeProblems } from "../src/config-problems.ts";
import { withoutFollowUps } from "../src/index.ts";

const place = { file: "f.yaml", line: 1, column: 1 };
const clusterType = {
  name: "drone",
  labels: {},
  reconciler: "r",
  namespaceService: "n",
  configType: "c",
  place,
};
const deploymentTarget = {
  name: "app-test",
  workload: "app",
  workspace: "team",
  registration: "app",
  labels: {},
  manifests: {},
  configSchemas: [],
  place,
};

test("a configuration over 1 MiB is an error at its largest value", () => {
  const data = [
    { key: "A", value: "x".repeat(700_000), line: 2, column: 1 },
    { key: "B", value: "x".repeat(800_000), line: 3, column: 1 },
  ];
  const labels = { "platform-config": "true" };
  const composer = new ConfigComposer({ configMaps: [{ name: "c", labels, data, place }] });
  expect(sizeProblems(composer.compose({ clusterType, deploymentTarget }))).toMatchObject([
    {
      code: "config-too-large",
      message:
        "the platform configuration has 1500002 bytes; Kubernetes allows 1048576 in a ConfigMap, and `B` is the largest key",
      place: { line: 3 },
    },
  ]);
});

test("with an unreadable ConfigMap, what may only come of it is not told", () => {
  const broken = (text: string) => readResources([{ path: "f.yaml", text }]).value.broken;
  const found = (["config-invalid", "manifest-invalid"] as const).map((code) => ({
    severity: "error" as const,
    code,
    message: "m",
  }));
  expect(withoutFollowUps(found, undefined)).toEqual(found);
  expect(withoutFollowUps(found, broken("kind: Template\nmetadata:\n  name: a\n\tx: y\n"))).toEqual(found);
  const told = withoutFollowUps(found, broken("kind: ConfigMap\nmetadata:\n  name: a\n\tx: y\n"));
  expect(told.map(({ code }) => code)).toEqual(["manifest-invalid"]);
});
