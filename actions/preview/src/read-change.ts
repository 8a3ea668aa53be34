/** What a pull request changes: in main, in an environment's branch, or in an application. */
import { addressRules } from "@kalypso-actions/action-kit";
import { guardedReader } from "@kalypso-actions/control-plane";
import { type Diagnostic, present } from "@kalypso-actions/diagnostics";
import type { EnvironmentReadings, PreviewFrame } from "@kalypso-actions/fleet";
import { openSnapshotReader } from "@kalypso-actions/git";
import type { GitHubServer } from "@kalypso-actions/github";
import { formatRepositoryName, gitAddress } from "@kalypso-actions/names";
import { readApplicationPreview, readBranchPreview, readMainPreview } from "@kalypso-actions/previews";
import type { PullRequestEvent } from "./event.ts";
import type { previewInputs } from "./inputs.ts";

type Inputs = ReturnType<typeof previewInputs>;

interface Change {
  readonly of: PreviewFrame["of"];
  readonly readings: readonly EnvironmentReadings[];
  /** Of what all environments have in common. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads and renders, with a reader for the repositories that the control plane names.
 * @param before the commit that the pull request is merged into
 * @throws DiagnosticError git-*, environment-unknown
 */
export async function readChange(
  { inputs, server }: { readonly inputs: Inputs; readonly server: GitHubServer },
  event: PullRequestEvent,
  before: string,
): Promise<Change> {
  const { environment, controlPlane, controlPlaneBranch, readToken } = inputs;
  const plane = gitAddress(controlPlane, server.url);
  const own = gitAddress(event.repository, server.url);
  const origin = new URL(server.url).origin;
  await using reader = guardedReader(
    openSnapshotReader({
      tokens: [{ origin, token: readToken }],
      ...present({ time: server.api?.time }),
    }),
    { ...addressRules(inputs, plane), trusted: [plane, own] },
  );
  const comparison = { repo: own, before, after: event.merged };
  const isSame = formatRepositoryName(controlPlane).toLowerCase();
  if (isSame !== formatRepositoryName(event.repository).toLowerCase()) {
    const main = { repo: plane, ref: controlPlaneBranch };
    const readings = await readApplicationPreview(reader, main, { ...comparison, branch: event.branch });
    return { of: "workload", readings, diagnostics: [] };
  }
  if (environment !== undefined)
    return {
      of: "environment",
      readings: await readBranchPreview(reader, comparison, environment),
      diagnostics: [],
    };
  return { of: "main", ...(await readMainPreview(reader, comparison)) };
}
