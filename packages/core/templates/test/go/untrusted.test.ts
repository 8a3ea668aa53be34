import { ValueMap } from "@kalypso-actions/yaml-values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileTemplate, type TemplateData } from "../../src/index.ts";

const data: TemplateData = {
  DeploymentTargetName: "app-test",
  Namespace: "dev-drone-app-test",
  Environment: "dev",
  Workspace: "team",
  Workload: "app",
  ClusterType: "drone",
  Labels: { purpose: "test" },
  Manifests: { repo: "https://example.com/app", branch: "dev", path: "./test" },
  ConfigData: { REGION: "west", PORTS: [80n, 443n], LIMITS: ValueMap.of({ cpu: "2" }) },
};

function compiled(text: string) {
  return compileTemplate({
    name: "sample",
    text,
    origin: { file: "t.yaml", line: 1, column: 1, verbatim: true },
  });
}

/** A template's result, or the codes of its problems. */
function outcome(text: string): string | readonly string[] {
  const { value: template, diagnostics } = compiled(text);
  if (template === undefined) return diagnostics.map(({ code }) => code);
  const rendered = template.render(data);
  return rendered.diagnostics.length > 0 ? rendered.diagnostics.map(({ code }) => code) : rendered.value;
}

describe("a Go template can use only its data", () => {
  test.each(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"])(
    "`%s` is not a field, key, method or function",
    (name) => {
      expect(outcome(`{{ .${name} }}`)).toEqual(["template-failed"]);
      for (const owner of [".ConfigData", ".Labels", ".Manifests", ".ConfigData.LIMITS"])
        expect(outcome(`{{ ${owner}.${name} }}`)).toEqual(["template-value-missing"]);
      expect(outcome(`{{ .Namespace.${name} }}`)).toEqual(["template-failed"]);
      expect(outcome(`{{ (list 1).${name} }}`)).toEqual(["template-failed"]);
      expect(outcome(`{{ (toDate "2006" "2024").${name} }}`)).toEqual(["template-failed"]);
      expect(outcome(`{{ (semver "1.2.3").${name} }}`)).toEqual(["template-failed"]);
      expect(outcome(`{{ hasKey .ConfigData "${name}" }}{{ get .ConfigData "${name}" }}`)).toBe("false");
      if (name !== "toString")
        expect(outcome(`{{ .Namespace }}{{ ${name} "x" }}`)).toEqual(["template-syntax"]);
      expect(outcome(`{{ regexReplaceAll "(a)" "a" "[\${${name}}]" }}`)).toBe("[]");
      expect(outcome(`{{ (fromJson "{\\"${name}\\":1}").${name} }} {{ .ConfigData.REGION }}`)).toBe("1 west");
      expect(outcome(`{{ (set (dict) "${name}" "x").${name} }} {{ dict "${name}" 1 | toJson }}`)).toBe(
        `x {"${name}":1}`,
      );
    },
  );

  test("changes to the data do not reach the next template", () => {
    const { value: template } = compiled(
      '{{ set .ConfigData "REGION" "east" | len }} {{ .ConfigData.REGION }}',
    );
    expect(template?.render(data).value).toBe("3 east");
    expect(template?.render(data).value).toBe("3 east");
    expect(data.ConfigData["REGION"]).toBe("west");
  });
});

describe("stops a Go template that would never end", () => {
  const hostile: Readonly<Record<string, string>> = {
    "loops in loops": "{{ range until 99999 }}{{ range until 99999 }}{{ end }}{{ end }}",
    "a template that includes itself": '{{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }}',
    "a long repetition": '{{ repeat 999999999 "x" }}',
    "a repetition of repetitions": '{{ repeat 1000 (repeat 1000 (repeat 1000 "x")) | len }}',
    "a string doubled repeatedly":
      '{{ $x := "x" }}{{ range until 99 }}{{ $x = print $x $x }}{{ end }}{{ len $x }}',
    "a list of lists of lists":
      "{{ $x := list 1 }}{{ range until 99 }}{{ $x = list $x $x }}{{ end }}{{ toYaml $x }}",
    "a list nested deeply":
      "{{ $x := list 1 }}{{ range until 99999 }}{{ $x = list $x }}{{ end }}{{ print $x }}",
    "a map that contains itself": '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toJson $d }}',
    "maps merged into themselves": '{{ $d := dict "a" (dict) }}{{ merge $d.a $d }}{{ hash $d }}',
    "a wide format": '{{ printf "%999999d" 1 | printf "%s%s%s%s%s%s%s%s" | repeat 99 }}',
    "a wide format with a star": '{{ range until 999 }}{{ printf "%*d" 999999 1 }}{{ end }}',
    "deep indentation": '{{ indent 99999999 "a\\nb" }}',
    "a pattern of patterns": '{{ regexMatch "((a{99}){99}){99}" "aaa" }}',
    "a pattern made to backtrack": '{{ regexMatch "^(a+)+$" (repeat 500 "a" | printf "%sb") }}',
    "a constraint made to backtrack": '{{ semverCompare (repeat 5000 "1 ") "1.0.0" }}',
    "long decimals": "{{ $x := 1.5 }}{{ range until 9999 }}{{ $x = mulf $x 1.5 1e300 1e-300 }}{{ end }}",
    "many integers": "{{ seq 1 999999999 }}",
    "a replacement that grows": '{{ regexReplaceAll "" (repeat 9999 "a") (repeat 9999 "b") | len }}',
    "uniq of a long list": "{{ uniq (until 99999) | len }}",
    "endless passwords": '{{ range until 99 }}{{ derivePassword 1 "long" "p" "u" "s" }}{{ end }}',
    "JSON nested deeply": '{{ fromJson (repeat 99999 "[") }}',
    "an expression nested deeply": `{{ ${"(".repeat(99_999)}1${")".repeat(99_999)} }}`,
    "a result that is rendered endlessly":
      '{{ "{{ print .Environment }}{{ .ConfigData.REGION }}" | printf "%s{{ \\"{{\\" }} }}" }}',
  };

  test.each(Object.keys(hostile))("%s", (name) => {
    // Without a limit, these take minutes or all memory, more than a test may use.
    const result = outcome(hostile[name] ?? "");
    if (Array.isArray(result)) expect(result.length).toBeGreaterThan(0);
  });
});

describe("nesting depth is counted, so that it does not depend on a thread's stack", () => {
  const recursive = (calls: number, blocks: number) =>
    `{{ define "r" }}${"{{ if true }}".repeat(blocks)}{{ if lt (len .) ${calls} }}{{ template "r" (print . "x") }}{{ end }}${"{{ end }}".repeat(blocks)}{{ end }}{{ template "r" "" }}ok`;
  const sections = (depth: number) =>
    `${"{{#ConfigData}}".repeat(depth)}ok${"{{/ConfigData}}".repeat(depth)}`;

  test("in blocks of templates that call themselves", () => {
    expect(outcome(recursive(90, 8))).toBe("ok");
    const { value: template } = compiled(recursive(120, 8));
    const diagnostics = template?.render(data).diagnostics;
    expect(diagnostics?.map(({ code }) => code)).toEqual(["template-limit"]);
    expect(diagnostics?.[0]?.message).toContain("more than 1000 blocks inside each other");
  });

  test("in mustache sections", () => {
    expect(outcome(sections(500))).toBe("ok");
    expect(outcome(sections(501))).toEqual(["template-limit"]);
    expect(outcome(sections(20_000))).toEqual(["template-limit"]);
  });
});

describe("the engine ends with text or its own diagnostics, whatever the template", () => {
  const operand = fc.constantFrom(
    ".",
    ".Labels",
    ".ConfigData",
    ".ConfigData.PORTS",
    ".ConfigData.LIMITS.cpu",
    ".Namespace",
    "$",
    "$x",
    "1",
    "-1",
    "2.5",
    "true",
    "nil",
    '"a"',
    '"\\xff"',
    "'x'",
    "`raw`",
    "(list 1 2)",
    '(dict "a" 1)',
    ".__proto__",
    ".ConfigData.constructor",
    "9223372036854775807",
    "1e308",
    "0x1p-2",
  );
  const call = fc
    .tuple(
      fc.constantFrom(
        "print",
        "printf",
        "len",
        "index",
        "slice",
        "eq",
        "lt",
        "and",
        "or",
        "not",
        "html",
        "js",
        "urlquery",
        "default",
        "ternary",
        "list",
        "dict",
        "set",
        "get",
        "keys",
        "merge",
        "dig",
        "first",
        "chunk",
        "uniq",
        "add",
        "div",
        "mod",
        "round",
        "until",
        "seq",
        "atoi",
        "toYaml",
        "toJson",
        "fromJson",
        "stringify",
        "upper",
        "snakecase",
        "trunc",
        "substr",
        "wrap",
        "abbrev",
        "split",
        "splitn",
        "indent",
        "repeat",
        "regexFindAll",
        "regexReplaceAll",
        "regexSplit",
        "semverCompare",
        "date",
        "toDate",
        "durationRound",
        "b64dec",
        "urlParse",
        "urlJoin",
        "hash",
        "unquote",
        "base",
        "deepCopy",
        "has",
        "without",
        "quote",
      ),
      fc.array(operand, { maxLength: 4 }),
    )
    .map(([name, operands]) => [name, ...operands].join(" "));
  const statement = fc.oneof(
    fc.tuple(call, call).map(([first, second]) => `{{ ${first} | ${second} }}`),
    fc
      .tuple(operand, call)
      .map(([value, body]) => `{{ range $k, $v := ${value} }}{{ ${body} }}{{ $v }}{{ end }}`),
    fc.tuple(call, call).map(([test_, body]) => `{{ if ${test_} }}{{ ${body} }}{{ else }}-{{ end }}`),
    fc.tuple(operand, operand).map(([value, field]) => `{{ with $x := ${value} }}{{ ${field} }}{{ end }}`),
    fc.string({ unit: "binary" }).map((text) => `{{ ${text} }}`),
    fc.string().map((text) => `{{ "${text}" }}`),
  );

  test("in or outside its grammar", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 5 }), (statements) => {
        const result = outcome(`{{ $x := 1 }}${statements.join("")}`);
        if (typeof result === "string") return result.isWellFormed();
        // What prints all of its data after a brace prints a team's values into a template.
        return result.length > 0 && result.every((code) => /^(?:template|team-value)-/.test(code));
      }),
      { numRuns: 4_000, examples: [[['{{ "{" }}', "{{ with $x := . }}{{ . }}{{ end }}"]]] },
    );
  });
});

test("a template is parsed once, and its result depends only on the data", () => {
  const { value: template } = compiled("{{ .Namespace }}{{ range .ConfigData.PORTS }} {{ . }}{{ end }}");
  const other = { ...data, Namespace: "other", ConfigData: { PORTS: [1] } };
  expect(template?.render(data).value).toBe("dev-drone-app-test 80 443");
  expect(template?.render(other).value).toBe("other 1");
  expect(template?.render(data).value).toBe("dev-drone-app-test 80 443");
});
