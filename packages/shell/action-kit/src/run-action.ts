import { appendFile } from "node:fs/promises";
import { debug, setOutput as setCoreOutput } from "@actions/core";
import {
  type Diagnostic,
  DiagnosticError,
  diagnosticsOf,
  hasErrors,
  visibleLines,
} from "@kalypso-actions/diagnostics";
import { handleSignals, reasonOf } from "@kalypso-actions/files";
import { annotateAll, diagnosticsTable } from "./report.ts";
import { info, surviveClosedPipes } from "./runner.ts";

/** GitHub silently drops a step's summary over 1 MiB. */
const maxSummary = 1024 * 1024 - 1024;

/** An action's result, for people who look at the run. */
export interface ActionResult {
  readonly diagnostics: readonly Diagnostic[];
  /** Markdown, for the job summary. */
  readonly summary: string;
  /** One line for the log. */
  readonly done?: string;
  readonly outputs: Readonly<Record<string, string | number>>;
  /** The checkout that places refer to, relative to the workspace. */
  readonly folder?: string;
}

/** @returns whether all of it is there */
async function writeSummary(markdown: string): Promise<boolean> {
  const file = process.env["GITHUB_STEP_SUMMARY"];
  if (!file || markdown === "") return true;
  const fits = Buffer.byteLength(markdown) <= maxSummary;
  const text = fits
    ? markdown
    : Buffer.from(markdown)
        .subarray(0, maxSummary)
        .toString("utf8")
        .replace(/\n[^\n]*$/, "\n\n*Truncated at GitHub's size limit; the log has the full text.*\n");
  await appendFile(file, text);
  return fits;
}

function debugCause(error: unknown): void {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    debug(visibleLines(cause.stack ?? cause.message));
}

function resultOf(error: unknown): ActionResult {
  debugCause(error);
  return { diagnostics: diagnosticsOf(error), summary: "", outputs: {} };
}

function unwritable(variable: string, cause: unknown): DiagnosticError {
  return new DiagnosticError(
    {
      severity: "error",
      code: "runner-file-failed",
      message: `the file that ${variable} names could not be written: ${reasonOf(cause)}`,
      hint: "The runner provides this file: check its disk, and that no earlier step has changed the variable or the file.",
    },
    { cause },
  );
}

/** @throws DiagnosticError runner-file-failed */
async function writing<T>(variable: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unwritable(variable, error);
  }
}

/** A run whose result could not be told must not begin. @throws DiagnosticError runner-file-failed */
async function checkRunnerFiles(): Promise<void> {
  for (const variable of ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]) {
    const file = process.env[variable];
    if (file) await writing(variable, () => appendFile(file, ""));
  }
}

function setOutputs(outputs: ActionResult["outputs"]): void {
  for (const [name, value] of Object.entries(outputs)) setCoreOutput(name, value);
}

/** Outputs, annotations, the summary, the exit code. @throws DiagnosticError runner-file-failed */
async function tell(title: string, result: ActionResult): Promise<void> {
  if (hasErrors(result.diagnostics)) process.exitCode = 1;
  annotateAll(result.diagnostics, result.folder);
  await writing("GITHUB_OUTPUT", () => setOutputs(result.outputs));
  if (result.done !== undefined) info(result.done);
  const parts = [`## ${title}`, result.summary, diagnosticsTable(result.diagnostics)].filter(
    (part) => part !== "",
  );
  const isWhole = await writing("GITHUB_STEP_SUMMARY", () => writeSummary(`${parts.join("\n\n")}\n`));
  // The log has the problems already.
  if (!isWhole && result.summary !== "") for (const line of result.summary.split("\n")) info(line);
}

/**
 * Runs an action to its end: outputs (if it has any, even with errors), annotations, the job summary, and exit code 1
 * if anything is an error.
 * Never throws or shows a stack trace; causes go to the debug log. The process ends by itself once everything is
 * printed.
 * @param title the summary's heading
 * @param stop what a cancelled run does; by default, it ends at once and leaves nothing unfinished
 */
export async function runAction(
  title: string,
  main: () => Promise<ActionResult>,
  stop?: () => void,
): Promise<void> {
  surviveClosedPipes();
  handleSignals(stop);
  try {
    await checkRunnerFiles();
    const result = await main().catch(resultOf);
    await tell(title, result);
  } catch (error) {
    annotateAll(resultOf(error).diagnostics);
    process.exitCode = 1;
  }
}
