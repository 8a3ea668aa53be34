import { formatText } from "@kalypso-actions/diagnostics";
import { readResources, rosterOf } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";

function clusterType(annotations: string): string {
  return [
    "apiVersion: scheduler.kalypso.io/v1alpha1",
    "kind: ClusterType",
    "metadata:",
    "  name: drone",
    "  annotations:",
    `    ${annotations.replaceAll("\n", "\n    ")}`,
    "spec: { reconciler: flux, namespaceService: default }",
  ].join("\n");
}

const read = (text: string) => readResources([{ path: "drone.yaml", text }]);

function roster(annotations: string) {
  const [found] = read(clusterType(annotations)).value.resources.ClusterType;
  return found === undefined ? undefined : rosterOf(found);
}

function problems(text: string) {
  const { value, diagnostics } = read(text);
  expect(value.resources.ClusterType).toEqual([]);
  return diagnostics.map(formatText);
}

describe("a roster", () => {
  test("names clusters, in any case and order", () => {
    expect(roster('kalypso.io/clusters: "Drone-2, rg-edge/DRONE-1,drone-3"')).toEqual({
      clusters: ["drone-2", "drone-3", "rg-edge/drone-1"],
    });
  });

  test("gives the number, which can be zero", () => {
    expect(roster('kalypso.io/minimum-clusters: "18"')).toEqual({ minimumClusters: 18 });
    expect(roster('kalypso.io/minimum-clusters: "0"')).toEqual({ minimumClusters: 0 });
  });

  test("is absent without its annotations, whatever other annotations exist", () => {
    expect(roster("contoso.com/owner: platform\nscheduler.kalypso.io/note: x")).toEqual({});
  });
});

describe("the promotion graph's annotations are accepted", () => {
  test("on a ClusterType", () => {
    expect(roster('promotion.kalypso.io/wave: "2"')).toEqual({});
  });

  test("on an Environment", () => {
    const text = clusterType(
      'promotion.kalypso.io/after: "dev-eu"\npromotion.kalypso.io/soak: 2h\npromotion.kalypso.io/windows: "Mon"\npromotion.kalypso.io/freeze: "2026-12-20/2027-01-04"',
    )
      .replace("ClusterType", "Environment")
      .replace(/spec:.*/, "spec: { controlPlane: { repo: https://github.com/contoso/cp, branch: dev } }");
    const { value, diagnostics } = read(text);
    expect(diagnostics).toEqual([]);
    expect(value.resources.Environment).toHaveLength(1);
  });
});

describe("reports an error at its line, with a suggestion", () => {
  test.each([
    ['kalypso.io/cluster: "drone-1"', "annotation-unknown", /Did you mean `kalypso\.io\/clusters`\?/],
    ['Kalypso.io/Clusters: "drone-1"', "annotation-unknown", /Did you mean `kalypso\.io\/clusters`\?/],
    ['promotion.kalypso.io/wvae: "2"', "annotation-unknown", /Did you mean `promotion\.kalypso\.io\/wave`\?/],
    ["promotion.kalypso.io/soak: 2h", "annotation-unknown", /belongs to Environment/],
    ['kalypso.io/whatever: "x"', "annotation-unknown", /Known annotations: kalypso\.io\/clusters, /],
    ["kalypso.io/minimum-clusters: 18", "resource-invalid", /Quote it: "18"/],
    ['kalypso.io/minimum-clusters: "many"', "annotation-invalid", /expected a whole number/],
    ['kalypso.io/minimum-clusters: "-1"', "annotation-invalid", /expected a whole number/],
    ['kalypso.io/clusters: ""', "annotation-invalid", /minimum-clusters: "0"/],
    ['kalypso.io/clusters: "drone-1,,drone-2"', "annotation-invalid", /an empty name/],
    ['kalypso.io/clusters: "drone 1"', "annotation-invalid", /`drone 1`/],
    ['kalypso.io/clusters: "a/b/c"', "annotation-invalid", /`a\/b\/c`/],
    ['kalypso.io/clusters: "drone-1, DRONE-1"', "annotation-invalid", /`DRONE-1` twice/],
  ])("%s", (annotation, code, words) => {
    const found = problems(clusterType(annotation));
    expect(found).toEqual([expect.stringContaining(`error[${code}]`)]);
    expect(found[0]).toMatch(words);
    expect(found[0]).toMatch(/^drone\.yaml:6:\d+: /);
  });

  test("refuses a list and a number together", () => {
    const found = problems(clusterType('kalypso.io/clusters: "drone-1"\nkalypso.io/minimum-clusters: "1"'));
    expect(found).toEqual([expect.stringMatching(/^drone\.yaml:7:5: error\[annotation-invalid\]/)]);
  });

  test("reports them on any kind, including ConfigMaps and Workloads", () => {
    const config =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: { platform-config: "true" }\n  annotations: { kalypso.io/clusters: x }\n';
    expect(problems(config)).toEqual([expect.stringMatching(/belongs to ClusterType/)]);
  });

  test("reports all problems at once", () => {
    const found = problems(
      clusterType('kalypso.io/clusters: "a,a"\nkalypso.io/x: y\npromotion.kalypso.io/wave: 1'),
    );
    expect(found).toHaveLength(3);
  });
});
