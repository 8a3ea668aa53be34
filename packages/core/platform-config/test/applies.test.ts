import { conditionsOf } from "@kalypso-actions/platform-config";
import { expect, test } from "vitest";

test("of Flux's labels, the two that it marks what it applied with say nothing of where a ConfigMap applies", () => {
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
