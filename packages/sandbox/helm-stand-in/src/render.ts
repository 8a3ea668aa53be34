/** Renders a chart and values into manifests, like `helm template`. */
import { type GoData, type GoFailure, GoRecord, TemplateSet } from "@kalypso-actions/go-template";
import type { Chart } from "./chart.ts";
import { RenderError, UnsupportedError } from "./error.ts";
import { helmFunctions, onlyHelm, stopMessage } from "./functions.ts";
import { type Manifest, manifestsOf } from "./manifests.ts";
import { type Values, withDefaults } from "./values.ts";

export interface Release {
  readonly name: string;
  readonly namespace: string;
}

/** The cluster that `.Capabilities` describes without a connection to one. */
const kubeVersion = { Version: "v1.34.0", GitVersion: "v1.34.0", Major: "1", Minor: "34" };

/** Expressions whose value would silently differ from helm's. */
const unknownUses = [
  ["the use of methods of .Values", /\.Values\.(?:AsMap|Encode|PathValue|Table|YAML)\b/],
  ["the use of .Files", /(?<!\.Values)\.Files\b/],
  ["the use of .Capabilities.APIVersions or .HelmVersion", /\.Capabilities\.(?:APIVersions|HelmVersion)\b/],
  [
    "the use of fields of .Chart such as .Dependencies",
    /\.Chart\.(?:Condition|Dependencies|KubeVersion|Maintainers|Tags)\b/,
  ],
  ["printing .Capabilities.KubeVersion as a whole", /\.Capabilities\.KubeVersion\b(?!\.)/],
] as const;

/** Deeper files first, otherwise in reverse order: of definitions with the same name, the last one counts. */
function parseOrder(a: string, b: string): number {
  const depth = (path: string) => path.split("/").length;
  return depth(b) - depth(a) || (a < b ? 1 : -1);
}

/**
 * @param given the values of files and flags, which override the chart's own
 * @throws RenderError for the chart's own errors, UnsupportedError for anything that cannot be rendered here
 */
export function renderChart(chart: Chart, release: Release, given: Values): readonly Manifest[] {
  for (const { name, text } of chart.templates)
    for (const [what, pattern] of unknownUses)
      if (pattern.test(text)) throw new UnsupportedError(`${what} (${name})`);
  const texts = chart.templates.toSorted((a, b) => parseOrder(a.name, b.name));
  const parsed = TemplateSet.parse(texts, helmFunctions);
  if ("failures" in parsed) throw errorOf(parsed.failures[0]);
  const values = withDefaults(given, chart.values);
  const files = new Map<string, string>();
  for (const { name } of texts) {
    const file = name.slice(name.lastIndexOf("/") + 1);
    if (file.startsWith("_")) continue;
    const result = parsed.set.execute(name, dataOf({ chart, release, values }, name));
    if ("failures" in result) throw errorOf(result.failures[0]);
    // Notes are rendered to find their errors, but are not a manifest.
    if (!name.endsWith("NOTES.txt")) files.set(name, result.text.replaceAll("<no value>", ""));
  }
  return manifestsOf(files);
}

interface Rendered {
  readonly chart: Chart;
  readonly release: Release;
  readonly values: Values;
}

function dataOf({ chart, release: { name, namespace }, values }: Rendered, template: string): GoData {
  return {
    Values: values,
    Release: {
      Name: name,
      Namespace: namespace,
      Service: "Helm",
      IsInstall: true,
      IsUpgrade: false,
      Revision: 1n,
    },
    Chart: chart.metadata,
    Template: { Name: template, BasePath: `${chart.name}/templates` },
    Capabilities: new GoRecord("*chartutil.Capabilities", {
      KubeVersion: new GoRecord("chartutil.KubeVersion", kubeVersion),
    }),
    Subcharts: {},
  };
}

function errorOf(failure: GoFailure | undefined): Error {
  const message = failure?.message ?? "";
  const stop = stopMessage(message);
  const place = /^template: (\S+?:\d+:\d+): /.exec(message)?.[1];
  if (stop !== undefined) return new RenderError(`execution error at (${place}): ${stop}`);
  // Helm has more functions, and a later version of Go ranges over integers.
  const isUnknown =
    /not defined$|range can't iterate over -?\d+$/.test(message) || message.includes(onlyHelm);
  if (failure?.kind === "refused" || failure?.kind === "limit" || isUnknown)
    return new UnsupportedError(message);
  const syntax = /^template: (\S+?:\d+): (.*)$/s.exec(message);
  if (failure?.kind === "syntax" && syntax !== null)
    return new RenderError(`parse error at (${syntax[1]}): ${syntax[2]}`);
  return new RenderError(message);
}
