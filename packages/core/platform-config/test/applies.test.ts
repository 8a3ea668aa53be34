import { conditionsOf } from "@kalypso-actions/platform-config";
import { expect, test } from "vitest";

test("ignores the two labels that Flux adds to what it applies when matching a ConfigMap", () => {
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
