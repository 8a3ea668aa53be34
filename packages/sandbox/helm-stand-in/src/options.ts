/** The command line of the stand-in. */
import { parseArgs } from "node:util";
import { HelmError, UnsupportedError } from "./error.ts";
import type { Release } from "./render.ts";

export interface TemplateOptions {
  readonly command: "template";
  readonly release: Release;
  /** The chart's folder. */
  readonly chart: string;
  /** Files of values; later ones override earlier ones. */
  readonly values: readonly string[];
  readonly set: readonly string[];
  readonly setString: readonly string[];
  /** Writes manifests to files in this folder instead of the output. */
  readonly outputDir: string | undefined;
}

type Options = TemplateOptions | { readonly command: "version" };

const several = { type: "string", multiple: true, default: [] as string[] } as const;

/** @throws HelmError, UnsupportedError */
export function parseOptions(args: readonly string[]): Options {
  const [command, ...rest] = args;
  if (command === "template") return templateOptions(rest);
  if (command !== "version") throw new UnsupportedError(`the command ${JSON.stringify(command ?? "")}`);
  if (rest.join(" ") !== "--short") throw new UnsupportedError("helm version without --short");
  return { command };
}

function templateOptions(args: readonly string[]): TemplateOptions {
  const { values: flags, positionals } = parseFlags(args);
  const [name, chart, ...others] = positionals;
  if (name === undefined || chart === undefined || others.length > 0)
    throw new UnsupportedError("calls with anything but a release and a chart");
  const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  const release = `^${label}(\\.${label})*$`;
  if (!new RegExp(release).test(name) || name.length > 53)
    throw new HelmError(
      `release name ${JSON.stringify(name)}: invalid release name, must match regex ${release} and the length must not be longer than 53`,
    );
  if (!new RegExp(`^${label}$`).test(flags.namespace))
    throw new HelmError(`namespace ${JSON.stringify(flags.namespace)} is invalid`);
  const files = flags.values.flatMap((list) => list.split(","));
  if (files.some((file) => file === "-" || /^[a-z]+:\/\//.test(file)))
    throw new UnsupportedError("values from anything but a file");
  return {
    command: "template",
    release: { name, namespace: flags.namespace },
    chart,
    values: files,
    set: flags.set,
    setString: flags["set-string"],
    outputDir: flags["output-dir"],
  };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        namespace: { type: "string", short: "n", default: "default" },
        values: { ...several, short: "f" },
        set: several,
        "set-string": several,
        "output-dir": { type: "string" },
      },
    });
  } catch (error) {
    // Only the first sentence: the rest is Node's advice about its own handling of such arguments.
    if (error instanceof TypeError) throw new UnsupportedError(error.message.replace(/\. .*/s, ""));
    throw error;
  }
}
