/** What a team's text in `manifests` must not do where a template prints it (docs/semantics.md#text-of-application-teams). */
import { type Rendering, render } from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { scheduleWith } from "./schedule.ts";

type Texts = Readonly<Record<string, string>>;

interface Given {
  readonly config?: Texts;
  readonly contentType?: "yaml" | "sh";
  readonly labels?: Texts;
}

/** Two teams: the first has the texts, the second harmless ones. */
function scheduleOf(template: string, manifests: Texts, given: Given = {}): Schedule {
  const made = scheduleWith("{{Namespace}}", 2);
  const place = { file: "f.yaml", line: 1, column: 1 };
  const harmless = Object.fromEntries(Object.keys(manifests).map((key) => [key, "plain"]));
  return {
    ...made,
    clusterTypes: made.clusterTypes.map((each) => ({ ...each, configType: "config" })),
    // On a cluster type for each, so that both may have the same objects.
    assignments: made.assignments.filter(({ name }) => name === "t-0-a" || name === "t-1-b"),
    templates: [
      ...made.templates,
      {
        name: "config",
        type: "config",
        contentType: given.contentType ?? "yaml",
        manifests: [{ text: template, origin: { ...place, file: "config.yaml", verbatim: true } }],
        place,
      },
    ],
    configMaps: Object.entries(given.config ?? {}).map(([key, value]) => ({
      name: key.toLowerCase(),
      labels: { "platform-config": "true" },
      data: [{ key, value, line: 1, column: 1 }],
      place,
    })),
    deploymentTargets: made.deploymentTargets.map((target, index) => ({
      ...target,
      registration: `r${index}`,
      labels: given.labels ?? {},
      manifests: index === 0 ? manifests : harmless,
    })),
  };
}

function written(template: string, manifests: Texts, given: Given = {}): Rendering {
  return render(scheduleOf(template, manifests, given));
}

const fileOf = ({ value }: Rendering, contentType = "yaml") =>
  value.get(`a/t-0/platform-config.${contentType}`);
const codesOf = ({ diagnostics }: Rendering) => diagnostics.map(({ code }) => code);

/** The first team is held, the second one is written. */
function expectHeld(found: Rendering, code: string, message: string): void {
  expect(codesOf(found)).toEqual([code, "target-held"]);
  expect(found.diagnostics[0]).toMatchObject({
    severity: "warning",
    message: expect.stringMatching(new RegExp(message, "s")),
  });
  expect(found.held).toMatchObject([{ workload: "w0", deploymentTarget: "t-0" }]);
  expect(found.value.has("a/t-0/platform-config.yaml")).toBe(false);
}

const objectWith = (rest: string) => `apiVersion: v1\nkind: Settings\nmetadata:\n  name: x\n${rest}\n`;

const binding =
  './x"\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: owned\nx: "';

describe("a text of a team in a mustache template", () => {
  test.each([
    ['"', '"{{Manifests.path}}"'],
    ["'", "'{{Manifests.path}}'"],
    ["", "{{Manifests.path}}"],
    ["in a list", "[a, {{Manifests.path}}]"],
  ])("is escaped or quoted for its place: %s", (_, place) => {
    for (const path of [
      'x", y: "z',
      "x', y: 'z",
      "a: b",
      "a #b",
      "- a",
      "{a: b}",
      "[a",
      "a, b",
      "*a",
      "!a",
      "a\\",
    ]) {
      const found = written(objectWith(`spec: ${place}`), { path });
      expect(codesOf(found), path).toEqual([]);
      const spec = parseAllDocuments(fileOf(found) ?? "")[0]?.toJS()?.spec;
      expect(place.startsWith("[") ? spec : ["a", spec], path).toEqual(["a", path]);
    }
  });

  test("prints as it is where it is one plain scalar", () => {
    const found = written(objectWith("spec: {{Manifests.path}}"), { path: "it's a (b) & c" });
    expect(fileOf(found)).toContain("spec: it's a (b) & c\n");
  });

  test.each([
    ["as a part of a value without quotes", "spec: https://{{Manifests.path}}/x", "a: b"],
    ["as a part of a value without quotes", "spec: [https://{{Manifests.path}}]", "a, b"],
    ["in a key", "{{Manifests.path}}: x", "a: b"],
    ["in a comment", "# {{Manifests.path}}", "a\nb"],
    ["in a block of text", "spec: |\n  {{Manifests.path}}", "a\nb"],
    ["in a block of text", "spec: |\n  {{Manifests.path}}\n  end", " a"],
    ["in single quotes", "spec: '{{Manifests.path}}'", "a\nb"],
  ])("is refused at its line %s that it would end", (where, rest, path) => {
    const found = written(objectWith(rest), { path });
    expectHeld(found, "team-value-structure", `prints \`manifests.path\` .* ${where}`);
    const line = objectWith(rest).split("{{Manifests")[0]?.split("\n").length;
    expect(found.diagnostics[0]?.place).toMatchObject({ file: "config.yaml", line });
  });

  test("prints as it is as YAML and raw, and is held if that changes the structure", () => {
    const entries = "spec:\n{{#ManifestEntries}}\n  k/{{key}}: {{yaml}}\n{{/ManifestEntries}}";
    expect(fileOf(written(objectWith(entries), { path: "a: b" }))).toContain('  k/path: "a: b"\n');
    expectHeld(
      written(objectWith("spec: {{{Manifests.path}}}"), { path: "{a: b}" }),
      "team-value-structure",
      "changes the structure",
    );
  });
});

describe("a text of a team in a Go template", () => {
  test.each([
    ["another document", 'spec: "{{ .Manifests.path }}"', binding],
    ["another key", 'spec: { a: "{{ .Manifests.path }}" }', 'x", y: "z'],
    ["a map", "spec: {{ .Manifests.path }}", "{a: b}"],
    ["a longer list", "spec: [{{ .Manifests.path }}]", "a], b: [c"],
    ["a comment", "spec: run {{ .Manifests.path }} --safe", "#"],
    ["broken YAML", "spec: '{{ .Manifests.path }}'", "it's"],
    ["a nested list", "spec:\n  - {{ .Manifests.path }}", "- a"],
    ["a map in a list", "spec:\n  - {{ .Manifests.path }}", "a:"],
    ["nesting beyond reason", "spec: {{ .Manifests.path }}", "[".repeat(9_000)],
    ["another item", "spec: [{{ .Manifests.path }}]", "a, b"],
    ["an anchor of the template", "base: &a x\nspec: {{ .Manifests.path }}\nc: *a", "&a y"],
    ["a merge key", "spec: { {{ .Manifests.path }}: x }", "<<"],
    ["another type", "spec: {{ .Manifests.path }}", "!a [b]"],
  ])("holds the team that makes %s of it", (_, rest, path) => {
    const found = written(objectWith(rest), { path, repo: "a b" });
    expectHeld(found, "team-value-structure", "`manifests.path` .*changes the structure");
    expect(found.diagnostics[0]?.message).not.toContain("manifests.repo");
  });

  test("holds the team that overwrites what the platform has between two of its texts", () => {
    const rest = 'spec: { a: "{{ .Manifests.a }}", role: viewer, b: "{{ .Manifests.b }}" }';
    const found = written(objectWith(rest), { a: "x\\", b: ', role: admin, b: "y' });
    expectHeld(found, "team-value-structure", "`manifests.a` .* and `manifests.b` .*changes the structure");
  });

  test("may be a list with commas that the template splits", () => {
    const rest = 'spec: [{{ range splitList "," .Manifests.path }}{{ . | quote }}, {{ end }}]';
    expect(fileOf(written(objectWith(rest), { path: "a,b" }))).toContain('spec: ["a", "b", ]');
  });

  test("is not compared at any length", () => {
    const found = written(objectWith("spec: {{ .Manifests.path | quote }}"), { path: "[".repeat(10_001) });
    expectHeld(found, "team-value-structure", "longer than 10000 characters");
  });

  test("is free where it changes nothing", () => {
    const path = `it's "a: b" # {c} [d] - & * !`;
    const found = written(objectWith("spec: {{ .Manifests.path | quote }}"), { path });
    expect(parseAllDocuments(fileOf(found) ?? "")[0]?.get("spec")).toBe(path);
    expect(codesOf(found)).toEqual([]);
  });

  test("may be a key, whatever the order of keys", () => {
    const loop =
      "spec:\n{{- range $key, $value := .Manifests }}\n  {{ $key | quote }}: {{ $value | quote }}\n{{- end }}";
    expect(codesOf(written(objectWith(loop), { "(a": "b", '"a': "b", "{a": "b", a: "b" }))).toEqual([]);
  });
});

describe("a template that lets a team choose", () => {
  test.each([
    ["kind", "apiVersion: v1\nkind: {{Manifests.kind}}\nmetadata:\n  name: x\n", 2],
    ["kind", "apiVersion: v1\nkind: {{ .Repo }}\nmetadata:\n  name: x\n", 2],
    ["apiVersion", "apiVersion: {{ .Manifests.kind | lower }}/v1\nkind: A\nmetadata:\n  name: x\n", 1],
    [
      "metadata.namespace",
      "apiVersion: v1\nkind: A\nmetadata:\n  name: x\n  namespace: n-{{Manifests.kind}}\n",
      5,
    ],
    ["kind", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: {{ .Manifests.kind }}\n", 5],
    ["kind", "apiVersion: v1\nkind: {{ .Labels.kind }}\nmetadata:\n  name: x\n", 2],
    [
      "kind",
      'apiVersion: v1\nkind: {{ if eq .Manifests.kind "plain" }}A{{ else }}{{ .Manifests.kind }}{{ end }}\nmetadata:\n  name: x\n',
      2,
    ],
    [
      "kind",
      "{{#ManifestEntries}}\n---\napiVersion: v1\nkind: {{value}}\nmetadata:\n  name: x\n{{/ManifestEntries}}\n",
      4,
    ],
  ])("its %s stops the environment at the template's line", (field, template, line) => {
    const manifests = { kind: "plain", repo: "plain" };
    const found = written(template, manifests, { labels: { kind: "plain" } });
    const told = found.diagnostics.filter(({ code }) => code === "team-value-identity");
    expect(told[0]).toMatchObject({ severity: "error", place: { file: "config.yaml", line } });
    expect(told[0]?.message).toContain(`for \`${field}\``);
    expect(found.value.size).toBe(0);
  });

  test("its kind is told, however many of the template's words are keys of the team", () => {
    const words = Array.from({ length: 2_000 }, (_, index) => `k${index}`);
    const template = `# ${words.join(" ")}\napiVersion: v1\nkind: {{Manifests.zone}}\nmetadata:\n  name: x\n`;
    const manifests = Object.fromEntries([...words, "zone"].map((key) => [key, "plain"]));
    expect(codesOf(written(template, manifests))).toContain("team-value-identity");
  });

  test("nothing is not told, whatever a condition does with its text", () => {
    const template =
      'apiVersion: v1\nkind: {{ if hasPrefix "pla" .Manifests.kind }}A{{ else }}B{{ end }}\nmetadata:\n  name: x\n  namespace: {{ .Labels.kind }}\n';
    expect(codesOf(written(template, { kind: "plain" }, { labels: { kind: "plain" } }))).toEqual([]);
  });
});

describe("a result of a Go template that contains `{{`", () => {
  const greeting = { config: { GREETING: "hello {{ .Environment }}" } };
  const printf = "{{ printf `x%c%c---%c` 34 10 10 }}";

  test.each([
    ["as it is", 'spec: "{{ .Manifests.path }}"', printf],
    ["from two halves", "spec: x{{ .Manifests.path }}{{ .Manifests.path }}", "{"],
    [
      "by decoding",
      "spec: {{ .Manifests.path | b64dec | quote }}",
      Buffer.from("{{ .ConfigData }}").toString("base64"),
    ],
    [
      "by replacing",
      'spec: {{ .Manifests.path | replace "(" "{" | replace ")" "}" | quote }}',
      "((.ConfigData))",
    ],
  ])("because of a team's text holds the team: %s", (_, rest, path) => {
    const found = written(objectWith(rest), { path, repo: "r" });
    expectHeld(found, "team-value-template", "`manifests.path`.*its result contains");
    expect(found.diagnostics[0]?.message).not.toContain("manifests.repo");
  });

  test.each([
    ["contains a brace", "{{ .Manifests.path | quote }}", "{a}", "which contains `{`"],
    ["is decoded", "{{ .Manifests.path | b64dec | quote }}", "YWJj", "decodes `manifests.path`"],
    [
      "is decoded as JSON",
      '{{ (printf "[%s]" .Manifests.path | fromJson) | first | quote }}',
      '"a"',
      "decodes",
    ],
    ["is decoded as a URL", '{{ get (urlParse .Manifests.path) "path" | quote }}', "/a%7Bb", "decodes"],
    ["is printed as a character", '{{ printf "%c" (int .Manifests.path) | quote }}', "65", "decodes"],
    [
      "is part of an action",
      '{{ "{{" }} .Manifests.{{ .Manifests.path }} {{ "}}" }}',
      "path",
      "`manifests.path`",
    ],
    [
      "makes another action",
      '{{ .Manifests.path | replace "(" "{" | replace ")" "}" }}',
      "(( 1 ))",
      "`manifests.path`",
    ],
  ])("of the platform holds the team whose text %s", (...[, printed, path, message]) => {
    const found = written(objectWith(`a: {{ .ConfigData.GREETING }}\nspec: ${printed}`), { path }, greeting);
    // Where the template decodes, the other team is held, too.
    expect(found.diagnostics[0]).toMatchObject({
      code: "team-value-template",
      message: expect.stringContaining(message),
    });
    expect(fileOf(found)).toBe(undefined);
  });

  test("of the platform is rendered again, with every other text of the team", () => {
    const rest =
      'a: {{ .ConfigData.GREETING }}\nb: {{ "{{ .Manifests.repo }}" }}\nspec: {{ .Manifests.path | quote }}';
    const found = written(objectWith(rest), { path: "(a) }} b", repo: "r", unused: "{" }, greeting);
    expect(codesOf(found)).toEqual([]);
    expect(fileOf(found)).toBe(objectWith('a: hello dev\nb: r\nspec: "(a) }} b"'));
  });

  test("that the template composes itself is rendered again, as in the operator", () => {
    const rest = 'spec: {{ "{" }}{{ "{" }} .Environment }}';
    expect(fileOf(written(objectWith(rest), { path: "a" }))).toBe(objectWith("spec: dev"));
  });
});

describe("base64 of a team in a Go template that decodes it", () => {
  const template = objectWith("a: {{ .Manifests.path | b64dec }}\nend: here");

  test.each([binding.replaceAll('"', ""), "x\nspec: y", "x #"])(
    "holds the team for what is inside: %j",
    (inside) => {
      expectHeld(written(template, { path: btoa(inside) }), "team-value-structure", "`manifests\\.path`");
    },
  );

  test("may have special characters where they change nothing", () => {
    const quoted = objectWith("a: {{ .Manifests.path | b64dec | quote }}");
    const found = written(quoted, { path: btoa("x: y # z") });
    expect(codesOf(found)).toEqual([]);
    expect(fileOf(found)).toBe(objectWith('a: "x: y # z"'));
  });
});

describe("a text of a team in a script", () => {
  const sh = { contentType: "sh" } as const;
  const evil = "$(reboot) 'it' \"";
  const word = `'$(reboot) '\\''it'\\'' "'`;

  test.each([
    "cd {{Manifests.path}}",
    'cd "{{Manifests.path}}"',
    "{{#ManifestEntries}}{{value}}{{/ManifestEntries}}",
    "cd {{{Manifests.path}}}",
    "cd {{ .Manifests.path }}",
    "cd {{ .Manifests.path | quote }}",
    "cd {{ shell .Manifests.path | trimAll `'` }}",
    '{{ if contains "$" .Manifests.path }}reboot{{ end }}',
    'echo "{{ shell .Manifests.path }}"',
    "cat <<END\n{{ shell .Manifests.path }}\nEND",
    "# {{ shell .Manifests.path }}",
    "echo `{{ shell .Manifests.path }}`",
    'echo "{{#shell}}{{Manifests.path}}{{/shell}}"',
    "cat <<-'END'\n{{#ManifestEntries}}{{shell}}{{/ManifestEntries}}\n\tEND\n",
    'cd "$(basename "{{#shell}}{{Manifests.path}}{{/shell}}")"',
    'cd "$(basename "{{ shell .Manifests.path }}")"',
    'cd "$(dirname "$(basename "{{ shell .Manifests.path }}")")"',
    'cd "${HOME:-"{{ shell .Manifests.path }}"}"',
    'cd "`basename "{{ shell .Manifests.path }}"`"',
    "echo \\$'\\' 'in {{ shell .Manifests.path }}'",
    'echo \\ #"\ncd {{ shell .Manifests.path }}\necho "',
    'cd "$(case x in x) basename "{{ shell .Manifests.path }}";; esac)"',
    "echo $(( {{ shell .Manifests.path }} * 2 ))",
    "(( count = {{#shell}}{{Manifests.path}}{{/shell}} ))",
  ])("holds the team unless it prints through `shell`: %s", (template) => {
    expectHeld(written(template, { path: evil }, sh), "team-value-shell", "`config` (?:prints|changes)");
  });

  test.each([
    ["cd {{#shell}}{{Manifests.path}}{{/shell}}", `cd ${word}`],
    ["cd {{#shell}}./{{Manifests.path}}{{/shell}}", `cd './${word.slice(1)}`],
    ["{{#ManifestEntries}}cd {{shell}}{{/ManifestEntries}}", `cd ${word}`],
    ["cd {{ shell .Manifests.path }}", `cd ${word}`],
    ["x=$(cd {{ shell .Manifests.path }})", `x=$(cd ${word})`],
    [
      'x="$(cd "${HOME:-it\'s}")" && cd {{ shell .Manifests.path }}',
      `x="$(cd "\${HOME:-it's}")" && cd ${word}`,
    ],
    ["echo $((1 + 2)) {{ shell .Manifests.path }}", `echo $((1 + 2)) ${word}`],
    [
      'cat <<END\nx\nEND\necho "a" # b\ncd {{ .Manifests.path | shell }}',
      `cat <<END\nx\nEND\necho "a" # b\ncd ${word}`,
    ],
  ])("is one word through `shell`: %s", (template, script) => {
    const found = written(template, { path: evil }, sh);
    expect(codesOf(found)).toEqual([]);
    expect(fileOf(found, "sh")).toBe(script);
  });

  test.each(["cd {{Manifests.path}}", "cd {{ .Manifests.path }}"])(
    "prints as it is if it means nothing to a shell: %s",
    (template) => {
      expect(fileOf(written(template, { path: "./a/B_c-1@x:2" }, sh), "sh")).toBe("cd ./a/B_c-1@x:2");
    },
  );
});

describe("whatever a team writes", () => {
  const alphabet = [
    ..."ab :#-?,[]{}&*!|>'\"%@`\\\n\t~=<.",
    ": ",
    " #",
    "---",
    "- ",
    "{{",
    "}}",
    "\u2028",
    "é",
  ];
  const text = fc.array(fc.constantFrom(...alphabet), { maxLength: 8 }).map((parts) => parts.join(""));
  const places = [
    "{{V}}",
    '"{{V}}"',
    "'{{V}}'",
    '"a {{V}} b"',
    "a{{V}}",
    "{{V}}b",
    "a {{V}} b # c",
    "x # {{V}}",
    "[{{V}}, c]",
    '{ a: {{V}}, "{{V}}": c }',
    "|\n    {{V}}\n    c",
    ">-\n    c\n    {{V}}",
    "\n    {{V}}: c",
    "\n    - {{V}}\n    - c",
    "\n    - {{V}}: c\n      d: {{V}}",
    "c\n    {{V}}\n    d",
    "&a {{V}}",
    "!t {{V}}",
  ];
  const shape = (yaml: string): unknown =>
    parseAllDocuments(yaml, { uniqueKeys: false }).map((document) => {
      expect(document.errors).toEqual([]);
      const outline = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(outline);
        if (typeof value !== "object" || value === null) return 0;
        return Object.values(value).map(outline);
      };
      return outline(document.toJS());
    });
  const templateOf = (places_: readonly string[], tag: string) =>
    objectWith(
      `spec:\n${places_.map((place, index) => `  k${index}: ${place.replaceAll("{{V}}", tag)}`).join("\n")}`,
    );

  test.each([
    ["mustache", "{{Manifests.path}}"],
    ["a Go template", "{{ .Manifests.path }}"],
  ])("the output of %s keeps its structure, or the team is held", (_, tag) => {
    let writtenCount = 0;
    fc.assert(
      fc.property(
        text,
        fc.array(fc.constantFrom(...places), { minLength: 1, maxLength: 3 }),
        (path, chosen) => {
          const template = templateOf(chosen, tag);
          const found = written(template, { path });
          const file = fileOf(found);
          if (file === undefined) {
            expect(found.held).toMatchObject([{ workload: "w0" }]);
            return;
          }
          writtenCount++;
          const plain = fileOf(written(template, { path: "plain" })) ?? "";
          expect(shape(file)).toEqual(shape(plain));
        },
      ),
      { numRuns: 150, seed: 7 },
    );
    expect(writtenCount).toBeGreaterThan(20);
  });
});
