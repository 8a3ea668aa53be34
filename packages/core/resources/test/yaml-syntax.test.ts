import { readResources } from "@kalypso-actions/resources";
import { describe, expect, test } from "vitest";

/** `line:column message / hint` of every problem. */
function said(text: string): readonly string[] {
  return readResources([{ path: "f.yaml", text }]).diagnostics.map(
    ({ place, message, hint }) => `${place?.line}:${place?.column} ${message}${hint ? ` / ${hint}` : ""}`,
  );
}

describe("one slip is one problem, at its own line, in plain words", () => {
  test.for<[slip: string, text: string, said: string]>([
    [
      "a line one space too deep",
      "metadata:\n  name: x\n   labels:\n    a: b\nspec:\n  b: c\n",
      "3:4 wrong indentation: the line is indented by 3 spaces; expected 0 or 2",
    ],
    [
      "a line one space too shallow",
      "metadata:\n  name: x\n labels:\n    a: b\nspec:\n  b: c\n",
      "3:2 wrong indentation: the line is indented by 1 space; expected 0 or 2",
    ],
    [
      "an entry between two levels",
      "metadata:\n  labels:\n    a: b\n   c: d\n    e: f\nspec:\n  b: c\n",
      "4:4 wrong indentation: the line is indented by 3 spaces; expected 2 or 4",
    ],
    [
      "an entry too deep among its siblings",
      "metadata:\n  labels:\n    a: b\n     c: d\n    e: f\n",
      "4:6 wrong indentation: the line is indented by 5 spaces; expected 2 or 4",
    ],
    [
      "a first line with a space before it",
      " apiVersion: x\nkind: y\nmetadata:\n  name: x\n",
      "1:2 wrong indentation: the line is indented by 1 space; expected 0",
    ],
    [
      "an entry of an item that is not below its first key",
      "spec:\n  - a: b\n   c: d\n  - e: f\n",
      "3:4 wrong indentation: the line is indented by 3 spaces; expected 2 or 4",
    ],
    ["a tab", "metadata:\n\tname: x\nkind: y\n", "2:1 the line is indented with a tab; expected spaces"],
    [
      "a no-break space from a web page",
      "metadata:\n  name: x\n\u00a0\u00a0labels:\n    a: b\n  c: d\n",
      "3:1 the line is indented with the character U+00A0, which looks like a space but is not one / Indent it with spaces.",
    ],
    [
      "a dash from a text program before an item",
      "spec:\n  a:\n    – name: x\n      b: c\n",
      "3:5 the line begins with `–`; expected a hyphen / Write `- name: x`.",
    ],
    [
      "an item without its space",
      "spec:\n  a:\n    -name: x\n      b: c\n",
      "3:5 a space is missing after the hyphen / Write `- name: x`.",
    ],
    [
      "a chart's template",
      "{{- if .Values.x }}\nkind: Foo\n{{- end }}\n",
      "1:1 the line begins with a template tag; resources are plain YAML / Only the `manifests` of a Template may contain tags. Quote the value, or list the file in .sourceignore.",
    ],
    [
      "a tab after spaces",
      "metadata:\n  labels:\n  \t  a: b\n    c: d\n",
      "3:3 the line is indented with a tab; expected spaces",
    ],
    [
      "a key without its colon",
      "metadata\n  name: x\nkind: y\n",
      "1:1 a colon is missing: the line is neither `key: value` nor an item of a list / Write `metadata:`.",
    ],
    [
      "a key and a value without a colon",
      "apiVersion v1\nkind: y\nmetadata:\n  name: x\n",
      "1:1 a colon is missing: the line is neither `key: value` nor an item of a list / Write `apiVersion: v1`.",
    ],
    [
      "an inner key without its colon",
      "metadata:\n  name: x\n  labels\n    a: b\n  c: d\n",
      "3:3 a colon is missing: the line is neither `key: value` nor an item of a list / Write `labels:`.",
    ],
    [
      "a last entry without its colon",
      "metadata:\n  labels:\n    a: b\n    region eu\nspec:\n  c: d\n",
      "4:5 a colon is missing: the line is neither `key: value` nor an item of a list / Write `region: eu`.",
    ],
    [
      "a colon without a space",
      "metadata:\n  name:x\n  labels:\n    a: b\n",
      "2:3 a space is missing after the colon / Write `name: x`.",
    ],
    [
      "an item without a space",
      "spec:\n  -a\n  - e: f\n",
      "2:3 a space is missing after the hyphen / Write `- a`.",
    ],
    [
      "a forgotten `---`",
      "apiVersion: a\nkind: b\nmetadata:\n  name: x\napiVersion: a\nkind: b\nmetadata:\n  name: y\n",
      "5:1 a second resource begins here; expected `---` between two documents",
    ],
    ["a `---` with a hyphen too few", "a: b\n--\nc: d\n", "2:1 expected `---` between two documents"],
    [
      "a text that is not closed",
      'metadata:\n  name: "x"\n  title: "x\n  labels:\n    a: b\nspec:\n  c: d\n',
      '3:10 the text that begins here has no closing "',
    ],
    [
      "a text in single quotes that is not closed",
      "metadata:\n  name: 'x\n  labels:\n    a: b\n",
      "2:9 the text that begins here has no closing '",
    ],
    [
      "a map that is not closed",
      "metadata:\n  labels: {a: b\nspec:\n  c: d\n",
      "2:11 the `{` here has no closing `}`",
    ],
    [
      "a list that is not closed",
      "metadata:\n  labels: [a, b\nspec:\n  c: d\n",
      "2:11 the `[` here has no closing `]`",
    ],
    ["a second colon", "spec: a: b\nc: d\n", "1:7 the value contains `: `, so YAML takes it for another key"],
    ["a value that begins with %", "spec: %abc\nb: c\n", "1:7 a value without quotes cannot begin with `%`"],
    [
      "a backslash in double quotes",
      'spec: "a\\d"\nc: d\n',
      "1:9 `\\d` is not an escape sequence of a text in double quotes",
    ],
    [
      "a template",
      "{{ if x }}\nb: c\n{{ end }}\n",
      "1:1 the line begins with a template tag; resources are plain YAML",
    ],
    [
      "a merge conflict",
      "<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> x\n",
      "1:1 the file contains the markers of a merge conflict",
    ],
    [
      "an alias without its anchor",
      "a: b\nspec: *foo\n",
      "2:7 the alias `*foo` has no anchor `&foo` above it",
    ],
    [
      "a wildcard",
      "spec: *.example.com\n",
      "1:7 the alias `*.example.com` has no anchor `&.example.com` above it",
    ],
    [
      "a control character",
      "a: b\nspec: a\u0000b\n",
      "2:8 the control character U+0000 is not allowed in YAML",
    ],
  ])("%s", ([_, text, expected]) => {
    const [first = "", ...others] = said(text);
    expect(first.startsWith(expected) ? expected : first).toBe(expected);
    expect(others).toEqual([]);
  });

  test("the other documents of the file are read", () => {
    expect(said("a: [\n---\nb: {\n---\nc: d\n").map((line) => line.slice(0, 3))).toEqual(["1:4", "3:4"]);
  });
});
