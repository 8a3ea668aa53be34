/** What a command of az is to the sandbox. */
import type { AzureCloud } from "./cloud.ts";
import type { Options } from "./command-line.ts";

interface Handler {
  /** The options that it acts on; others, although az knows them, are refused. */
  readonly handles: readonly string[];
  /** @returns what az prints as JSON; nothing for undefined */
  readonly run: (options: Options, cloud: AzureCloud) => unknown;
}

export type Handlers = Readonly<Record<string, Handler>>;

/** The value of an option that takes one; empty if it is absent. */
export function text(options: Options, name: string): string {
  const value = options.get(name);
  return typeof value === "string" ? value : "";
}

export function texts(options: Options, name: string): readonly string[] {
  const value = options.get(name);
  return Array.isArray(value) ? value : [];
}
