import { formatText } from "@kalypso-actions/diagnostics";
import { parseYamlFile, readResources } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";

const read = (text: string) => readResources([{ path: "f.yaml", text }]).diagnostics;

function resource(kind: string, spec: string): string {
  return `apiVersion: scheduler.kalypso.io/v1alpha1\nkind: ${kind}\nmetadata: {name: n}\nspec: ${spec}\n`;
}

const said = (kind: string, spec: string) => read(resource(kind, spec)).map(formatText);

describe("an invalid field is reported with what is expected", () => {
  test.for<[string, string, string, RegExp]>([
    [
      "a value that is not one of the allowed ones",
      "Template",
      "{type: other, manifests: []}",
      /`spec\.type` is the string "other"; expected "reconciler" or "namespace" or "config"/,
    ],
    [
      "an empty string",
      "ClusterType",
      "{reconciler: '', namespaceService: n}",
      /`spec\.reconciler` is the string ""; expected a non-empty string/,
    ],
    [
      "a missing field",
      "ClusterType",
      "{reconciler: r}",
      /`spec\.namespaceService` is missing; expected a string/,
    ],
    [
      "null",
      "ClusterType",
      "{reconciler: r, namespaceService: null}",
      /`spec\.namespaceService` is null; expected a string/,
    ],
    [
      "a list instead of a string",
      "ClusterType",
      "{reconciler: [], namespaceService: n}",
      /`spec\.reconciler` is a list; expected a string/,
    ],
    [
      "a map instead of a string",
      "ClusterType",
      "{reconciler: {}, namespaceService: n}",
      /`spec\.reconciler` is a map; expected a string/,
    ],
    [
      "a string instead of a list",
      "Template",
      "{type: config, manifests: x}",
      /`spec\.manifests` is the string "x"; expected a list/,
    ],
    [
      "a number, as it was written",
      "ClusterType",
      "{reconciler: 1.10, namespaceService: n}",
      /is the number 1\.1; expected a string[\s\S]*Quote it: "1\.10"/,
    ],
    [
      "a number from a merge key",
      "ClusterType",
      "{<<: {reconciler: 7}, namespaceService: n}",
      /is the number 7; expected a string[\s\S]*Quote it: "7"/,
    ],
    [
      "a long string, truncated",
      "Template",
      `{type: ${"x".repeat(300)}, manifests: []}`,
      /is the string "x{199}\.\.\.; expected/,
    ],
  ])("%s", ([_, kind, spec, message]) => {
    expect(said(kind, spec)).toEqual([expect.stringMatching(message)]);
  });

  test("a string instead of true or false, in a Kubernetes ConfigMap", () => {
    const text =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n, labels: {platform-config: 'true'}}\nimmutable: maybe\n";
    expect(read(text).map(formatText)).toEqual([
      expect.stringMatching(/`immutable` is the string "maybe"; expected true or false/),
    ]);
  });
});

describe("an unknown field is an error that suggests known ones", () => {
  test.for<[string, string, string, RegExp]>([
    [
      "in a list inside an optional map",
      "SchedulingPolicy",
      "{deploymentTargetSelector: {labelSelector: {matchExpressions: [{key: a, operator: Exists, vlaues: []}]}}, clusterTypeSelector: {labelSelector: {}}}",
      /Did you mean `values`\?/,
    ],
    [
      "unlike any known field",
      "ClusterType",
      "{reconciler: r, namespaceService: n, zzzzzz: 1}",
      /Known fields: reconciler, namespaceService, configType\./,
    ],
  ])("%s", ([_, kind, spec, hint]) => {
    const [diagnostic, ...others] = read(resource(kind, spec));
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ severity: "error", code: "resource-field-unknown" });
    expect(diagnostic?.hint).toMatch(hint);
  });
});

describe("a document of the Kalypso API group with an unknown kind is an error", () => {
  test.each([
    ["Workloads", "Did you mean `Workload`?"],
    ["Somethingelse", expect.stringContaining("Its kinds are Environment, Template, ")],
    ["ConfigMapp", expect.stringContaining("Its kinds are ")],
  ])("%s", (kind, hint) => {
    expect(read(resource(kind, "{}")).map((each) => each.hint)).toEqual([hint]);
  });
});

describe("a file", () => {
  test("may start with a byte order mark, which no column counts", () => {
    const text = `\uFEFFreconciler: x\n---\n${resource("ClusterType", "{reconciler: '', namespaceService: n}")}`;
    expect(read(text).map(({ place }) => place)).toEqual([expect.objectContaining({ line: 6, column: 20 })]);
    expect(read("\uFEFF{a: 1, a: 2}\n").map(({ place }) => place?.column)).toEqual([8]);
  });

  test("that is not valid YAML is reported at its place, with the repository if it is another one", () => {
    expect(read("a: 1\na: 2\n")).toMatchObject([
      { code: "yaml-duplicate-key", place: { line: 2, column: 1 } },
    ]);
    const { diagnostics } = readResources(
      [{ path: "f.yaml", text: "a: [\n" }],
      "https://github.com/contoso/c@1",
    );
    expect(diagnostics).toMatchObject([
      { code: "yaml-syntax", place: { file: "f.yaml", source: "https://github.com/contoso/c@1" } },
    ]);
    const deep = readResources(
      [{ path: "f.yaml", text: "[".repeat(100_000) }],
      "https://github.com/contoso/c@1",
    );
    expect(deep.diagnostics[0]).toMatchObject({ code: "yaml-syntax", place: { line: 1, column: 1 } });
  });
});

test("a missing part has the place of its nearest existing parent", () => {
  const [document] = parseYamlFile({ path: "f.yaml", text: "a: text\nb:\n  - c: null\n" }).documents;
  const at = (...path: readonly (string | number)[]) => {
    const { line, column } = document?.placeOf(path) ?? {};
    return [line, column];
  };
  expect(at()).toEqual([1, 1]);
  expect(at("a", "x")).toEqual([1, 4]);
  expect(at("b", 0, "c")).toEqual([3, 5]);
  expect(at("b", 7)).toEqual([3, 3]);
  expect(at("x")).toEqual([1, 1]);
});
