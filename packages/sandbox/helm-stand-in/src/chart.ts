/** Reads a chart's folder: `Chart.yaml`, `values.yaml` and `templates/`. */
import { readdir, readFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { type GoData, GoRecord, type TemplateText } from "@kalypso-actions/go-template";
import { HelmError, UnsupportedError } from "./error.ts";
import { parseValues, type Values } from "./values.ts";
import { isMap, writeYaml } from "./yaml.ts";

export interface Chart {
  readonly name: string;
  /** What templates see as `.Chart`. */
  readonly metadata: GoRecord;
  readonly values: Values;
  /** Named as in helm, `<chart>/templates/<file>`. */
  readonly templates: readonly TemplateText[];
}

/** Parts of a chart that change what is rendered, in ways that only helm knows. */
const unsupportedFiles: ReadonlyMap<string, string> = new Map([
  ["charts", "charts with dependencies (charts/)"],
  ["requirements.yaml", "charts with dependencies (requirements.yaml)"],
  ["values.schema.json", "value checks with values.schema.json"],
  [".helmignore", "ignoring files with .helmignore"],
]);

/** The fields of `.Chart`, by their name in Chart.yaml, with their defaults. */
const metadataFields: Readonly<Record<string, readonly [field: string, zero: GoData]>> = {
  apiVersion: ["APIVersion", ""],
  name: ["Name", ""],
  version: ["Version", ""],
  description: ["Description", ""],
  type: ["Type", ""],
  appVersion: ["AppVersion", ""],
  home: ["Home", ""],
  sources: ["Sources", []],
  keywords: ["Keywords", []],
  icon: ["Icon", ""],
  annotations: ["Annotations", {}],
  deprecated: ["Deprecated", false],
};

/**
 * @param path the chart as given on the command line
 * @param caller the folder that it is relative to
 * @throws HelmError, UnsupportedError
 */
export async function readChart(path: string, caller: string): Promise<Chart> {
  const folder = resolve(caller, path);
  const names = await namesIn(path, folder);
  for (const name of names) {
    const what = unsupportedFiles.get(name);
    if (what !== undefined) throw new UnsupportedError(what);
  }
  if (!names.includes("Chart.yaml")) throw new HelmError("Chart.yaml file is missing");
  const given = parseValues(await readFile(join(folder, "Chart.yaml"), "utf8"), "Chart.yaml");
  const name = checkMetadata(given);
  const values = names.includes("values.yaml")
    ? parseValues(await readFile(join(folder, "values.yaml"), "utf8"), "values.yaml")
    : {};
  return {
    name,
    metadata: metadataOf(given),
    values,
    templates: names.includes("templates") ? await readTemplates(folder, name) : [],
  };
}

async function namesIn(path: string, folder: string): Promise<readonly string[]> {
  if (/^[a-z]+:\/\//.test(path) || path.endsWith(".tgz"))
    throw new UnsupportedError("charts outside a folder");
  return readdir(folder).catch(() => {
    throw new HelmError(notFound(path));
  });
}

/** Helm looks for a missing path in chart repositories, which do not exist here. */
function notFound(path: string): string {
  if (isAbsolute(path) || path.startsWith(".")) return `path "${path}" not found`;
  const [repository, chart] = path.split("/");
  return chart === undefined
    ? `non-absolute URLs should be in form of repo_name/path_to_chart, got: ${path}`
    : `repo ${repository} not found`;
}

/** @returns the chart's name */
function checkMetadata(given: Values): string {
  const { name, version } = given;
  const invalid = (what: string) => new HelmError(`validation: chart.metadata.${what}`);
  if (given["apiVersion"] !== "v1" && given["apiVersion"] !== "v2")
    throw invalid("apiVersion is required; expected v1 or v2");
  if (typeof name !== "string" || name === "" || /[/\\]/.test(name)) throw invalid("name is required");
  if (typeof version !== "string" || !/^\d+\.\d+\.\d+(?:[-+].+)?$/.test(version))
    throw invalid(`version ${JSON.stringify(version ?? "")} is invalid`);
  if (given["type"] === "library") throw new HelmError("library charts are not installable");
  if ("dependencies" in given) throw new UnsupportedError("charts with dependencies (Chart.yaml)");
  if ("kubeVersion" in given) throw new UnsupportedError("the kubeVersion check in Chart.yaml");
  return name;
}

/** A number in a text field becomes its shortest form: `appVersion: 1.10` is `1.1`. */
function textOf(value: GoData, zero: GoData): GoData {
  const isScalar = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
  return zero === "" && isScalar ? writeYaml(value) : value;
}

/** Unsupported fields, such as `maintainers`, are left out, so that using one is an error. */
function metadataOf(given: Values): GoRecord {
  const fields = Object.entries(metadataFields).map(([key, [field, zero]]) => {
    const value = textOf(given[key] ?? zero, zero);
    const kind = (data: GoData) => (Array.isArray(data) ? "list" : isMap(data) ? "map" : typeof data);
    if (kind(value) !== kind(zero))
      throw new HelmError(`cannot load Chart.yaml: ${key} is a ${kind(value)}; expected a ${kind(zero)}`);
    return [field, value] as const;
  });
  return new GoRecord("*chart.Metadata", Object.fromEntries(fields));
}

async function readTemplates(folder: string, chart: string): Promise<readonly TemplateText[]> {
  const entries = await readdir(join(folder, "templates"), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  if (files.some((entry) => !entry.isFile())) throw new UnsupportedError("links in templates/");
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = relative(folder, join(parentPath, name)).split(sep).join("/");
      return { name: `${chart}/${path}`, text: await readFile(join(parentPath, name), "utf8") };
    }),
  );
}
