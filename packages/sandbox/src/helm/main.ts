#!/usr/bin/env node
/** `helm template`, for machines that have no helm: what it cannot do as helm does, it refuses. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { readChart } from "./chart.ts";
import { HelmError, UnsupportedError } from "./error.ts";
import { formatManifest, type Manifest } from "./manifests.ts";
import { parseOptions, type TemplateOptions } from "./options.ts";
import { renderChart } from "./render.ts";
import { applySet, mergeValues, parseValues, type Values } from "./values.ts";

const version = "v3.19.0+sandbox.stand-in";

const notice =
  "This is the sandbox's stand-in for helm. It knows `helm template <release> <chart>` with --namespace, --values, " +
  "--set, --set-string and --output-dir, and `helm version --short`; for anything else, use helm itself.";

async function readValues({ values, set, setString }: TemplateOptions): Promise<Values> {
  let result: Values = {};
  for (const path of values) {
    const text = await readFile(path, "utf8").catch(() => {
      throw new HelmError(`open ${path}: no such file or directory`);
    });
    result = mergeValues(result, parseValues(text, path));
  }
  for (const text of set) result = applySet(result, "set", text);
  for (const text of setString) result = applySet(result, "set-string", text);
  return result;
}

/** A file a template, with all of its manifests. */
async function writeManifests(folder: string, manifests: readonly Manifest[]): Promise<void> {
  for (const [source, group] of Map.groupBy(manifests, (manifest) => manifest.source)) {
    const path = `${folder}/${source}`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, group.map(formatManifest).join(""));
    process.stdout.write(`wrote ${path}\n`);
  }
}

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  if (options.command === "version") {
    process.stdout.write(`${version}\n`);
    return;
  }
  const chart = await readChart(options.chart);
  const manifests = renderChart(chart, options.release, await readValues(options));
  if (options.outputDir === undefined) process.stdout.write(manifests.map(formatManifest).join(""));
  else await writeManifests(options.outputDir, manifests);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof HelmError || error instanceof UnsupportedError)) throw error;
  const isUnsupported = error instanceof UnsupportedError;
  process.stderr.write(`Error: ${isUnsupported ? "not supported: " : ""}${error.message}\n`);
  if (isUnsupported) process.stderr.write(`${notice}\n`);
  process.exitCode = 1;
}
