import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { servedApis } from "@kalypso-actions/manifests";
import { expect, test } from "vitest";
import { isServed, refusals } from "./support/served-models.ts";

test("notices recommend versions that the controllers' own types have", () => {
  const rows = servedApis.flatMap(({ group, version, kinds }) =>
    kinds.map((kind) => [`${group}/${version}`, kind] as const),
  );
  expect(rows.filter(([apiVersion, kind]) => !isServed(apiVersion, kind))).toEqual([]);
  expect(rows.length).toBeGreaterThan(10);
});

test("the models reject an unknown field, a wrong type, ambiguous YAML, and a removed version", () => {
  const text = (change: (text: string) => string) =>
    refusals(
      change(`apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: app
  labels: { tier: "yes" }
spec:
  interval: 30s
  prune: true
  sourceRef: { kind: GitRepository, name: app }
`),
    );
  expect(text((it) => it)).toEqual([]);
  expect(text((it) => it.replace("name: app }", "nmae: x, name: app }"))).toEqual([
    "Kustomization: /spec/sourceRef/nmae is not a field",
  ]);
  expect(text((it) => it.replace("prune: true", 'prune: "true"')).join()).toContain(
    "spec/prune must be boolean",
  );
  expect(text((it) => it.replace('"yes"', "yes")).join()).toContain("labels/tier must be string");
  expect(text((it) => it.replace("/v1", "/v1beta2"))).toEqual([
    "Kustomization: nobody serves kustomize.toolkit.fluxcd.io/v1beta2",
  ]);
});

test("Flux and Argo CD accept the manifests in the docs", () => {
  const docs = join(import.meta.dirname, "../docs");
  const pages = readdirSync(docs).filter((name) => name.endsWith(".md"));
  const shown = pages.flatMap((page) =>
    [...readFileSync(join(docs, page), "utf8").matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
      ([, text = ""]) => text,
    ),
  );
  const manifests = shown.filter((text) =>
    servedApis.some(({ group }) => text.includes(`apiVersion: ${group}/`)),
  );
  expect(manifests.flatMap(refusals)).toEqual([]);
  expect(manifests.length).toBeGreaterThan(1);
});
