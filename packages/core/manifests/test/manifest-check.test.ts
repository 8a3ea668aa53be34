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
