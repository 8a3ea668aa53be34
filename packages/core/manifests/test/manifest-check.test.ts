import { expect, test } from "vitest";
import { checkManifests } from "../src/index.ts";

const messages = (text: string) => checkManifests(text).map(({ message }) => message);
const object = "apiVersion: v1\nkind: A\nmetadata:\n  name: a\n";

test.each([
  ["an Ansible playbook", "- hosts: all\n  tasks:\n    - name: x\n      kind: y\n"],
  ["a settings file", "A=1\nB='x: y: z'\nkind of: x\n"],
  ["a map without a kind", "settings:\n  kind: x\n  apiVersion: v1\n"],
  [
    "a script that applies an object",
    `#!/bin/sh\nset -e\nkubectl apply -f - <<EOF\n${object}EOF\n[ -n "$X" ] || exit 1\n`,
  ],
  ["a text", "kind regards"],
  ["a complete object next to plain text", `${object}---\njust text: no: yaml\n`],
])("%s is not an object, and is accepted", (_, text) => expect(messages(text)).toEqual([]));

test.each([
  [
    "a kind without an apiVersion",
    "kind: A\nmetadata:\n  name: a\n",
    ["`apiVersion` is missing or is not a string"],
  ],
  [
    "an apiVersion alone",
    "{apiVersion: v1}\n",
    ["`kind` is missing or is not a string", "`metadata.name` is missing or is not a string"],
  ],
  [
    "an object without a name",
    "apiVersion: v1\nkind: A\n",
    ["`metadata.name` is missing or is not a string"],
  ],
])("%s must be a complete object", (_, text, expected) => expect(messages(text)).toEqual(expected));

test.each([
  "apiVersion: v1\nkind: A\nmetadata: {name: a\n",
  "# of ours\nmetadata:\n\tname: a\nkind: A\n",
  "{kind: A, x: [}\n",
  '"kind": A\nb: c: d\n',
])("reports an object that is not well-formed: %j", (text) => expect(messages(text)).not.toEqual([]));

const types = (text: string) =>
  checkManifests(text).map((problem) => {
    return problem.type === "value" ? [problem.field, problem.found.type] : [problem.type];
  });

test.each([
  ["!!bool yes", "boolean"],
  ["!!int 0b1", "integer"],
  ['!!int "1"', "integer"],
  ["!!float 1", "float"],
  ["!!timestamp 2024-01-31", "date"],
  ["! 1", "integer"],
])("the tag of %s counts, as it does for go-yaml", (value, type) =>
  expect(types(`${object}  labels: {a: ${value}}\n`)).toEqual([["metadata.labels.a", type]]),
);

test.each(["!!str 1", "!!binary aGk=", "!ours 1", '! "1"'])("%s is text", (value) =>
  expect(types(`${object}  labels: {a: ${value}}\n`)).toEqual([]),
);

test.each<[what: string, text: string, expected: readonly (readonly string[])[]]>([
  [
    "a pod template's labels",
    `${object}spec: {template: {metadata: {labels: {a: yes}}}}\n`,
    [["spec.template.metadata.labels.a", "boolean"]],
  ],
  [
    "a selector",
    `${object}spec: {selector: {matchLabels: {a: 1}}}\n`,
    [["spec.selector.matchLabels.a", "integer"]],
  ],
  ["labels by a merge key", `${object}  labels:\n    <<: {a: 0x1}\n`, [["metadata.labels.a", "integer"]]],
  ["labels by an alias", `x: &x {a: 1.5}\n${object}  labels: *x\n`, [["metadata.labels.a", "float"]]],
  ["labels that are a list", `${object}  labels: [a]\n`, [["metadata.labels", "list"]]],
  ["annotations that are a text", `${object}  annotations: a\n`, [["metadata.annotations", "text"]]],
  [
    "the namespace",
    "apiVersion: v1\nkind: A\nmetadata: {name: a, namespace: 1}\n",
    [["metadata.namespace", "integer"]],
  ],
  [
    "a Secret",
    "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: null}\n",
    [["stringData.a", "null"]],
  ],
  [
    "a ConfigMap whose kind comes last",
    "data: {a: {b: c}}\nmetadata: {name: a}\nkind: ConfigMap\napiVersion: v1\n",
    [["data.a", "map"]],
  ],
  [
    "an item of a list",
    "apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {b: 1}}\n",
    [["data.b", "integer"]],
  ],
  ["a tagged value", `${object}  labels: {a: !!int "1"}\n`, [["metadata.labels.a", "integer"]]],
])("%s must be text", (_, text, expected) => expect(types(text)).toEqual(expected));

test.each([
  [
    "text by a tag",
    `${object}  labels: {a: !!str 1, b: "yes", c: '1', d: v1}\n  annotations:\n    e: |\n      1\n`,
  ],
  ["no labels", `${object}  labels:\n  annotations: {}\n`],
  ["no namespace", "apiVersion: v1\nkind: A\nmetadata: {name: a, namespace: }\n"],
  [
    "the schema of a custom resource",
    `${object}spec: {properties: {metadata: {labels: {a: 1}}, matchLabels: {type: object, nullable: true}}}\n`,
  ],
  ["the values of a Helm chart", `${object}spec: {values: {selector: {matchLabels: {release: null}}}}\n`],
  ["the data of another kind", `${object}data: {a: 1, b: [c]}\n`],
  ["metadata that is a list", `${object}spec: {metadata: [{name: a, value: 1}]}\n`],
  ["a playbook with labels", "- hosts: all\n  metadata: {labels: {a: 1}}\n"],
  ["other labels", `${object}spec: {labels: {a: 1}, nodes: {annotations: {b: true}}}\n`],
])("%s is accepted", (_, text) => expect(types(text)).toEqual([]));

test("aliases that lead back end", () => {
  expect(types(`${object}  labels: &x {a: *x}\n`)).toEqual([["metadata.labels.a", "map"]]);
});

test.each([
  ["A", "expected a DNS name"],
  ["a/b", "expected a DNS name"],
])("a ConfigMap cannot be called %s", (name, expected) => {
  expect(messages(`apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`)).toEqual([
    expect.stringContaining(expected),
  ]);
});
