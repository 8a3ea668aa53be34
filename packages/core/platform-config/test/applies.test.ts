import { ConfigComposer, LabelIndex } from "@kalypso-actions/platform-config";
import { conditionsOf } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";

const place = { file: "f.yaml", line: 1, column: 1 };

function destination(clusterType: Record<string, string>, target: Record<string, string>) {
  return {
    clusterType: {
      name: "drone",
      labels: clusterType,
      reconciler: "r",
      namespaceService: "n",
      configType: "c",
      place,
    },
    deploymentTarget: {
      name: "app-t",
      workload: "app",
      workspace: "team",
      registration: "app",
      labels: target,
      manifests: {},
      configSchemas: [],
      place,
    },
  };
}

test("ignores the two labels that Flux adds to applied objects when matching a ConfigMap", () => {
  const labels = {
    "platform-config": "true",
    "kustomize.toolkit.fluxcd.io/name": "main",
    "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
    region: "east",
  };
  expect(conditionsOf(labels)).toEqual([
    ["kustomize.toolkit.fluxcd.io/prune", "disabled"],
    ["region", "east"],
  ]);
});

describe("a ConfigMap applies", () => {
  const at = destination({ region: "east", both: "type", empty: "" }, { zone: "1", both: "target" });
  test.each<[Record<string, string>, boolean]>([
    [{}, true],
    [{ "platform-config": "true" }, true],
    [{ region: "east" }, true],
    [{ zone: "1" }, true],
    [{ region: "west" }, false],
    [{ region: "east", zone: "1" }, true],
    [{ region: "east", zone: "2" }, false],
    [{ both: "type" }, true],
    [{ both: "target" }, true],
    [{ both: "other" }, false],
    [{ nowhere: "" }, true],
    [{ empty: "" }, true],
    [{ region: "" }, true],
    [{ both: "" }, false],
    [{ toString: "x" }, false],
    [{ "cluster-type": "drone" }, true],
    [{ "cluster-type": "large" }, false],
    [{ "deployment-target": "app-t" }, true],
    [{ "deployment-target": "t" }, false],
    [{ workload: "app" }, true],
    [{ workload: "other" }, false],
    [{ workload: "app", "cluster-type": "large" }, false],
    [{ "cluster-type": "drone", "deployment-target": "app-t", workload: "app" }, true],
    [{ "cluster-type": "drone", "deployment-target": "t" }, false],
    [{ "deployment-target": "app-t", workload: "other" }, false],
    [{ "deployment-target": "app-t", "cluster-type": "drone" }, true],
    [{ workload: "app", "deployment-target": "app-t" }, true],
    [{ "deployment-target": "app-t", "cluster-type": "large" }, false],
  ])("%j: %s", (labels, expected) => {
    expect(new LabelIndex([{ labels }]).find(at)).toHaveLength(Number(expected));
  });

  test("by the name of a cluster type, target or workload, regardless of labels with these keys", () => {
    const posing = destination({ "cluster-type": "large" }, { workload: "other", "deployment-target": "x" });
    const labels = [{ "cluster-type": "large" }, { workload: "other" }, { "deployment-target": "x" }];
    expect(new LabelIndex(labels.map((each) => ({ labels: each }))).find(posing)).toEqual([]);
  });

  test("in the order given, whichever condition it is indexed by", () => {
    const items = [{ zone: "1" }, {}, { region: "east", zone: "1" }, { region: "east" }].map((labels) => ({
      labels,
    }));
    expect(new LabelIndex(items).find(at)).toEqual(items);
  });
});

describe("the configuration of a destination", () => {
  const configMap = (name: string, labels: Record<string, string>, data: Record<string, string>) => ({
    name,
    labels,
    place: { ...place, file: `${name}.yaml` },
    data: Object.entries(data).map(([key, value], index) => ({ key, value, line: index + 5, column: 3 })),
  });
  const config = { "platform-config": "true" };

  test("is merged in name order, and each key knows its contributors", () => {
    const composer = new ConfigComposer({
      configMaps: [
        configMap("b", config, { Z: "b", A: "{x: 1}" }),
        configMap("a", config, { Z: "a", A: "{y: 2}" }),
        configMap("c", { ...config, region: "west" }, { Z: "c" }),
        configMap("d", { "platform-config": "false" }, { Z: "d" }),
      ],
    });
    const { data, origins } = composer.compose(destination({ region: "east" }, {}));
    expect(Object.keys(data)).toEqual(["A", "Z"]);
    expect(data["Z"]).toBe("b");
    expect(
      origins.get("Z")?.map((each) => [each.configMap, each.value, each.place.file, each.place.line]),
    ).toEqual([
      ["a", "a", "a.yaml", 5],
      ["b", "b", "b.yaml", 5],
    ]);
  });

  test("is shared by destinations with the same ConfigMaps, and by no others", () => {
    const composer = new ConfigComposer({
      configMaps: [configMap("a", config, { A: "1" }), configMap("b", { ...config, zone: "1" }, { A: "2" })],
    });
    const [one, same, other] = [{}, { zone: "2" }, { zone: "1" }].map((labels) =>
      composer.compose(destination({}, labels)),
    );
    expect(one).toBe(same);
    expect(one?.data).toEqual({ A: "1" });
    expect(other?.data).toEqual({ A: "2" });
  });

  test("differs if different keys of Azure App Configuration apply, or different ConfigMaps among many", () => {
    const zones = { "zone.1.K": "one", "zone.2.K": "two" };
    const ofAzure = new ConfigComposer({ configMaps: [configMap("azure-app-config", {}, zones)] });
    expect(ofAzure.compose(destination({}, { zone: "1" })).data).toEqual({ K: "one" });
    expect(ofAzure.compose(destination({}, { zone: "2" })).data).toEqual({ K: "two" });
    const many = Array.from({ length: 24 }, (_, index) =>
      configMap(`c${10 + index}`, { ...config, [`l${index}`]: "yes" }, { [`K${index}`]: "x" }),
    );
    const composer = new ConfigComposer({ configMaps: many });
    const keys = (...labels: readonly number[]) => {
      const own = Object.fromEntries(labels.map((label) => [`l${label}`, "yes"]));
      return Object.keys(composer.compose(destination({}, own)).data);
    };
    expect(keys(1, 2, 3)).toEqual(["K1", "K2", "K3"]);
    expect(keys(1, 23)).toEqual(["K1", "K23"]);
  });

  test("is correct for any number of different destinations", () => {
    const zones = Array.from({ length: 20 }, (_, index) => String(index));
    const configMaps = zones.map((zone) => configMap(`c${zone}`, { ...config, zone }, { ZONE: `z${zone}` }));
    const composer = new ConfigComposer({ configMaps });
    for (const zone of [...zones, ...zones])
      expect(composer.compose(destination({}, { zone })).data).toEqual({ ZONE: `z${zone}` });
  });

  test("from Azure App Configuration applies by the labels in its keys: the more specific key wins, over all ConfigMaps", () => {
    const composer = new ConfigComposer({
      configMaps: [
        configMap("z", config, { KEY: "plain" }),
        configMap(
          "azure-app-config",
          {},
          {
            "region.east.KEY": "east",
            "region.east.zone.1.KEY": "both",
            "region.west.zone.1.KEY": "neither",
            OTHER: "everywhere",
            "odd.KEY": "an empty label is one that is not there",
          },
        ),
      ],
    });
    const of = (labels: Record<string, string>) => composer.compose(destination(labels, {})).data;
    expect(of({ region: "east", zone: "1" })).toEqual({ KEY: "both", OTHER: "everywhere" });
    expect(of({ region: "east" })).toMatchObject({ KEY: "east" });
    for (const odd of ["x", "KEY"])
      expect(of({ odd })).toEqual({ KEY: "an empty label is one that is not there", OTHER: "everywhere" });
  });

  test("takes the longer of two keys of Azure App Configuration, and of equally long ones the later by name", () => {
    const composed = (data: Record<string, string>) =>
      new ConfigComposer({ configMaps: [configMap("azure-app-config", {}, data)] }).compose(
        destination({ region: "east", zone: "1", a: "x", b: "y" }, {}),
      ).data;
    expect(composed({ "region.east.zone.1.K": "long", "zone.1.K": "short" })).toEqual({ K: "long" });
    expect(composed({ "b.y.K": "b", "a.x.K": "a" })).toEqual({ K: "b" });
  });

  test("uses a ConfigMap of both kinds in both ways", () => {
    const composer = new ConfigComposer({
      configMaps: [configMap("azure-app-config-x", config, { "region.east.K": "1" })],
    });
    expect(composer.compose(destination({ region: "east" }, {})).data).toEqual({
      "region.east.K": "1",
      K: "1",
    });
  });
});
