import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { recordViolations } from "./azure-model.ts";
import { ClusterStage, deployment, namespace, reconciler } from "./cluster-stage.ts";

const folder = new URL("../../../../test/vectors/azure/", import.meta.url);

describe("Azure's own description of a Flux configuration covers", () => {
  test.each(readdirSync(folder))("%s", (file) => {
    expect(recordViolations(JSON.parse(readFileSync(new URL(file, folder), "utf8")))).toEqual([]);
  });

  test("what clusters report, in any state", async () => {
    await using stage = await ClusterStage.open();
    await stage.push("app-gitops", { "app/a.yaml": deployment("a") });
    const release =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: nginx, namespace: web }\n";
    await stage.push("gitops", {
      "drone/a.yaml": namespace("a"),
      "drone/app.yaml": reconciler("app", stage.url("app-gitops"), "./app"),
      "drone/bad.yaml": reconciler("bad", stage.url("app-gitops"), "./bad"),
      "drone/nginx.yaml": release,
    });
    const options = [
      {},
      { wait: false },
      { lag: 1 },
      { lag: 1, behaviour: "flaps" },
      { behaviour: "fails" },
      { behaviour: "suspended" },
      { behaviour: "fetches-only" },
      { isArc: true, path: "./nothing" },
      { kustomizations: { infra: { path: "./drone" }, cluster: { path: "./drone", dependsOn: ["infra"] } } },
    ] as const;
    const clusters = await Promise.all(options.map((each) => stage.flux(each)));
    const records = clusters.flatMap((cluster) => cluster.records());
    expect(records).toHaveLength(options.length);
    expect(records.flatMap(recordViolations)).toEqual([]);
  });

  test("nothing more: it rejects unknown properties and wrong types", () => {
    const row = {
      id: 1,
      name: "n",
      type: "t",
      properties: { suspend: "no", statuses: [{ Kind: "x" }], what: 1 },
    };
    expect(recordViolations(JSON.parse(JSON.stringify(row)))).toEqual([
      "record.id is no String",
      "record.properties.suspend is no Boolean",
      "record.properties.statuses[0].Kind is not known",
      "record.properties.what is not known",
    ]);
  });
});
