import { ConfigComposer, keptAway, oversized } from "@kalypso-actions/platform-config";
import type { ConfigMap } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";

const place = { file: "f.yaml", line: 1, column: 1 };

const destination = {
  clusterType: {
    name: "ap-edge",
    labels: { regoin: "ap", size: "small" },
    reconciler: "r",
    namespaceService: "n",
    configType: "c",
    place,
  },
  deploymentTarget: {
    name: "app-test",
    workload: "app",
    workspace: "team",
    registration: "app",
    labels: { tier: "critcal" },
    manifests: {},
    configSchemas: [],
    place,
  },
};

function configMap(labels: Record<string, string>, value = "x"): ConfigMap {
  const data = [{ key: "KEY", value, line: 7, column: 3 }];
  return { name: "c", labels: { "platform-config": "true", ...labels }, data, place };
}

describe("a missing key names the ConfigMap that one mistyped label keeps away", () => {
  test.each([
    ["a cluster type's key", { region: "ap" }, "the cluster type `ap-edge` has `regoin: ap`"],
    ["a target's value", { tier: "critical" }, "the deployment target `app-test` has `tier: critcal`"],
    ["the name of the cluster type", { "cluster-type": "ap-egde" }, "its `cluster-type` is `ap-edge`"],
    ["the key of the workload", { wrokload: "app" }, "its `workload` is `app`"],
  ])("%s", (_, labels, found) => {
    const [[key, value] = []] = Object.entries(labels);
    expect(keptAway("KEY", destination, [configMap(labels)])).toEqual({
      configMap: "c",
      place: { ...place, line: 7, column: 3 },
      wanted: `${key}: ${value}`,
      found,
    });
  });

  test.each<[string, ConfigMap]>([
    ["labels that are not near", configMap({ region: "eu-west" })],
    ["two labels", configMap({ region: "ap", tier: "critical" })],
    ["another key", { ...configMap({ region: "ap" }), data: [] }],
    ["no platform configuration", { ...configMap({ region: "ap" }), labels: { region: "ap" } }],
    ["labels that match", configMap({ size: "small" })],
  ])("not for %s", (_, each) => {
    expect(keptAway("KEY", destination, [each])).toBeUndefined();
  });
});

describe("a configuration fits into a ConfigMap, or is told with its largest key", () => {
  const compose = (value: string) =>
    oversized(new ConfigComposer({ configMaps: [configMap({ size: "small" }, value)] }).compose(destination));
  const room = 1024 * 1024 - "KEY".length;

  test("up to 1 MiB", () => {
    expect(compose("x".repeat(room))).toBeUndefined();
    expect(compose("x".repeat(room + 1))).toEqual({
      bytes: 1024 * 1024 + 1,
      key: "KEY",
      place: { ...place, line: 7, column: 3 },
    });
  });

  test("counted in bytes, nested values too", () => {
    expect(compose("é".repeat(room / 2))).toBeUndefined();
    expect(compose("é".repeat(room / 2 + 1))).toMatchObject({ key: "KEY" });
    expect(compose(`- ${"x".repeat(room)}`)).toMatchObject({ key: "KEY" });
  });
});
