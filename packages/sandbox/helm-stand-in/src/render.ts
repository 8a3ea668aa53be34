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

/** What `.Capabilities` says of a cluster that nobody has asked. */
const kubeVersion = { Version: "v1.34.0", GitVersion: "v1.34.0", Major: "1", Minor: "34" };

/** What would be something else here, and nobody told. */
const unknownUses = [
  ["the methods of .Values", /\.Values\.(?:AsMap|Encode|PathValue|Table|YAML)\b/],
  ["a look at the chart's files", /(?<!\.Values)\.Files\b/],
  ["what a cluster serves", /\.Capabilities\.(?:APIVersions|HelmVersion)\b/],
  ["more of Chart.yaml", /\.Chart\.(?:Condition|Dependencies|KubeVersion|Maintainers|Tags)\b/],
  ["a version of Kubernetes that is printed whole", /\.Capabilities\.KubeVersion\b(?!\.)/],
] as const;

/** Deeper files first, and from the last to the first: of definitions of one name, that of the latter counts. */
function parseOrder(a: string, b: string): number {
  const depth = (path: string) => path.split("/").length;
  return depth(b) - depth(a) || (a < b ? 1 : -1);
}

/**
 * @param given the values of files and flags; the chart's own are below them
 * @throws RenderError for what the chart does wrong, UnsupportedError for what cannot be rendered here
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
    // The notes are rendered, so that their errors are found, but are no manifest.
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
  // Helm knows more functions, and the integers of later versions of Go.
  const isUnknown =
    /not defined$|range can't iterate over -?\d+$/.test(message) || message.includes(onlyHelm);
  if (failure?.kind === "refused" || failure?.kind === "limit" || isUnknown)
    return new UnsupportedError(message);
  const syntax = /^template: (\S+?:\d+): (.*)$/s.exec(message);
  if (failure?.kind === "syntax" && syntax !== null)
    return new RenderError(`parse error at (${syntax[1]}): ${syntax[2]}`);
  return new RenderError(message);
}
