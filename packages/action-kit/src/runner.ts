/** What the runner tells of itself, in the variables that GitHub sets. */

import { info as coreInfo, getIDToken } from "@actions/core";
import { visible } from "@kalypso-actions/diagnostics";

export { setSecret } from "@actions/core";

/** One line for the log, whoever wrote what is in it. */
export function info(line: string): void {
  coreInfo(visible(line));
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
