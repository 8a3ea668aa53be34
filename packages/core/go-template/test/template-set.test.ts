import { expect, test } from "vitest";
import {
  type DataFunction,
  type GoData,
  GoError,
  GoRecord,
  TemplateSet,
  type TemplateText,
} from "../src/index.ts";

const refusing: DataFunction = {
  parameters: ["string", "interface {}"],
  call: (message, value) => {
    if (value === null) throw new GoError(String(message));
    return value ?? null;
  },
};
const json: DataFunction = {
  parameters: ["interface {}"],
  call: (value) => JSON.stringify(value, (_, item) => (typeof item === "bigint" ? `int ${item}` : item)),
};

function execute(texts: Readonly<Record<string, string>>, name: string, data: GoData = {}) {
  const sources = Object.entries(texts).map(([key, text]): TemplateText => ({ name: key, text }));
  const parsed = TemplateSet.parse(sources, { refusing, json });
  const result = "set" in parsed ? parsed.set.execute(name, data) : parsed;
  return "text" in result ? result.text : result.failures.map(({ message }) => message);
}

test("a template includes another text's definition and pipes the result", () => {
  const texts = {
    main: 'labels:{{ include "labels" . | nindent 2 }}',
    helpers: '{{ define "labels" }}app: {{ .name }}{{ end }}',
  };
  expect(execute(texts, "main", { name: "hello" })).toBe("labels:\n  app: hello");
});

test("the last non-empty definition of a name wins, even in the text that defines the first one", () => {
  const texts = {
    main: '{{ define "x" }}main{{ end }}{{ define "y" }}kept{{ end }}{{ template "x" }} {{ template "y" }}',
    other: '{{ define "x" }}other{{ end }}{{ define "y" }} {{ end }}',
  };
  expect(execute(texts, "main")).toBe("other kept");
});

test("tpl renders a text that can use the set, and keeps its own definitions local", () => {
  const helpers = '{{ define "name" }}hello-{{ .name }}{{ end }}';
  const text = '{{ define "own" }}!{{ end }}{{ include "name" . }}{{ include "own" . }}{{ .missing }}';
  expect(execute({ main: "{{ tpl .text . }}", helpers }, "main", { name: "app", text })).toBe("hello-app!");
  const outside = { main: '{{ tpl .text . }}{{ include "own" . }}', helpers };
  expect(execute(outside, "main", { name: "app", text })).toEqual([
    'template: main:1:20: executing "main" at <include "own" .>: error calling include: template: no template "own" associated with template "gotpl"',
  ]);
});

test("an error names the line in its own text, and what included it", () => {
  const texts = {
    main: '\n{{ include "inner" . }}',
    helpers: '\n\n{{ define "inner" }}{{ fail "no" }}{{ end }}',
  };
  expect(execute(texts, "main")).toEqual([
    'template: main:2:3: executing "main" at <include "inner" .>: error calling include: ' +
      'template: helpers:3:23: executing "inner" at <fail "no">: error calling fail: no',
  ]);
});

test("a missing key prints as no value, and has no fields", () => {
  expect(execute({ main: "{{ .a }}|{{ .a | default 1 }}" }, "main")).toBe("<no value>|1");
  expect(execute({ main: "{{ .a.b }}" }, "main")).toEqual([
    'template: main:1:5: executing "main" at <.a.b>: nil pointer evaluating interface {}.b',
  ]);
});

test("a record has its fields and no others", () => {
  const data = { chart: new GoRecord("chart.Metadata", { Name: "hello" }) };
  expect(execute({ main: "{{ .chart.Name }}" }, "main", data)).toBe("hello");
  expect(execute({ main: "{{ .chart.Nam }}" }, "main", data)).toEqual([
    'template: main:1:9: executing "main" at <.chart.Nam>: can\'t evaluate field Nam in type interface {}',
  ]);
});

test("custom functions take and return plain data: numbers are floats, bigints are ints", () => {
  const data = { ints: [1n], float: 1000000, map: { a: null } };
  expect(execute({ main: "{{ json . }} {{ .float }} {{ printf `%d` (index .ints 0) }}" }, "main", data)).toBe(
    '{"ints":["int 1"],"float":1000000,"map":{"a":null}} 1e+06 1',
  );
  expect(execute({ main: '{{ refusing "give one" .none }}' }, "main")).toEqual([
    'template: main:1:3: executing "main" at <refusing "give one" .none>: error calling refusing: give one',
  ]);
});

test("parses every text before executing any, and reports every syntax error", () => {
  expect(execute({ main: "{{ toYaml . }}", other: "{{ now }}" }, "main")).toEqual([
    'template: main:1: function "toYaml" not defined',
    expect.stringContaining('template: other:1: function "now" is refused'),
  ]);
});

test("a template that includes itself stops at a limit", () => {
  const [message] = execute(
    { main: '{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}' },
    "main",
  );
  expect(message).toMatch(/inside each other$/);
});
