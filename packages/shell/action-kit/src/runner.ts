/** What the runner tells of itself, in the variables that GitHub sets. */

import { info as coreInfo, getIDToken } from "@actions/core";
import { visible } from "@kalypso-actions/diagnostics";

export { setSecret } from "@actions/core";

/** One line for the log, whoever wrote what is in it. */
export function info(line: string): void {
  coreInfo(visible(line));
}

/**
 * Lets a process whose output nobody reads any more, `| head`, go on to its end, without a stack trace. Output that cannot
 * be written for another reason makes it fail.
 */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error) => {
      if (!("code" in error && error.code === "EPIPE")) process.exitCode = 1;
    });
}

/** Ends the process as soon as all that was printed is out, whatever else it still waits for. */
export function endWhenPrinted(): void {
  process.stdout.write("", () => process.exit());
}

/** A token by which the job proves itself to another service; the job needs `id-token: write`. */
export async function openIdToken(audience: string): Promise<string> {
  return getIDToken(audience);
}

/** The server that repositories are on. */
export function serverUrl(): string {
  return process.env["GITHUB_SERVER_URL"] || "https://github.com";
}

/** Where the run can be looked at; undefined outside of a run. */
export function runUrl(): string | undefined {
  const { GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = process.env;
  return repository && id ? `${serverUrl()}/${repository}/actions/runs/${id}` : undefined;
}
