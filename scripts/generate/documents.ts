import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DiagnosticCode,
  diagnosticCatalogue,
  type Stops,
  stopsWhom,
} from "@kalypso-actions/diagnostics";
import { githubRoutes, globalRoutes } from "@kalypso-actions/github-sandbox";
import { type ServedApi, servedApis } from "@kalypso-actions/manifests";
import { type Kind, kindSchemas, scheduleSchema } from "@kalypso-actions/resources";
import { type StandIn, standIns } from "@kalypso-actions/workflow-runner";
import { parse } from "yaml";
import * as z from "zod";
import type { OptionDeclaration } from "../../packages/shell/cli/src/declaration-types.ts";
import { commands, shownOptions } from "../../packages/shell/cli/src/declarations.ts";
import { describedOption } from "../../packages/shell/cli/src/parser.ts";
import { enterpriseServerWorkflows } from "./enterprise-server.ts";

/** Generated files by path, relative to the repository's root. */
export type Documents = ReadonlyMap<string, string>;

interface ActionMetadata {
  readonly inputs?: Readonly<
    Record<string, { readonly description: string; readonly required?: boolean; readonly default?: string }>
  >;
  readonly outputs?: Readonly<Record<string, { readonly description: string }>>;
}

/** Where the schemas of the newest release of version 1 are, for editors. */
const schemaAddress = "https://raw.githubusercontent.com/kalypso-actions/kalypso-actions/v1/docs/schemas";

/** What each kind is, in one line. */
const kindTexts: Readonly<Record<Kind, string>> = {
  Environment: "An environment, and where its configuration is. In `.environments/` on main.",
  Template: "How an assignment becomes manifests.",
  WorkloadRegistration: "A workload of an application team, and the workspace that it belongs to.",
  BaseRepo: "What is promoted to an environment. On the environment's branch.",
  GitOpsRepo: "Where an environment's manifests go. On the environment's branch.",
  ClusterType: "Clusters that are alike: their labels, and the templates for what runs on them.",
  SchedulingPolicy: "Which deployment targets run on which cluster types, by labels.",
  ConfigSchema: "A JSON Schema that the platform's configuration must meet.",
  Workload: "What an application team wants deployed: its deployment targets. In the team's repository.",
  ConfigMap: "Values of the platform's configuration, for what its labels select.",
};

interface SchemaTexts {
  readonly name: string;
  readonly description: string;
}

function schemaText(schema: z.ZodType, { name, description }: SchemaTexts): string {
  const { $schema, ...body } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  const head = { $schema, $id: `${schemaAddress}/${name}.json`, title: name, description };
  return `${JSON.stringify({ ...head, ...body }, null, 2)}\n`;
}

/** One schema for every file of a control plane and of a workload: which one applies is what `kind` says. */
function anyKindText(kinds: readonly Kind[]): string {
  const branches = kinds.map((kind) => ({
    if: { properties: { kind: { const: kind } }, required: ["kind"] },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's word
    then: { $ref: `${schemaAddress}/${kind}.json` },
  }));
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `${schemaAddress}/kalypso.json`,
    title: "Kalypso",
    description: "Any resource of a control plane or of an application's repository, by its kind.",
    type: "object",
    required: ["apiVersion", "kind", "metadata"],
    properties: { kind: { enum: kinds, description: "What the document is." } },
    allOf: branches,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** In the form of https://json.schemastore.org/schema-catalog.json. */
function catalogText(): string {
  const entry = (name: string, fileMatch: readonly string[], description: string) => ({
    name,
    description,
    fileMatch,
    url: `${schemaAddress}/${name === "Kalypso" ? "kalypso" : name}.json`,
  });
  const catalog = {
    $schema: "https://json.schemastore.org/schema-catalog.json",
    version: 1,
    schemas: [
      entry("Environment", ["**/.environments/*.yaml", "**/.environments/*.yml"], kindTexts.Environment),
      entry("BaseRepo", ["**/base-repo.yaml", "**/base-repo.yml"], kindTexts.BaseRepo),
      entry("GitOpsRepo", ["**/gitops-repo.yaml", "**/gitops-repo.yml"], kindTexts.GitOpsRepo),
      entry(
        "Kalypso",
        ["templates", "workloads", "scheduling", "cluster-types", "configs", "workload"].flatMap((folder) => [
          `**/${folder}/**/*.yaml`,
          `**/${folder}/**/*.yml`,
        ]),
        "Any resource of a control plane or of an application's repository, by its kind.",
      ),
    ],
  };
  return `${JSON.stringify(catalog, null, 2)}\n`;
}

function schemas(): readonly (readonly [string, string])[] {
  const kinds = Object.entries(kindSchemas).map(
    ([kind, schema]) =>
      [
        `docs/schemas/${kind}.json`,
        schemaText(schema, { name: kind, description: kindTexts[kind as Kind] }),
      ] as const,
  );
  const description =
    "What `schedule` hands to `render`: everything that an environment's manifests depend on.";
  return [
    ...kinds,
    ["docs/schemas/Schedule.json", schemaText(scheduleSchema, { name: "Schedule", description })],
    ["docs/schemas/kalypso.json", anyKindText(Object.keys(kindSchemas) as Kind[])],
    ["docs/schemas/catalog.json", catalogText()],
  ];
}

/** The words of the column, and what they mean. */
const stopped: Readonly<Record<Stops, readonly [word: string, meaning: string]>> = {
  nothing: ["nothing", "It is a warning or a notice."],
  environment: [
    "the environment",
    "It is a mistake in the control plane: nothing is proposed for the environment.",
  ],
  repository: [
    "repository",
    "In the control plane, it stops the environment. In an application team's repository, it holds the Workload that the document names, or else the registration.",
  ],
  registration: ["registration", "It holds the registration."],
  workload: ["workload", "It holds the workload."],
  target: ["target", "It holds the deployment target."],
  rendering: [
    "rendering",
    "If only one team's assignments have it, while the same template renders for another team, it holds the workload; also if it comes from a schema of the workload or its target. Otherwise, it stops the environment.",
  ],
  run: ["the run", "The command or action fails."],
};

function diagnosticsPage(): string {
  const rows = Object.entries(diagnosticCatalogue).map(
    ([code, text]) => `| \`${code}\` | ${text} | ${stopped[stopsWhom(code as DiagnosticCode)][0]} |`,
  );
  const words = Object.values(stopped).map(([word, meaning]) => `| ${word} | ${meaning} |`);
  return `# Diagnostics

Every problem is reported with a stable code, the place that caused it, what was found, what was expected, and a hint.
This page is generated from \`packages/core/diagnostics/src/codes.ts\` and \`stops.ts\`.

The last column says what an error with that code stops:

| stops | meaning |
|---|---|
${words.join("\n")}

A hold is a warning, and the run goes on:
[semantics](semantics.md#when-something-is-wrong) has the rules. With \`on-workload-error: stop\`, nothing is held.

| code | meaning | stops |
|---|---|---|
${rows.join("\n")}
`;
}

function inputsTable({ inputs = {} }: ActionMetadata): string {
  const rows = Object.entries(inputs).map(([name, { description, required, default: fallback }]) => {
    const value = required
      ? "*required*"
      : fallback === undefined || fallback === ""
        ? ""
        : `\`${fallback}\``;
    return `| \`${name}\` | ${description} | ${value} |`;
  });
  return ["| input | | default |", "|---|---|---|", ...rows].join("\n");
}

function outputsTable({ outputs = {} }: ActionMetadata): string {
  const rows = Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${description} |`);
  return ["| output | |", "|---|---|", ...rows].join("\n");
}

function replaceBetween(text: string, name: string, content: string): string {
  const marked = new RegExp(`(<!-- ${name}: generated from \\S+ -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!marked.test(text)) throw new Error(`no markers for the ${name} table`);
  return text.replace(marked, (_, begin: string, end: string) => `${begin}${content}\n${end}`);
}

function actionReadme(root: string, action: string): readonly [string, string] {
  const path = `actions/${action}/README.md`;
  const metadata: ActionMetadata = parse(readFileSync(join(root, `actions/${action}/action.yml`), "utf8"));
  const readme = readFileSync(join(root, path), "utf8");
  return [
    path,
    replaceBetween(
      replaceBetween(readme, "inputs", inputsTable(metadata)),
      "outputs",
      outputsTable(metadata),
    ),
  ];
}

function code(text: string): string {
  return `\`${text}\``;
}

function standInRow({ action, releases, summary, inputs }: StandIn): string {
  const cells = [
    code(action),
    Object.keys(releases).join(", "),
    summary,
    Object.keys(inputs).map(code).join(" "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function standInsTable(): string {
  const head = ["| action | release | what is done instead | inputs |", "|---|---|---|---|"];
  return [...head, ...standIns.map(standInRow)].join("\n");
}

function callsList(): string {
  const own = githubRoutes.map(([method, path]) => [
    method,
    `/repos/{owner}/{repo}/${path}`.replace(/\/$/, ""),
  ]);
  return [...own, ...globalRoutes].map(([method, path]) => `- \`${method} ${path}\``).join("\n");
}

function sandboxReadme(root: string): readonly [string, string] {
  const path = "packages/sandbox/README.md";
  const readme = readFileSync(join(root, path), "utf8");
  return [path, replaceBetween(replaceBetween(readme, "stand-ins", standInsTable()), "calls", callsList())];
}

function commandsTable(): string {
  const rows = commands.map(({ name, summary }) => `| ${code(name)} | ${summary} |`);
  return ["| command | |", "|---|---|", ...rows].join("\n");
}

/** An option that several commands describe alike is one row. */
function optionsTable(): string {
  const users = new Map<string, string[]>();
  for (const command of commands) {
    for (const option of shownOptions(command)) {
      const row = optionRow(option);
      users.set(row, [...(users.get(row) ?? []), code(command.name)]);
    }
  }
  const rows = [...users].map(([row, names]) => `${row} ${names.join(", ")} |`);
  return ["| option | | commands |", "|---|---|---|", ...rows].join("\n");
}

function optionRow(option: OptionDeclaration): string {
  const { name, value } = option;
  const usage = value === undefined ? `--${name}` : `--${name} ${value}`;
  return `| ${code(usage)} | ${describedOption(option)} |`;
}

function commandLineReadme(root: string): readonly [string, string] {
  const path = "packages/shell/cli/README.md";
  const readme = readFileSync(join(root, path), "utf8");
  return [
    path,
    replaceBetween(replaceBetween(readme, "commands", commandsTable()), "options", optionsTable()),
  ];
}

function servedApiRow({ controller, group, kinds, version, removed, never = [] }: ServedApi): string {
  const gone = Object.entries(removed).map(([old, since]) => `\`${old}\`: ${since}`);
  const cells = [
    controller,
    kinds.join(", "),
    code(`${group}/${version}`),
    [...gone, ...never.map((old) => `\`${old}\`: never served`)].join("; "),
  ];
  return `| ${cells.join(" | ")} |`;
}

function semanticsPage(root: string): readonly [string, string] {
  const path = "docs/semantics.md";
  const head = ["| controller | kinds | served | not served, since release |", "|---|---|---|---|"];
  const table = [...head, ...servedApis.map(servedApiRow)].join("\n");
  return [path, replaceBetween(readFileSync(join(root, path), "utf8"), "served-apis", table)];
}

/** All generated files in the repository except bundles. */
export function documents(root: string): Documents {
  const actions = readdirSync(join(root, "actions"));
  return new Map([
    ...schemas(),
    ["docs/diagnostics.md", diagnosticsPage()] as const,
    commandLineReadme(root),
    sandboxReadme(root),
    semanticsPage(root),
    ...actions.map((action) => actionReadme(root, action)),
    ...enterpriseServerWorkflows(root),
  ]);
}
