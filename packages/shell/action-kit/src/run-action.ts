import { appendFile } from "node:fs/promises";
import { debug, setOutput as setCoreOutput } from "@actions/core";
import { type Diagnostic, diagnosticsOf, hasErrors, visibleLines } from "@kalypso-actions/diagnostics";
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

/**
 * Runs an action to its end: outputs (if it has any, even with errors), annotations, the job summary, and exit code 1
 * if anything is an error.
 * Never throws or shows a stack trace; causes go to the debug log. The process ends by itself once everything is
 * printed.
 * @param title the summary's heading
 */
export async function runAction(title: string, main: () => Promise<ActionResult>): Promise<void> {
  surviveClosedPipes();
  let result: ActionResult;
  try {
    result = await main();
  } catch (error) {
    debugCause(error);
    result = { diagnostics: diagnosticsOf(error), summary: "", outputs: {} };
  }
  annotateAll(result.diagnostics, result.folder);
  if (result.done !== undefined) info(result.done);
  const parts = [`## ${title}`, result.summary, diagnosticsTable(result.diagnostics)].filter(
    (part) => part !== "",
  );
  const isWhole = await writeSummary(`${parts.join("\n\n")}\n`);
  // The log has the problems already.
  if (!isWhole && result.summary !== "") for (const line of result.summary.split("\n")) info(line);
  if (hasErrors(result.diagnostics)) process.exitCode = 1;
  for (const [name, value] of Object.entries(result.outputs)) setCoreOutput(name, value);
}
