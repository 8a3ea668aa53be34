import { compatibleOptions, isFailure, parse, render } from "@kalypso-actions/go-template";
import { ValueMap } from "@kalypso-actions/yaml-values";
import { describe, expect, test } from "vitest";
import { goData } from "../../src/go/data.ts";

const data = goData({
  DeploymentTargetName: "app-t",
  Namespace: "dev-drone-app-t",
  Environment: "dev",
  Workspace: "team",
  Workload: "app",
  ClusterType: "drone",
  Labels: {},
  Manifests: {},
  ConfigData: {
    list: [1n, 2n],
    map: new ValueMap([
      [1n, "a"],
      [true, "c"],
      ["x", "y"],
      [2.5, "f"],
      [18446744073709551615n, "big"],
    ]),
    big: 9123456789012345678n,
    huge: 18446744073709551615n,
    float: 1000,
    inner: ValueMap.of({ map: ValueMap.of({ b: 2n, a: 1n }) }),
  },
});

function outcome(template: string): string {
  const parsed = parse("template", template, compatibleOptions);
  if (isFailure(parsed)) return parsed.message;
  const result = render(parsed, data, compatibleOptions);
  return "text" in result ? result.text : (result.failures[0]?.message ?? "");
}

// Recorded with Go 1.26 and sprig 3.2.3.
describe("matches Go", () => {
  test.each([
    ['{{ (semver "1.2.3").IncMajor }}', "2.0.0"],
    ['{{ (semver "v1.2.3-a+b").IncMinor }}', "1.3.0"],
    ['{{ (semver "1.2.3-a").IncPatch }} {{ (semver "1.2.3").IncPatch }}', "1.2.3 1.2.4"],
    ['{{ (semver "1.2.3+m").IncPatch.IncMajor.Major }}', "2"],
    ['{{ (semver "v1.2.3").IncMajor.String }}', "2.0.0"],
    [
      '{{ printf "%T %v %s" (semver "1.2.3").IncMajor (semver "1.2.3").IncMajor (semver "1.2.3").IncMajor }}',
      "semver.Version 2.0.0 2.0.0",
    ],
    [
      '{{ kindOf (semver "1.2.3").IncMajor }} {{ typeOf (semver "1.2.3").IncMajor }}',
      "struct semver.Version",
    ],
    [
      '{{ (semver "1.2.3").IncMajor | toString }} {{ (semver "1.2.3").IncMajor | quote }} {{ (semver "1.2.3").IncMajor | toJson }}',
      '2.0.0 "2.0.0" "2.0.0"',
    ],
    ['{{ $v := semver "1.2.3" }}{{ $v.IncMajor }} {{ $v }}', "2.0.0 1.2.3"],
    ['{{ if (semver "0.0.0").IncMajor }}yes{{ end }} {{ empty (semver "0.0.0").IncMajor }}', "yes false"],
    ['{{ semverCompare "^2" (semver "1.2.3").IncMajor.String }}', "true"],
    ['{{ index (list (semver "1.2.3").IncMajor) 0 }}', "2.0.0"],
  ])("versions: %s", (template, expected) => expect(outcome(template)).toBe(expected));

  test.each(["Original", 'LessThan (semver "1.2.3")', "Nope"])(
    "a version that is not a pointer has no %s",
    (method) => {
      expect(outcome(`{{ (semver "1.2.3").IncMajor.${method} }}`)).toMatch(
        /can't evaluate field \w+ in type semver\.Version$/,
      );
    },
  );

  test("a version that is not a pointer is not accepted where a pointer is", () => {
    expect(outcome('{{ (semver "1.2.3").LessThan (semver "1.2.3").IncMajor }}')).toMatch(
      /wrong type for value; expected \*semver\.Version; got semver\.Version$/,
    );
  });

  test.each([
    ["{{ $x = 1 }}", 'template: template:1:8: executing "template" at <1>: undefined variable: $x'],
    [
      "{{ range $i = .ConfigData.list }}{{ end }}",
      'template: template:1:25: executing "template" at <.ConfigData.list>: undefined variable: $i',
    ],
    [
      "{{ range $i, $j = .ConfigData.list }}{{ end }}",
      'template: template:1:29: executing "template" at <.ConfigData.list>: undefined variable: $i',
    ],
    [
      "{{ if $x = 1 }}{{ end }}",
      'template: template:1:11: executing "template" at <1>: undefined variable: $x',
    ],
    ["{{ $x = $x }}", 'template: template:1:8: executing "template" at <$x>: undefined variable: $x'],
    ["{{ $x := $x }}", 'template: template:1:9: executing "template" at <$x>: undefined variable: $x'],
    [
      "{{ with $y := 1 }}{{ $y }}{{ end }}{{ $y = 2 }}",
      'template: template:1:43: executing "template" at <2>: undefined variable: $y',
    ],
    ["{{ $x.y = 1 }}", 'template: template:1: undefined variable "$x"'],
    [
      "{{ range $i, $j := .ConfigData.list }}{{ end }}{{ $j }}",
      'template: template:1: undefined variable "$j"',
    ],
    ['{{define "t"}}{{ $x = 1 }}{{end}}{{ $x := 1 }}', ""],
    ["{{ $a := 1 }}{{ range $a = .ConfigData.list }}{{ $a }}{{ end }}{{ $a }}", "122"],
    ["{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"],
    ["{{ $ = 1 }}", ""],
  ])("variables: %s", (template, expected) => expect(outcome(template)).toBe(expected));

  test.each([
    ['"" "" -1', "[]"],
    ['"" "" 2', "[]"],
    ['"" "" 0', "null"],
    ['"a" "" -1', '[""]'],
    ['"" "ab" -1', '["a","b"]'],
    ['"a*" "" -1', '[""]'],
    ['"a" "a" -1', '["",""]'],
    ['"x*" "xx" -1', '["",""]'],
    ['"^" "" -1', '[""]'],
    ['"$" "a" 1', '["a"]'],
    ['"a+" "aaa" -1', '["",""]'],
  ])("regexSplit %s", (args, expected) => {
    expect(outcome(`{{ regexSplit ${args} | toJson }} {{ mustRegexSplit ${args} | toJson }}`)).toBe(
      `${expected} ${expected}`,
    );
  });

  test("unquote trims white space, all double quotes, then all single quotes", () => {
    expect(
      outcome(
        String.raw`{{ unquote "'\"other\"'" }}|{{ unquote "\"'x'\"" }}|{{ unquote "'a'\"" }}|{{ unquote "\"\"a\"\"" }}`,
      ),
    ).toBe('"other"|x|a|a');
  });

  test("a map with mixed keys is looked up by its keys' types", () => {
    expect(
      outcome(
        "{{ with .ConfigData.map }}{{ .x }} {{ index . 1 }} {{ index . true }} {{ index . 2.5 }} {{ len . }}{{ end }}",
      ),
    ).toBe("y a c f 5");
    expect(outcome("{{ typeOf .ConfigData.map }}")).toBe("map[interface {}]interface {}");
    expect(outcome('{{ get .ConfigData.map "x" }}')).toMatch(
      /expected map\[string\]interface {}; got map\[interface {}\]interface {}$/,
    );
    expect(outcome("{{ .ConfigData.map | toJson }}")).toBe("");
    expect(outcome("{{ toYaml .ConfigData.map }}")).toBe(
      'true: c\n1: a\n2.5: f\n18446744073709551615: big\nx: "y"',
    );
  });

  test("maps in the configuration have the type that `dict` returns, at every level", () => {
    const inner =
      '{{ get .ConfigData.inner.map "a" }} {{ .ConfigData.inner | toJson }} {{ typeOf .ConfigData.inner.map }}';
    expect(outcome(inner)).toBe('1 {"map":{"a":1,"b":2}} map[string]interface {}');
    expect(outcome("{{ stringify .ConfigData.inner }}")).toBe("map: |\n    a: 1\n    b: 2");
  });

  test("whatever is random in Go is ordered or refused", () => {
    expect(outcome("{{ keys .ConfigData.inner.map }} {{ values .ConfigData.inner.map }}")).toBe(
      "[a b] [1 2]",
    );
    expect(outcome('{{ date "2006" "no date" }}')).toMatch(/error calling date: /);
  });

  test("integers keep their digits and their types", () => {
    expect(
      outcome(
        '{{ with .ConfigData }}{{ .big }} {{ printf "%T" .big }} {{ .huge }} {{ printf "%T" .huge }} {{ .float }} {{ printf "%T" .float }}{{ end }}',
      ),
    ).toBe("9123456789012345678 int 18446744073709551615 uint64 1000 float64");
    expect(
      outcome("{{ toYaml .ConfigData.big }} {{ toYaml .ConfigData.float }} {{ add .ConfigData.big 1 }}"),
    ).toBe("9123456789012345678 1000 9123456789012345679");
  });
});
