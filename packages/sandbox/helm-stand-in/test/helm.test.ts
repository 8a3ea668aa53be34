import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@kalypso-actions/github-sandbox";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { type ProcessResult, repositoryRoot, run } from "../../../../test/support/process.ts";
import { helm as runHelm } from "../src/helm.ts";
import { helmProgram } from "../src/index.ts";

const samples = join(repositoryRoot, "workflows-examples");
const debug = "\nUse --debug flag to render out invalid YAML\n";
const notice = "This is the sandbox's stand-in for helm.";

async function helm(folder: string, ...args: readonly string[]): Promise<ProcessResult> {
  const said = { stdout: "", stderr: "" };
  const print = (text: string) => {
    said.stdout += text;
  };
  const complain = (text: string) => {
    said.stderr += text;
  };
  return { exitCode: await runHelm(args, { folder, print, complain }), ...said };
}

/** A folder with the chart `hello`, with these files on top of its own. */
async function chartWith(files: Readonly<Record<string, string>>): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  const own = { "hello/Chart.yaml": 'apiVersion: v2\nname: hello\nversion: 1.2.3\nappVersion: "4.5"\n' };
  for (const [path, text] of Object.entries({ ...own, ...files })) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
  return folder;
}

/** The output for a text in the template `show.yaml`. */
async function show(text: string, files: Readonly<Record<string, string>> = {}, ...flags: readonly string[]) {
  await using folder = await chartWith({ "hello/templates/show.yaml": text, ...files });
  const { stdout, stderr, exitCode } = await helm(folder.path, "template", "app", "hello", ...flags);
  const header = "---\n# Source: hello/templates/show.yaml\n";
  return exitCode === 0 ? stdout.replace(header, "") : stderr;
}

test("reports its version to a workflow", async () => {
  const { stdout, exitCode } = await run([helmProgram, "version", "--short"], { cwd: repositoryRoot });
  expect({ stdout, exitCode }).toEqual({ stdout: "v3.19.0+sandbox.stand-in\n", exitCode: 0 });
});

test("refuses with an exit code, in the current folder", async () => {
  await using folder = await chartWith({ "hello/templates/a.yaml": "{{ toToml . }}" });
  const { exitCode, stdout, stderr } = await run([helmProgram, "template", "app", "hello"], {
    cwd: folder.path,
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain('function "toToml" not defined');
  expect(stderr).toContain(notice);
});

test("templates can use the release, the chart, their own name and a cluster's version", async () => {
  const text = [
    "release: {{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.Service }} {{ .Release.Revision }}",
    "first: {{ and .Release.IsInstall (not .Release.IsUpgrade) }}",
    "chart: {{ .Chart.Name }}-{{ .Chart.Version }} {{ .Chart.AppVersion }}",
    "template: {{ .Template.Name }} {{ .Template.BasePath }}",
    "minor: {{ .Capabilities.KubeVersion.Minor }}",
  ].join("\n");
  expect(await show(text, {}, "-n", "team")).toBe(
    [
      "release: app team Helm 1",
      "first: true",
      "chart: hello-1.2.3 4.5",
      "template: hello/templates/show.yaml hello/templates",
      "minor: 34\n",
    ].join("\n"),
  );
});

test("the command line overrides files, a later file an earlier one, and all override the chart", async () => {
  const files = {
    "hello/values.yaml": "a: chart\nb: chart\nc: chart\nd: {chart: 1, both: chart}\ne: chart\n",
    "one.yaml": "b: one\nc: one\nd: {both: one}\n",
    "two.yaml": "c: two\nd: {two: 1000000}\ne: null\n",
  };
  const flags = [
    "--set-string",
    "f.g=1,f.h=true",
    "-f",
    "one.yaml",
    "--values=two.yaml",
    "--set",
    "c=set,f.i=1",
  ];
  const expected =
    'a: chart\nb: one\nc: set\nd:\n  both: one\n  chart: 1\n  two: 1000000\nf:\n  g: "1"\n  h: "true"\n  i: 1\n';
  expect(await show("{{ toYaml .Values }}", files, ...flags)).toBe(expected);
});

test("--set takes several values and types, with a backslash before a separator", async () => {
  const flags = ["--set", "a.b\\.c=x\\,y=z,d=true,e=012,f=-7,g=null,h=", "--set", "d=false"];
  expect(await show("{{ toYaml .Values }}", { "hello/values.yaml": "g: gone\n" }, ...flags)).toBe(
    'a:\n  b.c: x,y=z\nd: false\ne: "012"\nf: -7\nh: ""\n',
  );
});

test("a number is a float, as in helm, so a large one loses digits", async () => {
  expect(
    await show("size: {{ .Values.large }} {{ .Values.large | int }}", {
      "hello/values.yaml": "large: 1000000",
    }),
  ).toBe("size: 1e+06 1000000\n");
});

test("every template can include and indent another one's definition", async () => {
  const helpers = '{{- define "labels" -}}\napp: {{ .Chart.Name }}\nrelease: {{ .Release.Name }}\n{{- end }}';
  const text =
    'metadata:\n  labels:\n    {{- include "labels" . | nindent 4 }}\n    own: {{ tpl "{{ include `labels` . | len }}" . | quote }}';
  expect(await show(text, { "hello/templates/_helpers.tpl": helpers })).toBe(
    'metadata:\n  labels:\n    app: hello\n    release: app\n    own: "23"\n',
  );
});

test("a missing value is empty, and its fields are an error", async () => {
  expect(await show("a: <{{ .Values.a }}> {{ .Values.a | quote }} {{ .Values.a | default 1 }}")).toBe(
    "a: <>  1\n",
  );
  expect(await show("a: {{ .Values.a.b }}")).toBe(
    'Error: template: hello/templates/show.yaml:1:13: executing "hello/templates/show.yaml" at <.Values.a.b>: ' +
      `nil pointer evaluating interface {}.b\n${debug}`,
  );
});

test("helm's own functions read and write YAML, and lookup finds nothing without a cluster", async () => {
  const text = [
    "yes: {{ (fromYaml `a: yes`).a }}",
    "length: {{ fromYamlArray `[1, x]` | len }}",
    'error: {{ hasKey (fromYaml "[1]") "Error" }}',
    'found: {{ lookup "v1" "Pod" "x" "y" | len }}',
    "when: {{ (fromYaml `a: 2024-01-02`).a }}",
    "{{ toYaml (dict `list` (list 1 (dict `b` `on` `a` `two\nlines`))) }}",
  ].join("\n");
  expect(await show(text)).toBe(
    'yes: true\nlength: 2\nerror: true\nfound: 0\nwhen: 2024-01-02\nlist:\n- 1\n- a: |-\n    two\n    lines\n  b: "on"\n',
  );
});

test("manifests come in helm's install order, one per document; partials, notes and empty ones give none", async () => {
  await using folder = await chartWith({
    "hello/templates/a.yaml": "kind: Deployment\n---\n# nothing but this\nkind: Service\n--- \nkind: Zebra\n",
    "hello/templates/b/b.yml": "{{ if false }}kind: Pod{{ end }}\n",
    "hello/templates/c.yaml": "kind: Antelope\n---\nkind: Service\n---\nkind: Namespace\n",
    "hello/templates/_partial.yaml": "kind: Job\n",
    "hello/templates/NOTES.txt": "Thank you for {{ .Release.Name }}.\n",
  });
  const printed = await helm(folder.path, "template", "app", "hello");
  const document = (source: string, text: string) =>
    `---\n# Source: hello/templates/${source}.yaml\n${text}\n`;
  expect(printed.stdout).toBe(
    document("c", "kind: Namespace") +
      document("a", "# nothing but this\nkind: Service") +
      document("c", "kind: Service") +
      document("a", "kind: Deployment") +
      document("c", "kind: Antelope") +
      document("a", "kind: Zebra"),
  );
  const written = await helm(folder.path, "template", "app", "hello", "--output-dir", "out/deep");
  expect(written.stdout).toBe(
    "wrote out/deep/hello/templates/c.yaml\nwrote out/deep/hello/templates/a.yaml\n",
  );
  const out = join(folder.path, "out/deep/hello/templates");
  expect((await readdir(out)).sort()).toEqual(["a.yaml", "c.yaml"]);
  expect(await readFile(join(out, "c.yaml"), "utf8")).toBe(
    document("c", "kind: Namespace") + document("c", "kind: Service") + document("c", "kind: Antelope"),
  );
});

test("a chart that calls `fail` is reported in its own words", async () => {
  const helpers = '{{ define "image" }}{{ required "image.tag: which one" .Values.tag }}{{ end }}';
  const files = { "hello/templates/_helpers.tpl": helpers };
  expect(await show('image: {{ include "image" . }}', files)).toBe(
    `Error: execution error at (hello/templates/show.yaml:1:10): image.tag: which one\n${debug}`,
  );
  expect(await show("{{ if not .Values.tag }}{{ fail `no tag` }}{{ end }}")).toBe(
    `Error: execution error at (hello/templates/show.yaml:1:27): no tag\n${debug}`,
  );
});

test("invalid YAML is reported with the template that rendered it", async () => {
  expect(await show("a: [\n")).toMatch(/^Error: YAML parse error on hello\/templates\/show.yaml: /);
  expect(await show("- a\n")).toMatch(
    /^Error: YAML parse error on hello\/templates\/show.yaml: .* cannot unmarshal array into Go value/,
  );
  expect(await show("a: b", { "hello/values.yaml": "- a\n" })).toBe(
    "Error: failed to parse values.yaml: expected a map of values\n",
  );
});

test.each([
  ["the flag --set-file", ["template", "app", "hello", "--set-file", "a=b"], "Unknown option '--set-file'"],
  ["the command install", ["install", "app", "hello"], 'the command "install"'],
  ["a call without a command", [], 'the command ""'],
  ["the version in full", ["version"], "helm version without --short"],
  ["a release without a name", ["template", "hello"], "calls with anything but a release and a chart"],
  ["a chart that is not a folder", ["template", "app", "oci://host/hello"], "charts outside a folder"],
  ["a list in --set", ["template", "app", "hello", "--set", "a={b,c}"], "lists in --set a={b,c}"],
  ["an index in --set", ["template", "app", "hello", "--set", "a[0]=b"], "lists in --set a[0]=b"],
])("refuses %s, and says that it is not helm", async (_, args, what) => {
  await using folder = await chartWith({});
  const { exitCode, stdout, stderr } = await helm(folder.path, ...args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain(`Error: not supported: ${what}`);
  expect(stderr).toContain(notice);
});

test.each([
  [
    "a function",
    { "hello/templates/a.yaml": "{{ toToml . }}" },
    'hello/templates/a.yaml:1: function "toToml" not defined',
  ],
  ["a random function", { "hello/templates/a.yaml": "{{ uuidv4 }}" }, 'function "uuidv4" is refused'],
  [
    "a function of the control plane's templates",
    { "hello/templates/a.yaml": "{{ hash . }}" },
    'function "hash" not defined',
  ],
  ["the use of .Files", { "hello/templates/a.yaml": "{{ .Files.Get `x` }}" }, "the use of .Files"],
  [
    "a hook",
    { "hello/templates/a.yaml": "kind: Job\nmetadata: {annotations: {helm.sh/hook: test}}" },
    "hooks (hello/templates/a.yaml)",
  ],
  [
    "dependencies",
    { "hello/Chart.yaml": "apiVersion: v2\nname: hello\nversion: 1.0.0\ndependencies: []\n" },
    "charts with dependencies (Chart.yaml)",
  ],
  ["subcharts", { "hello/charts/a/Chart.yaml": "" }, "charts with dependencies (charts/)"],
  ["a schema for values", { "hello/values.schema.json": "{}" }, "value checks with values.schema.json"],
])("refuses a chart with %s, and says that it is not helm", async (_, files, what) => {
  await using folder = await chartWith(files);
  const { exitCode, stderr } = await helm(folder.path, "template", "app", "hello");
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^Error: not supported: /);
  expect(stderr).toContain(what);
  expect(stderr).toContain(notice);
});

test.each([
  ["Chart.yaml file is missing", ["template", "app", "."]],
  ['path "./none" not found', ["template", "app", "./none"]],
  ["open none.yaml: no such file or directory", ["template", "app", "hello", "-f", "none.yaml"]],
  ['namespace "a.b" is invalid', ["template", "app", "hello", "-n", "a.b"]],
  ['failed parsing --set data: key "a" has no value', ["template", "app", "hello", "--set", "a"]],
])("fails as helm does: %s", async (message, args) => {
  await using folder = await chartWith({});
  const { exitCode, stderr } = await helm(folder.path, ...args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: `Error: ${message}\n` });
});

const deploymentTargets = [
  ["app-src", "dev-configs", "functional-test", 9090, 1],
  ["app-src", "dev-configs", "performance-test", 8080, 3],
  ["app-src", "stage-configs", "uat-test", 8000, 2],
  ["svc-src", "dev-configs", "observability", 4317, 1],
  ["svc-src", "stage-configs", "observability", 4317, 2],
] as const;

test.for(deploymentTargets)(
  "%s on %s: %s listens on port %i in %i replicas, in any namespace, with the platform's configuration",
  async ([repository, branch, name, port, replicas]) => {
    const chart = join(samples, repository, "main/chart");
    const values = join(samples, repository, branch, `${name}.yaml`);
    const image = ["--set-string", "image.tag=1.0"];
    const { stdout, stderr } = await helm(repositoryRoot, "template", name, chart, "-f", values, ...image);
    expect(stderr).toBe("");
    const manifests = parseAllDocuments(stdout).map((document) => document.toJS());
    expect(manifests.filter(({ metadata }) => "namespace" in metadata)).toEqual([]);
    const [service, deployment] = ["Service", "Deployment"].map((kind) =>
      manifests.find((one) => one.kind === kind),
    );
    const labels = { "app.kubernetes.io/instance": name };
    expect(service.spec).toMatchObject({ selector: labels });
    expect(service.spec.ports[0]).toMatchObject({ port });
    expect(deployment.spec).toMatchObject({ replicas, template: { metadata: { labels } } });
    const [container] = deployment.spec.template.spec.containers;
    expect(container.image).toMatch(/^[a-z./-]+:1\.0$/);
    expect(container.envFrom).toEqual([{ configMapRef: { name: "platform-config", optional: false } }]);
    if (repository === "app-src")
      expect([service.metadata.name, deployment.metadata.name]).toEqual([
        "hello-world-service",
        "hello-world-deployment",
      ]);
  },
);

test("the sample application runs the image with the given digest, and requires one", async () => {
  const template = ["template", "uat-test", join(samples, "app-src/main/chart")];
  const pinned = await helm(
    repositoryRoot,
    ...template,
    "--set",
    "image.digest=sha256:0a,image.repository=ghcr.io/me/app",
  );
  expect(pinned.stdout).toContain('image: "ghcr.io/me/app@sha256:0a"');
  const { exitCode, stderr } = await helm(repositoryRoot, ...template);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("image.digest or image.tag: the image to run");
});
