import { compileTemplate, type TemplateData } from "@kalypso-actions/templates";
import { describe, expect, test } from "vitest";

const data: TemplateData = {
  DeploymentTargetName: "app-test",
  Namespace: "dev-drone-app-test",
  Environment: "dev",
  Workspace: "",
  Workload: "app",
  ClusterType: "drone",
  Labels: { critical: "true", tier: "é" },
  Manifests: { repo: "https://example.com/app" },
  ConfigData: { AGAIN: "a\n  {{ .Workload }}\nb: {{ .ClusterType }}", PORT: "8080" },
};

/** The template's text at the origin of an offset of the output, and the tag. */
function traced(text: string) {
  const origin = { file: "t.yaml", line: 11, column: 7, verbatim: true };
  const template = compileTemplate({ name: "t", text, origin }).value;
  const output = template?.render(data).value ?? "";
  const origins = template?.trace(data);
  const at = (offset: number) => {
    const from = origins?.at(offset);
    const { line = 0, column = 0 } = from?.place ?? {};
    return { text: text.split("\n")[line - 11]?.slice(column - 7) ?? "", tag: from?.tag };
  };
  return { output, origins, at };
}

const texts = [
  "a: {{Workload}}\n  b: {{{Labels.tier}}}!\n",
  "{{! a comment }}\na: b\n  {{#LabelEntries}}\n  {{key}}: {{value}}\n  {{/LabelEntries}}\nc: d\n",
  "{{^Workspace}}none{{/Workspace}} {{& Workload}}x",
  "a: {{ .Workload }}\n{{- /* c */ -}}\n  b: {{ range $k, $v := .Labels }}\n  {{ $k }}: {{ $v -}} x\n{{ end }} y",
  '{{- define "x" }}one: {{ . }}\n{{ end -}}\n{{ template "x" .Workload }}two: {{ if .Workspace }}x{{ else }}y {{ end }}',
];

describe("the origin of output", () => {
  test.each(texts)("is the same character of the template, or the tag that printed it: %j", (text) => {
    const { output, at } = traced(text);
    expect(output).not.toBe("");
    for (let offset = 0; offset < output.length; offset++) {
      const from = at(offset);
      if (from.tag === undefined)
        expect(from.text.charAt(0) || "\n", `${offset}`).toBe(output.charAt(offset));
      else expect(from.text.startsWith(from.tag), from.text).toBe(true);
    }
  });

  test("is the tag of the template as written, however often the result is rendered", () => {
    const { output, at } = traced("x: {{ .Workload }}\ny: {{ .ConfigData.AGAIN }}\nz: 1\n");
    expect(output).toBe("x: app\ny: a\n  app\nb: drone\nz: 1\n");
    expect(at(output.indexOf("drone")).tag).toBe("{{ .ConfigData.AGAIN }}");
    expect(at(output.indexOf("app")).tag).toBe("{{ .Workload }}");
    expect(at(output.indexOf("1")).text).toBe("1");
  });

  test("is the tag that printed nothing, if asked for", () => {
    const { output, origins } = traced("x: {{Workspace}}\n");
    expect(origins?.nothingAt(output.indexOf("\n"))?.tag).toBe("{{Workspace}}");
    expect(origins?.nothingAt(0)).toBeUndefined();
  });

  test("is only the first line of a text that its file does not contain verbatim", () => {
    const origin = { file: "t.yaml", line: 3, column: 5, verbatim: false };
    const { value } = compileTemplate({ name: "t", text: "a\nb: {{Workload}}\n", origin });
    expect(value?.trace(data).at(6)?.place).toEqual({ file: "t.yaml", line: 3, column: 5 });
  });
});
