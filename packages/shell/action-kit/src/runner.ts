/** The runner's environment, from GitHub's variables, and its log. */

import { info as coreInfo } from "@actions/core";
import { visible } from "@kalypso-actions/diagnostics";

export { setSecret } from "@actions/core";

/** One line for the log, safe for outside text. */
export function info(line: string): void {
  coreInfo(visible(line));
}

/**
 * Lets a process whose output is closed, as by `| head`, run to its end without a stack trace. It fails if its output
 * cannot be written for another reason.
 */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error) => {
      if (!("code" in error && error.code === "EPIPE")) process.exitCode = 1;
    });
}

/** Ends the process as soon as its output is flushed, whatever it is still waiting for. */
export function endWhenPrinted(): void {
  // An error of the last line is reported after this.
  process.stdout.write("", () => setImmediate(() => process.exit()));
}

/** The server that hosts the repositories. */
export function serverUrl(): string {
  return process.env["GITHUB_SERVER_URL"] || "https://github.com";
}

/** The URL of the run; undefined outside a run. */
export function runUrl(): string | undefined {
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = process.env;
  return repository && id ? `${serverUrl()}/${repository}/actions/runs/${id}` : undefined;
}
