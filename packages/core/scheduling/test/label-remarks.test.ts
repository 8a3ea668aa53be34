import { describe, expect, test } from "vitest";
import { schedule } from "../src/index.ts";
import { clusterType, policy, registration, target, viewOf, workload } from "./view.ts";

const configMap = (labels: string, name = "c") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {platform-config: "true", ${labels}}}\ndata: {A: x}\n`;

/** What is said, without the notices of targets that nothing schedules. */
function said(controlPlane: readonly string[], targets: readonly string[] = [target("test")]) {
  const { diagnostics } = schedule(
    viewOf([registration("app"), ...controlPlane], [workload("app", targets)]),
  );
  return diagnostics
    .filter(({ code }) => code !== "target-not-scheduled")
    .map(({ code, message, hint }) => `[${code}] ${message} / ${hint}`);
}

const eu = policy("eu", "{labelSelector: {}}", "{matchLabels: {region: eu-west}}");

describe("a label one slip away from one that is asked for is told, once", () => {
  test("its key, on a cluster type", () => {
    expect(said([eu, clusterType("a", "region: eu-west"), clusterType("b", "regoin: eu-west")])).toEqual([
      "[label-near-miss] nothing selects by the label `regoin` of the cluster type `b` / Did you mean `region`?",
    ]);
  });

  test("its value, on a cluster type", () => {
    expect(said([eu, clusterType("a", "region: eu-west"), clusterType("b", "region: eu-wets")])).toEqual([
      "[label-near-miss] nothing selects `region: eu-wets` of the cluster type `b` / Did you mean `eu-west`?",
    ]);
  });

  test("on a deployment target, and on its workload", () => {
    const byTier = policy("p", "{labelSelector: {matchLabels: {tier: critical}}}");
    expect(
      said([byTier, clusterType("a")], [target("one", "tier: critical"), target("two", "tiers: critical")]),
    ).toEqual([
      "[label-near-miss] nothing selects by the label `tiers` of the deployment target `app-two` / Did you mean `tier`?",
    ]);
  });

  test("on a ConfigMap", () => {
    expect(said([eu, clusterType("a", "region: eu-west"), configMap("regio: eu-west")])).toEqual([
      "[label-near-miss] no cluster type or deployment target has `regio: eu-west`, so ConfigMap `c` does not apply / Did you mean `region`?",
    ]);
    expect(said([eu, clusterType("large", "region: eu-west"), configMap("cluster-type: lrage")])).toEqual([
      "[label-near-miss] no cluster type or deployment target has `cluster-type: lrage`, so ConfigMap `c` does not apply / Did you mean `large`?",
    ]);
    expect(said([eu, clusterType("large", "region: eu-west"), configMap("cluster-tpye: large")])).toEqual([
      "[label-near-miss] no cluster type or deployment target has `cluster-tpye: large`, so ConfigMap `c` does not apply / Did you mean `cluster-type`?",
    ]);
    expect(said([eu, clusterType("a", "region: eu-west"), configMap("workload: appp")])).toEqual([
      "[label-near-miss] no cluster type or deployment target has `workload: appp`, so ConfigMap `c` does not apply / Did you mean `app`?",
    ]);
  });

  test("in a key of an azure-app-config ConfigMap", () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: azure-app-config}\ndata: {regin.eu-west.A: "x"}\n';
    expect(said([eu, clusterType("a", "region: eu-west"), text])).toEqual([
      "[label-near-miss] no cluster type or deployment target has `regin: eu-west`, so the key `regin.eu-west.A` of ConfigMap `azure-app-config` does not apply / Did you mean `region`?",
    ]);
  });

  test("in a requirement of a policy that selects something", () => {
    const large = clusterType("a", "size: large");
    const types = (requirement: string) =>
      policy("p", "{labelSelector: {}}", `{matchExpressions: [${requirement}]}`);
    expect(said([types("{key: siez, operator: DoesNotExist}"), large])).toEqual([
      "[label-near-miss] nothing that the policy `p` selects from has the label `siez` / Did you mean `size`?",
    ]);
    expect(
      said([
        types("{key: size, operator: In, values: [large, smal]}"),
        large,
        clusterType("b", "size: small"),
      ]),
    ).toEqual([
      "[label-near-miss] nothing that the policy `p` selects from has `size: smal` / Did you mean `small`?",
    ]);
    expect(said([types("{key: size, operator: NotIn, values: [lagre]}"), large])).toEqual([
      "[label-near-miss] nothing that the policy `p` selects from has `size: lagre` / Did you mean `large`?",
    ]);
    expect(said([types("{key: size, operator: In, values: [large, huge]}"), large])).toEqual([]);
    expect(said([types("{key: other, operator: DoesNotExist}"), large])).toEqual([]);
  });

  test("where a policy that assigns nothing tells it already, not again", () => {
    expect(said([eu, clusterType("a", "region: eu-wets"), configMap("region: eu-west")])).toEqual([
      "[policy-selects-nothing] the policy `eu` selects no cluster type, so it assigns nothing: no cluster type has `region: eu-west` / Did you mean `eu-wets`?",
    ]);
  });
});

describe("labels are free", () => {
  test.each([
    ["another key", "tier: eu-west"],
    ["another value", "region: us-east"],
    ["a value with another number", "region: eu-west1"],
    ["no label", ""],
  ])("%s", (_, labels) => {
    const numbered = policy("n", "{labelSelector: {}}", "{matchLabels: {region: eu-west2}}");
    const all = [eu, numbered, clusterType("a", "region: eu-west"), clusterType("n", "region: eu-west2")];
    expect(said([...all, clusterType("b", labels)])).toEqual([]);
  });

  test("a ConfigMap may be for what is not there yet", () => {
    expect(said([eu, clusterType("a", "region: eu-west"), configMap("region: ap-south")])).toEqual([]);
  });
});

describe("a policy that assigns nothing says why", () => {
  test.for<[why: string, documents: readonly string[], said: string]>([
    [
      "a registration without a workspace",
      [policy("p", "{workspace: other, labelSelector: {}}"), clusterType("a"), registration("lost", '""')],
      "no registration has the workspace `other`, and the registration `lost` has none / Set `workspace: other` in the registration, or correct the policy.",
    ],
    [
      "registrations without a workspace",
      [
        policy("p", "{workspace: other, labelSelector: {}}"),
        clusterType("a"),
        registration("lost", '""'),
        registration("found", '""'),
      ],
      "no registration has the workspace `other`, and the registrations `lost`, `found` have none / Set `workspace: other` in the registration, or correct the policy.",
    ],
    [
      "a label that nothing has",
      [
        policy("p", "{labelSelector: {}}", "{matchExpressions: [{key: zone, operator: Exists}]}"),
        clusterType("a", "size: large"),
      ],
      "no cluster type has the label `zone` / Run `kalypso explain` to see which labels do not match.",
    ],
    [
      "many values",
      [
        policy("p", "{labelSelector: {}}", "{matchLabels: {size: zzz}}"),
        ...[..."abcdefghi"].map((letter) => clusterType(letter, `size: ${letter}`)),
      ],
      "no cluster type has `size: zzz` / Found: a, b, c, d, e, f, g, h and 1 more.",
    ],
    [
      "a mistyped workspace",
      [policy("p", "{workspace: taem, labelSelector: {}}"), clusterType("a")],
      "no registration has the workspace `taem` / Did you mean `team`?",
    ],
    [
      "a value that nothing has",
      [policy("p", "{labelSelector: {}}", "{matchLabels: {size: small}}"), clusterType("a", "size: large")],
      "no cluster type has `size: small` / Found: large.",
    ],
    [
      "a label that must not be there",
      [
        policy("p", "{labelSelector: {}}", "{matchExpressions: [{key: size, operator: DoesNotExist}]}"),
        clusterType("a", "size: large"),
      ],
      "every cluster type has the label `size` / Run `kalypso explain` to see which labels do not match.",
    ],
    [
      "values that must not be there",
      [
        policy(
          "p",
          "{labelSelector: {}}",
          "{matchExpressions: [{key: size, operator: NotIn, values: [large]}]}",
        ),
        clusterType("a", "size: large"),
      ],
      "every cluster type has `size: large` / Run `kalypso explain` to see which labels do not match.",
    ],
    [
      "requirements that nothing meets together",
      [
        policy("p", "{labelSelector: {}}", "{matchLabels: {size: large, tier: one}}"),
        clusterType("a", "size: large"),
        clusterType("b", "tier: one"),
      ],
      "no cluster type meets all of the selector's requirements / Run `kalypso explain` to see which labels do not match.",
    ],
  ])("%s", ([_, documents, expected]) => {
    const [first = "", ...others] = said(documents).filter((line) => line.includes("policy-selects-nothing"));
    expect(first.slice(first.indexOf("assigns nothing: ") + "assigns nothing: ".length)).toBe(expected);
    expect(others).toEqual([]);
  });
});
