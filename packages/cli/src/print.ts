import { writeSync } from "node:fs";
import { annotateAll } from "@kalypso-actions/action-kit";
import { formatReport, visible, visibleJson, visibleLines } from "@kalypso-actions/diagnostics";
import type { CommandResult } from "./command.ts";
import type { Format } from "./options.ts";

/** To a pipe that somebody may close early, `| head`, as well as to a terminal. */
function print(stream: 1 | 2, text: string): void {
  if (text === "") return;
  try {
    let rest = Buffer.from(`${text}\n`);
    while (rest.length > 0) rest = rest.subarray(writeSync(stream, rest));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
  }
}

/** What a command found out, with text of others made visible. */
export function printResult(format: Format, { diagnostics, text, data }: CommandResult): void {
  if (format === "json") print(1, visibleJson(JSON.stringify({ diagnostics, result: data }, null, 2)));
  else if (format === "github") {
    annotateAll(diagnostics);
    print(1, visibleLines(text));
  } else {
    print(2, formatReport(diagnostics));
    print(1, visibleLines(text));
  }
}

export function printUsage(usage: string): void {
  print(1, usage);
}

export function printMisuse(message: string): void {
  print(2, `kalypso: ${visible(message)}\nTry: kalypso --help`);
}
