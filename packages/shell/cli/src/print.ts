import { annotateAll } from "@kalypso-actions/action-kit";
import { formatReport, visible, visibleJson, visibleLines } from "@kalypso-actions/diagnostics";
import type { CommandResult } from "./command.ts";
import type { Format } from "./options.ts";

function isClosedPipe(error: Error): boolean {
  return "code" in error && error.code === "EPIPE";
}

/**
 * Resolves once the whole text has left the process: a pipe accepts only as much at a time as its reader takes. A
 * reader that closes the pipe, as `| head` does, wants no more.
 */
function print(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === "") return Promise.resolve();
  return new Promise((resolve, reject) => {
    stream.write(`${text}\n`, (error) => (error && !isClosedPipe(error) ? reject(error) : resolve()));
  });
}

/** A command's result, with outside text made safe. */
export async function printResult(format: Format, { diagnostics, text, data }: CommandResult): Promise<void> {
  const { stdout, stderr } = process;
  if (format === "json")
    return print(stdout, visibleJson(JSON.stringify({ diagnostics, result: data }, null, 2)));
  if (format === "github") annotateAll(diagnostics);
  else await print(stderr, formatReport(diagnostics));
  await print(stdout, visibleLines(text));
}

export function printUsage(usage: string): Promise<void> {
  return print(process.stdout, usage);
}

export function printMisuse(message: string): Promise<void> {
  return print(process.stderr, `kalypso: ${visible(message)}\nTry: kalypso --help`);
}

export function printFailure(error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  return print(process.stderr, `kalypso: the output could not be written: ${visible(message)}`);
}
