import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Application, judge } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { fluxConfiguration } from "../src/index.ts";
import { projected } from "../src/query.ts";

const folder = join(import.meta.dirname, "../../../../test/vectors/azure");

/** The commit that the records are about. */
const wanted = "c32f8da476689f8cf309ca0e3fbbda42b3a8d387";

const application: Application = {
  deploymentTarget: "hello-world-app-functional-test",
  repository: "https://github.com/contoso/app-gitops",
  branch: "dev",
};

/** The graph's projection of a whole row for our query. */
function projection(file: string): unknown {
  const { id, name, properties } = JSON.parse(readFileSync(join(folder, file), "utf8"));
  return { id, name, ...Object.fromEntries(projected.map((key) => [key, properties[key]])) };
}

function judged(file: string, healthOf: "all" | "platform") {
  const configuration = fluxConfiguration(projection(file));
  if (configuration === undefined) throw new Error(`${file} is no configuration`);
  return judge(configuration, {
    healthOf,
    relationOf: (commit) =>
      commit === wanted ? "identical" : /^0+$/.test(commit ?? "") ? "behind" : "unknown",
    applicationOf: (key) =>
      key.endsWith("/flux-system/hello-world-app-functional-test") ? application : undefined,
  });
}

const missing =
  "application hello-world-app-functional-test (contoso/app-gitops, branch dev): Kustomization hello-world-app-functional-test: kustomization path not found: stat ./functional-test: no such file or directory";

describe("Azure's records", () => {
  test.for([
    ["flux-configuration-record.json", "all", "compliant", ""],
    ["flux-configuration-nested.json", "all", "compliant", ""],
    ["flux-configuration-nested-failing.json", "all", "failing", missing],
    ["flux-configuration-nested-failing.json", "platform", "degraded", missing],
    ["flux-configuration-nested-failing-wait.json", "all", "failing", missing],
    ["flux-configuration-nested-failing-wait.json", "platform", "degraded", missing],
    [
      "flux-configuration-source-failing.json",
      "all",
      "failing",
      "platform: cannot fetch: authentication required",
    ],
    [
      "flux-configuration-dependency-not-ready.json",
      "all",
      "progressing",
      "platform: Kustomization platform-dev-infra: Reconciliation in progress; platform: Kustomization platform-dev-cluster: dependency 'flux-system/platform-dev-infra' is not ready",
    ],
  ] as const)("%s, health of %s: %s", ([file, healthOf, verdict, message]) => {
    expect(judged(file, healthOf)).toMatchObject({ verdict, message });
  });

  test("are all read", () => {
    expect(readdirSync(folder)).toHaveLength(6);
  });

  test.each([
    ["Microsoft.ContainerService/managedClusters", "drone"],
    ["microsoft.kubernetes/connectedclusters", "Arc-1"],
    ["Microsoft.HybridContainerService/provisionedClusters", "edge"],
    ["Microsoft.ResourceConnector/appliances", "box"],
  ])("name the cluster and its resource group: %s", (provider, cluster) => {
    const row = projection("flux-configuration-record.json") as Record<string, unknown>;
    const id = `/subscriptions/1/resourcegroups/Fleet/providers/${provider}/${cluster}/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/platform-dev`;
    expect(fluxConfiguration({ ...row, id })).toMatchObject({
      cluster,
      resourceGroup: "Fleet",
      id: id.toLowerCase(),
    });
  });

  test("ignores configurations that follow no branch, and records without Azure's shape", () => {
    const row = projection("flux-configuration-record.json") as Record<string, unknown>;
    const pinned = { url: "https://github.com/a/b", repositoryRef: { branch: "dev", tag: "v1" } };
    for (const garbled of [null, 1, "x", [], {}, { ...row, id: 7 }, { ...row, gitRepository: pinned }])
      expect(fluxConfiguration(garbled)).toBeUndefined();
    const odd = {
      ...row,
      statuses: [null, 7, { kind: 1, appliedBy: "x", statusConditions: "y" }],
      kustomizations: [],
    };
    expect(fluxConfiguration(odd)).toMatchObject({ kustomizations: [], complianceState: "Compliant" });
  });
});
