/** The Azure CLI as this package uses it: one command in, JSON out. */
import { type Deadlines, openEnd, type RunTime, TimedOut, within } from "@kalypso-actions/deadlines";
import { DiagnosticError, visible } from "@kalypso-actions/diagnostics";
import { type Ended, type ProgramOptions, runProgram } from "./process.ts";
import { refusal } from "./refusals.ts";

/** A command of the Azure CLI. */
export interface AzCall {
  /** Such as `ad app create`. */
  readonly command: string;
  /** Values by option, such as `--display-name`; true is an option without a value. */
  readonly options?: Readonly<Record<string, string | readonly string[] | true>>;
  /** An option whose value az reads from its standard input, where no other process sees it. */
  readonly secret?: { readonly option: string; readonly value: string };
  /** How long it may take; `azureCommand` unless said otherwise. */
  readonly within?: keyof Pick<Deadlines, "azureCommand" | "azureCluster">;
}

/** Runs commands of the Azure CLI. */
export interface Az {
  /**
   * @returns what it prints, parsed; undefined if it prints nothing
   * @throws AzRefusal if the command fails
   * @throws DiagnosticError azure-cli-missing, azure-cli-unreadable, azure-cli-value, azure-timed-out
   */
  run(call: AzCall): Promise<unknown>;
}

/** How `az` is started. */
type AzStart = (args: readonly string[], options: ProgramOptions) => Promise<Ended>;

interface AzureCliOptions {
  readonly start?: AzStart;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly time?: RunTime;
}

/**
 * az reads a file instead of a value that begins with `@`, also behind `key=`, and takes one that begins with a hyphen
 * for an option. No name or address that Azure or GitHub accept begins so.
 */
export function checkValue(command: string, option: string, value: string): void {
  if (!/^-|^(?:[^=]*=)?@/.test(value)) return;
  throw new DiagnosticError({
    severity: "error",
    code: "azure-cli-value",
    message: `\`az ${command}\` would not take "${visible(value)}" as the value of ${option}: what begins with "-" is an option to it, and what begins with "@" names a file`,
    hint: "Choose another name.",
  });
}

/** The arguments of a call, as a list for a process: nothing in it is ever read by a shell. */
function argumentsOf({ command, options = {}, secret }: AzCall): readonly string[] {
  const given = Object.entries(options).flatMap(([option, value]) => {
    if (value === true) return [option];
    const values = typeof value === "string" ? [value] : value;
    for (const each of values) checkValue(command, option, each);
    return [option, ...values];
  });
  const read = secret === undefined ? [] : [secret.option, "@-"];
  return [...command.split(" "), ...given, ...read];
}

/** Node's error for a program that cannot be started. */
function isUnstartable(cause: unknown): boolean {
  const { syscall } = (cause ?? {}) as { readonly syscall?: unknown };
  return typeof syscall === "string" && syscall.startsWith("spawn");
}

function missing(cause: unknown): DiagnosticError {
  const diagnostic = {
    severity: "error",
    code: "azure-cli-missing",
    message: "the Azure CLI could not be run; expected the command `az` on the PATH",
    hint: "Install it (https://learn.microsoft.com/cli/azure/install-azure-cli) and run `az login`, or have the commands printed with `--print-az` and run them elsewhere.",
  } as const;
  return new DiagnosticError(diagnostic, { cause });
}

function timedOut(command: string, time: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "azure-timed-out",
    message: `\`az ${command}\` did not end within ${time}, and was ended`,
    hint: "Azure may go on with it. Run again: what exists is kept, and what is still being made is waited for.",
  });
}

function parsed(command: string, { stdout }: Ended): unknown {
  if (stdout.trim() === "") return undefined;
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw unreadable(command, "no JSON", cause);
  }
}

/** az has printed something else than its reference says. */
export function unreadable(command: string, what: string, cause?: unknown): DiagnosticError {
  const diagnostic = {
    severity: "error",
    code: "azure-cli-unreadable",
    message: `what \`az ${command}\` printed is not what was expected: ${visible(what)}`,
    hint: "Update the Azure CLI with `az upgrade`, then run again.",
  } as const;
  return new DiagnosticError(diagnostic, { cause });
}

/** Nothing but JSON, no questions, and no extension that nobody has asked for. */
const settings = {
  AZURE_CORE_NO_COLOR: "true",
  AZURE_CORE_DISABLE_CONFIRM_PROMPT: "true",
  AZURE_EXTENSION_USE_DYNAMIC_INSTALL: "no",
};

/** The Azure CLI on this machine, with whoever is logged in. */
export function azureCli(given: AzureCliOptions = {}): Az {
  const { env = process.env, time = openEnd } = given;
  const start = given.start ?? ((args, options) => runProgram("az", args, options));
  return {
    async run(call) {
      const { command, secret } = call;
      const args = [...argumentsOf(call), "--only-show-errors", "--output", "json"];
      const milliseconds = time.deadlines[call.within ?? "azureCommand"];
      const maxOutput = time.deadlines.answerBytes;
      const options = { env: { ...env, ...settings }, input: secret?.value, maxOutput };
      let ended: Ended;
      try {
        ended = await within(milliseconds, time.signal, (signal) => start(args, { ...options, signal }));
      } catch (cause) {
        if (cause instanceof TimedOut) throw timedOut(command, cause.time);
        if (isUnstartable(cause)) throw missing(cause);
        throw cause;
      }
      if (ended.exitCode !== 0) throw refusal(command, ended, secret?.value);
      return parsed(command, ended);
    },
  };
}
