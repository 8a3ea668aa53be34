import type { Place } from "@kalypso-actions/diagnostics";
import { describe, expect, test } from "vitest";
import { schedule } from "../src/index.ts";
import { clusterType, policy, registration, target, templates, viewOf, workload } from "./view.ts";

const configMap = (labels: string, name = "c", data = "A: x") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {platform-config: "true", ${labels}}}\ndata: {${data}}\n`;

interface World {
  readonly controlPlane: readonly string[];
  readonly workloads?: readonly string[];
}

/** What stands at each place of a diagnostic, up to the next space or comma; related places after an arrow. */
function pointed({ controlPlane, workloads = [workload("app", [target("test", "tier: one")])] }: World) {
  const texts: Readonly<Record<string, string>> = {
    "control-plane.yaml": [...templates, ...controlPlane].join("---\n"),
    "workload.yaml": workloads.join("---\n"),
  };
  const word = (place: Place | undefined) => {
    const line = texts[place?.file ?? ""]?.split("\n")[(place?.line ?? 0) - 1] ?? "";
    return /^[^\s,}\]]*/.exec(line.slice((place?.column ?? 1) - 1))?.[0];
  };
  return schedule(viewOf(controlPlane, workloads))
    .diagnostics.filter(({ code }) => code !== "target-not-scheduled")
    .map(({ code, place, related = [], hint }) => {
      const others = related.map(({ message, place: other }) => `${message} at ${word(other)}`);
      return [`${code} at ${word(place)}`, ...others, hint].join(" -> ");
    });
}

const on = (types: string) => policy("p", "{labelSelector: {}}", types);
const app = registration("app");

describe("a remark is at the word that it is about, and names the one that was meant", () => {
  test.for<[about: string, world: World, pointed: readonly string[]]>([
    [
      "a label of a cluster type",
      {
        controlPlane: [
          app,
          on("{matchLabels: {size: large}}"),
          clusterType("a", "size: large"),
          clusterType("b", "siez: large"),
        ],
      },
      ["label-near-miss at large -> `size` at large -> Did you mean `size`?"],
    ],
    [
      "a label of a target",
      {
        controlPlane: [app, policy("p", "{labelSelector: {matchLabels: {tier: first}}}"), clusterType("a")],
        workloads: [workload("app", [target("test", "tier: first"), target("two", "tier: fisrt")])],
      },
      ["label-near-miss at fisrt -> `first` at first -> Did you mean `first`?"],
    ],
    [
      "a label of a workload",
      {
        controlPlane: [app, policy("p", "{labelSelector: {matchLabels: {tier: first}}}"), clusterType("a")],
        workloads: [
          workload("app", [target("test", "tier: first")]),
          workload("shop", [target("test")], "tier: fisrt"),
        ],
      },
      ["label-near-miss at fisrt -> `first` at first -> Did you mean `first`?"],
    ],
    [
      "the workspace of a registration",
      {
        controlPlane: [
          registration("app", "payment"),
          policy("p", "{workspace: payments, labelSelector: {}}"),
          policy("q"),
          clusterType("a"),
        ],
      },
      [
        "policy-selects-nothing at payments -> the workspace of registration `app` at payment -> Did you mean `payment`?",
      ],
    ],
    [
      "a workspace without a target, told once",
      {
        controlPlane: [
          registration("app", "payment"),
          policy("p", "{workspace: payments, labelSelector: {}}"),
          policy("q"),
          clusterType("a"),
          registration("other", "payments"),
        ],
      },
      ["policy-selects-nothing at payments -> Run `kalypso explain` to see which labels do not match."],
    ],
    [
      "a condition of a ConfigMap: the name of a workload, of a target, of a cluster type",
      {
        controlPlane: [
          app,
          on("{}"),
          clusterType("large"),
          configMap("workload: appp", "x"),
          configMap("deployment-target: app-tset", "y"),
          configMap("cluster-type: lagre", "z"),
        ],
      },
      [
        "label-near-miss at appp -> `app` at app -> Did you mean `app`?",
        "label-near-miss at app-tset -> `app-test` at test -> Did you mean `app-test`?",
        "label-near-miss at lagre -> `large` at large -> Did you mean `large`?",
      ],
    ],
    [
      "a label in a key of Azure App Configuration",
      {
        controlPlane: [
          app,
          on("{}"),
          clusterType("a", "size: large"),
          'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: azure-app-config}\ndata: {sise.large.A: "1"}\n',
        ],
      },
      ['label-near-miss at large -> `sise` at "1" -> Did you mean `sise`?'],
    ],
    [
      "a key and a value of a requirement",
      {
        controlPlane: [
          app,
          on(
            "{matchExpressions: [{key: siez, operator: DoesNotExist}, {key: size, operator: NotIn, values: [tiny, samll]}]}",
          ),
          clusterType("a", "size: large"),
          clusterType("b", "size: small"),
        ],
      },
      [
        "label-near-miss at siez -> `size` at large -> Did you mean `size`?",
        "label-near-miss at samll -> `small` at small -> Did you mean `small`?",
      ],
    ],
    [
      "a requirement of equality that nothing meets",
      { controlPlane: [app, on("{matchLabels: {size: samll}}"), clusterType("a", "size: small")] },
      ["policy-selects-nothing at samll -> `size: small` of `a` at small -> Did you mean `small`?"],
    ],
    [
      "a requirement of a set that nothing meets",
      {
        controlPlane: [
          app,
          on("{matchExpressions: [{key: size, operator: In, values: [huge, samll]}]}"),
          clusterType("a", "size: small"),
        ],
      },
      ["policy-selects-nothing at samll -> `size: small` of `a` at small -> Did you mean `small`?"],
    ],
    [
      "a set of which nothing is near",
      {
        controlPlane: [
          app,
          on("{matchExpressions: [{key: size, operator: In, values: [huge, enormous]}]}"),
          clusterType("a", "size: s"),
        ],
      },
      ["policy-selects-nothing at huge -> Found: s."],
    ],
    [
      "a key that nothing has",
      {
        controlPlane: [
          app,
          on("{matchExpressions: [{key: siez, operator: Exists}]}"),
          clusterType("a", "size: small"),
        ],
      },
      ["policy-selects-nothing at siez -> `size` of `a` at small -> Did you mean `size`?"],
    ],
    [
      "both selectors, of which only one workspace counts",
      {
        controlPlane: [
          app,
          policy(
            "p",
            "{workspace: team, labelSelector: {matchLabels: {tier: two}}}",
            "{matchLabels: {size: big}}",
          ),
          clusterType("a", "size: s"),
        ],
      },
      ["policy-selects-nothing at two -> the other requirement at big -> Found: one."],
    ],
    [
      "a label that every cluster type has",
      {
        controlPlane: [
          app,
          on("{matchExpressions: [{key: size, operator: NotIn, values: [s, t]}]}"),
          clusterType("a", "size: s"),
          clusterType("b", "size: t"),
        ],
      },
      ["policy-selects-nothing at size -> Run `kalypso explain` to see which labels do not match."],
    ],
    [
      "a key that two ConfigMaps set, in the order of their names, whatever that of their labels",
      {
        controlPlane: [
          app,
          on("{}"),
          clusterType("a", "size: s, zone: z"),
          configMap("size: s, zone: z", "b", "A: second, B: same, L: '[1]', M: '{a: 1}', N: '[1]'"),
          configMap("zone: z, size: s", "a", "A: first, B: same, L: '[2]', M: '{a: 2}', N: text"),
          configMap("size: s", "d", "A: other"),
        ],
      },
      ["config-conflict at second -> the value that is replaced at first -> Keep each key in one of them."],
    ],
    [
      "a value that is punctuation",
      {
        controlPlane: [
          app,
          on("{}"),
          clusterType("a"),
          configMap("", "c", 'A: " - ", B: "\'", C: "?", D: "--", E: "- x"'),
        ],
      },
      [
        'config-value-punctuation at " -> If you mean the text itself, put it in single quotes: "\'-\'".',
        'config-value-punctuation at "\'" -> Kalypso removes single quotes around a value: use another value if you mean the quote.',
        'config-value-punctuation at "?" -> If you mean the text itself, put it in single quotes: "\'?\'".',
      ],
    ],
  ])("%s", ([_, world, expected]) => {
    expect(pointed(world)).toEqual(expected);
  });
});
