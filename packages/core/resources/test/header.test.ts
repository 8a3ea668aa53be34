import { appConfigKey, readResources } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";

const ours = "apiVersion: scheduler.kalypso.io/v1alpha1";
const body = "metadata:\n  name: a\n";
const read = (text: string) => readResources([{ path: "f.yaml", text }]);

function said(text: string): readonly string[] {
  return read(text).diagnostics.map(
    ({ severity, place, message, hint }) =>
      `${severity} ${place?.line}:${place?.column} ${message} / ${hint}`,
  );
}

const setApiVersion = "Set `apiVersion: scheduler.kalypso.io/v1alpha1`.";

describe("a document one slip away from one of ours is an error", () => {
  test.for<[slip: string, text: string, said: string]>([
    [
      "another version",
      `apiVersion: scheduler.kalypso.io/v1alpha2\nkind: ClusterType\n${body}`,
      `error 1:13 ClusterType of scheduler.kalypso.io/v1alpha2; expected scheduler.kalypso.io/v1alpha1 / ${setApiVersion}`,
    ],
    [
      "another kind of our group",
      `${ours}\nkind: Clustertype\n${body}`,
      "error 2:7 scheduler.kalypso.io/v1alpha1 has no kind Clustertype / Did you mean `ClusterType`?",
    ],
    [
      "a mistyped group",
      `apiVersion: schedular.kalypso.io/v1alpha1\nkind: ClusterType\n${body}`,
      `error 1:13 ClusterType of schedular.kalypso.io/v1alpha1; expected scheduler.kalypso.io/v1alpha1 / ${setApiVersion}`,
    ],
    [
      "a group without its slash",
      `apiVersion: scheduler.kalypso.iov1alpha1\nkind: ClusterType\n${body}`,
      `error 1:13 ClusterType of scheduler.kalypso.iov1alpha1; expected scheduler.kalypso.io/v1alpha1 / ${setApiVersion}`,
    ],
    ...["v1alpha1", "v1", "scheduler.kalypso.io"].map((version): [string, string, string] => [
      `${version} alone`,
      `apiVersion: ${version}\nkind: ClusterType\n${body}spec: {}\n`,
      `error 1:13 ClusterType of ${version}; expected scheduler.kalypso.io/v1alpha1 / ${setApiVersion}`,
    ]),
    [
      "one inside a List, which Flux would apply",
      `apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Pod}\n  - {${ours}, kind: ClusterType}\n`,
      "error 5:5 a List contains a ClusterType; expected every resource in a document of its own / Write the resources as documents, with `---` between them.",
    ],
    [
      "`apiversion`",
      `apiversion: scheduler.kalypso.io/v1alpha1\nkind: ClusterType\n${body}`,
      "error 1:13 the document has `apiversion`, but no `apiVersion` / Did you mean `apiVersion`?",
    ],
    [
      "no `apiVersion`",
      `kind: ClusterType\n${body}`,
      "error 1:7 the document has no `apiVersion` / Add `apiVersion: scheduler.kalypso.io/v1alpha1`.",
    ],
    [
      "`Kind`",
      `${ours}\nKind: ClusterType\n${body}`,
      "error 2:7 the document has `Kind`, but no `kind` / Did you mean `kind`?",
    ],
    [
      "a kind that is not text",
      `${ours}\nkind: 5\n${body}`,
      "error 2:7 scheduler.kalypso.io/v1alpha1 has no kind of that form / Its kinds are Environment, Template, WorkloadRegistration, BaseRepo, GitOpsRepo, ClusterType, SchedulingPolicy, ConfigSchema, Workload.",
    ],
    [
      "another version, without a kind",
      `apiVersion: scheduler.kalypso.io/v2\n${body}`,
      `error 1:13 a document of scheduler.kalypso.io/v2; expected scheduler.kalypso.io/v1alpha1 / ${setApiVersion}`,
    ],
    [
      "platform configuration without a version",
      `kind: ConfigMap\nmetadata:\n  name: a\n  labels: {platform-config: true}\n`,
      "error 1:7 the document has no `apiVersion` / Add `apiVersion: v1`.",
    ],
    ["no `kind`", `${ours}\n${body}`, "error 1:13 the document has no `kind` / Add `kind`."],
    [
      "a Kubernetes object without its kind",
      `apiVersion: apps/v1\n${body}`,
      "error 1:13 the document has no `kind` / Add `kind`.",
    ],
    [
      "a mistyped ConfigMap",
      `apiVersion: v1\nkind: Configmap\nmetadata:\n  name: a\n  labels:\n    platform-config: "true"\n`,
      "error 2:7 a Configmap of v1 is marked as platform configuration; expected a ConfigMap of v1 / Did you mean `ConfigMap`?",
    ],
    [
      "a mistyped version of a ConfigMap",
      `apiVersion: v11\nkind: ConfigMap\nmetadata:\n  name: azure-app-config\n`,
      "error 1:13 a ConfigMap of v11 is marked as platform configuration; expected a ConfigMap of v1 / Did you mean `v1`?",
    ],
  ])("%s", ([_, text, expected]) => {
    expect(said(text)).toEqual([expected]);
  });

  test.each([
    [
      "a label",
      'name: a\n  labels:\n    platform-confg: "true"',
      "warning 6:5 the label is `platform-confg`",
    ],
    [
      "a label's value",
      'name: a\n  labels:\n    platform-config: "True"',
      'warning 6:5 `platform-config` is "True"',
    ],
    [
      "a word for a label's value",
      "name: a\n  labels:\n    platform-config: yes",
      'warning 6:5 `platform-config` is "yes"',
    ],
    ["a name", "name: azure-ap-config-a", "warning 4:3 the name is `azure-ap-config-a`"],
  ])("%s that almost marks a ConfigMap is a warning", (_, metadata, expected) => {
    const [first, ...others] = said(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  ${metadata}\n`);
    expect(first?.slice(0, expected.length)).toBe(expected);
    expect(others).toEqual([]);
    expect(read(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  ${metadata}\n`).diagnostics).toMatchObject([
      { code: "config-map-unmarked" },
    ]);
  });
});

describe("what is not ours is ignored", () => {
  test.each([
    ["another group's kind", `apiVersion: apps/v1\nkind: Deployment\n${body}`],
    ["another group's kind of the same name", `apiVersion: core.oam.dev/v1beta1\nkind: Workload\n${body}`],
    ["a chart", "apiVersion: v2\nname: chart\nversion: 1.0.0\n"],
    ["values", "kind: x\nreplicas: 2\n"],
    ["a ConfigMap without a mark", `apiVersion: v1\nkind: ConfigMap\n${body}`],
    [
      "a ConfigMap with another mark",
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: {platform-config: "false"}\n',
    ],
    [
      "something that is marked, of another kind",
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: azure-app-config\n",
    ],
    ["a ConfigMap without a version or mark", `kind: ConfigMap\n${body}`],
    ["a List of others", "apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Pod}\n"],
    ["OpenShift's oldest Templates", `apiVersion: v1\nkind: Template\n${body}objects: []\n`],
    ["a list", "- apiVersion: scheduler.kalypso.io/v1alpha1\n"],
  ])("%s", (_, text) => {
    expect(said(text)).toEqual([]);
  });
});

describe("a document that cannot be used still counts as there", () => {
  test.each([
    ["a mistyped kind", `${ours}\nkind: Clustertype\n${body}`],
    [
      "an unreadable document, its name in quotes",
      `${ours}\nkind: 'ClusterType'\nmetadata:\n  name: "a"\n\tlabels: {}\n`,
    ],
    ["a mistyped key of the kind", `${ours}\nKind: ClusterType\n${body}`],
    ["an unreadable document", `${ours}\nkind: ClusterType\nmetadata:\n  name: a\n\tlabels: {}\n`],
    ["a field of another type", `${ours}\nkind: ClusterType\n${body}spec: []\n`],
    ["a document that does not tell what it is", "a: [\n"],
  ])("%s", (_, text) => {
    const { broken } = read(text).value;
    expect(broken.mayBe("ClusterType", "a")).toBe(true);
    expect(broken.mayBe("ClusterType")).toBe(true);
  });

  test("others do not", () => {
    const { broken } = read(`${ours}\nkind: ClusterType\n${body}spec: []\n`).value;
    expect(broken.mayBe("ClusterType", "b")).toBe(false);
    expect(broken.mayBe("Template")).toBe(false);
  });
});

describe("what limits a policy and has no value is told, because the policy selects more without it", () => {
  const policy = (targets: string, types = "{labelSelector: {}}") =>
    said(
      `${ours}\nkind: SchedulingPolicy\n${body}spec:\n  deploymentTargetSelector: ${targets}\n  clusterTypeSelector: ${types}\n`,
    );

  test.each([
    ["workspace", 'workspace: "", labelSelector: {}', "deploymentTargetSelector.workspace"],
    ["workspace", "workspace:, labelSelector: {}", "deploymentTargetSelector.workspace"],
    ["matchLabels", "labelSelector: {matchLabels: }", "deploymentTargetSelector.labelSelector.matchLabels"],
  ])("%s of %s", (field, targets, path) => {
    const column = 30 + targets.indexOf(field);
    expect(policy(`{${targets}}`)).toEqual([
      `warning 6:${column} \`spec.${path}\` is empty, so it limits nothing / Give it a value; if the policy is meant to select without it, remove \`${field}\`.`,
    ]);
  });

  test("the code is selector-empty", () => {
    const text = `${ours}\nkind: SchedulingPolicy\n${body}spec:\n  deploymentTargetSelector: {workspace: "", labelSelector: {}}\n  clusterTypeSelector: {labelSelector: {}}\n`;
    expect(read(text).diagnostics).toMatchObject([{ code: "selector-empty", severity: "warning" }]);
  });

  test("what is not there, or says so, is meant", () => {
    expect(policy("{labelSelector: {matchLabels: {}}}", "{labelSelector: {matchExpressions: }}")).toEqual([
      expect.stringContaining(
        "warning 7:41 `spec.clusterTypeSelector.labelSelector.matchExpressions` is empty",
      ),
    ]);
  });
});

describe("plain scalars mean what they mean on a cluster", () => {
  const labelled = (value: string) =>
    said(
      `${ours}\nkind: ClusterType\nmetadata: {name: a, labels: {l: ${value}}}\nspec: {reconciler: r, namespaceService: n}\n`,
    );

  test.each(["yes", "No", "on", "OFF"])("%s is text, with a warning", (word) => {
    const means = /^(yes|on)$/i.test(word);
    expect(labelled(word)).toEqual([
      `warning 3:33 \`${word}\` is text here, not \`${means}\` / Write "${means}" if you mean that, or quote "${word}".`,
    ]);
    expect(labelled(`"${word}"`)).toEqual([]);
  });

  test.each([
    ["12", "the number 12"],
    ["1_000", "the number 1000"],
    ["0b11", "the number 3"],
    ["2024-01-01", "the date 2024-01-01"],
    ["true", "the boolean true"],
    ["null", "null"],
  ])("%s is an error where text belongs", (value, found) => {
    const [first, ...others] = labelled(value);
    // A value that is not there has the place of its key.
    const column = value === "null" ? 30 : 33;
    expect(first).toContain(`error 3:${column} \`metadata.labels.l\` is ${found}; expected a string`);
    expect(others).toEqual([]);
  });

  test.each(["1.2.3", "v1", "a-b", "2024-13-01", "y"])("%s is text", (value) => {
    expect(labelled(value)).toEqual([]);
  });

  test("what JSON has no number for is told as it is read", () => {
    expect(labelled(".inf")).toEqual([
      'error 3:33 `metadata.labels.l` is the number Infinity; expected a string / YAML reads .inf as a number. Quote it: ".inf"',
    ]);
  });

  test("a tag that is not YAML's own is one error", () => {
    expect(labelled("!!binary aGVsbG8=")).toHaveLength(1);
  });

  test("a tag that is not YAML's own is an error", () => {
    expect(labelled("!Ref x")).toEqual([
      "error 3:38 the YAML tag `!Ref` is not supported / Remove the tag, and quote the value if it is text.",
    ]);
    expect(labelled("!!str 12")).toEqual([]);
  });

  test("each has its own code", () => {
    const codes = (value: string) =>
      read(
        `${ours}\nkind: ClusterType\nmetadata: {name: a, labels: {l: ${value}}}\nspec: {reconciler: r, namespaceService: n}\n`,
      ).diagnostics.map(({ code }) => code);
    expect(codes("!Ref x")).toEqual(["yaml-tag"]);
    expect(codes("yes")).toEqual(["yaml-word"]);
    expect(codes("12")).toEqual(["label-not-text"]);
  });

  test("the key `__proto__` is refused, not dropped", () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: azure-app-config}\ndata:\n  __proto__: x\n`;
    expect(said(text)).toEqual(["error 5:3 the key `__proto__` cannot be used / Rename it."]);
  });
});

test("a ConfigMap whose labels are mistyped is platform configuration, with an error", () => {
  const of = (metadata: string) => said(`apiVersion: v1\nkind: ConfigMap\n${metadata}`);
  expect(of('metadata:\n  name: a\n  lables: {platform-config: "true"}\n')).toEqual([
    "error 5:3 ConfigMap has no field `metadata.lables` / Did you mean `labels`?",
  ]);
  expect(of('metdata:\n  name: a\n  labels: {platform-config: "true"}\n')).toEqual([
    "error 3:1 ConfigMap has no field `metdata` / Did you mean `metadata`?",
  ]);
});

test("maps in a Template's manifests are other people's resources, so their words mean what they say", () => {
  const text = `${ours}\nkind: Template\n${body}spec:\n  type: config\n  manifests:\n    - enabled: yes\n      count: 1_000\n`;
  expect(said(text)).toEqual([]);
  const [template] = read(text).value.resources.Template;
  expect(template?.data.spec.manifests).toEqual([{ enabled: "yes", count: "1_000" }]);
});

test("a key of Azure App Configuration has labels in pairs", () => {
  expect(appConfigKey("region.eu.tier.one.odd.KEY")).toEqual({
    labels: { region: "eu", tier: "one" },
    name: "KEY",
  });
  expect(appConfigKey("KEY")).toEqual({ labels: {}, name: "KEY" });
});

describe("a mistyped field", () => {
  test("is one problem, and what is below it is checked", () => {
    const text = `${ours}\nkind: SchedulingPolicy\n${body}spec:\n  deploymentTargetSelektor:\n    labelSelector: {matchLables: {a: 1}}\n  clusterTypeSelector: {labelSelector: {}}\n`;
    expect(said(text)).toEqual([
      "error 6:3 SchedulingPolicy has no field `spec.deploymentTargetSelektor` / Did you mean `deploymentTargetSelector`?",
      "error 7:21 SchedulingPolicy has no field `spec.deploymentTargetSelektor.labelSelector.matchLables` / Did you mean `matchLabels`?",
      expect.stringContaining(
        "error 7:38 `spec.deploymentTargetSelektor.labelSelector.matchLables.a` is the number 1",
      ),
    ]);
  });
});
