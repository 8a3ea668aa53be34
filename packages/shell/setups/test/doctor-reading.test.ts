import { expect, test } from "vitest";
import { fluxRelease } from "../src/doctor/flux-releases.ts";
import { reconcilerApis } from "../src/doctor/reconciler-apis.ts";

test.each([
  ["1.7.6", undefined],
  ["1.7.7", "2.0"],
  ["1.7.8", "2.1"],
  ["1.9.1", "2.1"],
  ["1.12.0", "2.3"],
  ["1.14.1", "2.4"],
  ["1.16.12", "2.5"],
  ["1.18.2", "2.6"],
  ["1.21.0", "2.6"],
  ["1.23.0", "2.7"],
  ["1.23.9", "2.7"],
  ["1.24.0", undefined],
  ["2.0.0", undefined],
  ["", undefined],
  ["latest", undefined],
])("microsoft.flux %s brings Flux %s", (extension, flux) => {
  expect(fluxRelease(extension)).toBe(flux);
});

test("finds the kinds in a reconciler's manifests before anything is rendered", () => {
  const text = [
    "apiVersion: source.toolkit.fluxcd.io/v1 # served",
    "kind: GitRepository",
    "metadata:",
    '  name: "{{DeploymentTargetName}}"',
    "---",
    'apiVersion: "kustomize.toolkit.fluxcd.io/v1"',
    "kind: 'Kustomization'",
    "spec:",
    "  kind: GitRepository",
  ].join("\r\n");
  const apis = ["source.toolkit.fluxcd.io/v1 GitRepository", "kustomize.toolkit.fluxcd.io/v1 Kustomization"];
  expect(reconcilerApis([text])).toEqual(apis);
  expect(reconcilerApis([text, { apiVersion: "v1", kind: "Secret" }])).toEqual([...apis, "v1 Secret"]);
});

test("takes no template's tag, no script and no other value for a kind", () => {
  expect(reconcilerApis(["apiVersion: {{ .Version }}\nkind: GitRepository\n"])).toEqual([]);
  expect(reconcilerApis(["#!/bin/sh\necho apiVersion: v1\n", 7, null, { kind: "Secret" }])).toEqual([]);
});
