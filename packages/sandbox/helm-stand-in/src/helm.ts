/** The stand-in for helm: from the command line to the output and the exit code. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { readChart } from "./chart.ts";
import { HelmError, RenderError, UnsupportedError } from "./error.ts";
import { formatManifest, type Manifest } from "./manifests.ts";
import { parseOptions, type TemplateOptions } from "./options.ts";
import { renderChart } from "./render.ts";
import { applySet, mergeValues, parseValues, type Values } from "./values.ts";

const version = "v3.19.0+sandbox.stand-in";

const notice =
  "This is the sandbox's stand-in for helm. It supports `helm template <release> <chart>` with --namespace, --values, " +
  "--set, --set-string and --output-dir, and `helm version --short`; for anything else, use helm itself.";

/** The environment of a call. */
interface Caller {
  /** The folder that paths are relative to. */
  readonly folder: string;
  print(text: string): void;
  complain(text: string): void;
}

async function readValues({ values, set, setString }: TemplateOptions, folder: string): Promise<Values> {
  let result: Values = {};
  for (const path of values) {
    const text = await readFile(resolve(folder, path), "utf8").catch(() => {
      throw new HelmError(`open ${path}: no such file or directory`);
    });
    result = mergeValues(result, parseValues(text, path));
  }
  for (const text of set) result = applySet(result, "set", text);
  for (const text of setString) result = applySet(result, "set-string", text);
  return result;
}

/** Writes one file per template, with all of its manifests. */
async function writeManifests(
  outputDir: string,
  manifests: readonly Manifest[],
  { folder, print }: Caller,
): Promise<void> {
  for (const [source, group] of Map.groupBy(manifests, (manifest) => manifest.source)) {
    const path = `${outputDir}/${source}`;
    const file = resolve(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, group.map(formatManifest).join(""));
    print(`wrote ${path}\n`);
  }
}

async function run(args: readonly string[], caller: Caller): Promise<void> {
  const { folder, print } = caller;
  const options = parseOptions(args);
  if (options.command === "version") {
    print(`${version}\n`);
    return;
  }
  const chart = await readChart(options.chart, folder);
  const manifests = renderChart(chart, options.release, await readValues(options, folder));
  if (options.outputDir === undefined) print(manifests.map(formatManifest).join(""));
  else await writeManifests(options.outputDir, manifests, caller);
}

/** @returns the exit code */
export async function helm(args: readonly string[], caller: Caller): Promise<number> {
  try {
    await run(args, caller);
    return 0;
  } catch (error) {
    if (!(error instanceof HelmError || error instanceof UnsupportedError)) throw error;
    const isUnsupported = error instanceof UnsupportedError;
    caller.complain(`Error: ${isUnsupported ? "not supported: " : ""}${error.message}\n`);
    if (isUnsupported) caller.complain(`${notice}\n`);
    if (error instanceof RenderError) caller.complain("\nUse --debug flag to render out invalid YAML\n");
    return 1;
  }
}
