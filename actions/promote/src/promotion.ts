import type { ActionResult } from "@kalypso-actions/action-kit";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import {
  Commits,
  Contents,
  Dispatches,
  GitHubRepository,
  type GitHubServer,
  gitAddress,
  type RepositoryName,
} from "@kalypso-actions/github";
import type { promoteInputs } from "./inputs.ts";
import { promote } from "./promote.ts";

/**
 * Promotes, and tells what came of it.
 * @throws DiagnosticError input-missing, environment-unknown, promotion-*, git-*, github-*
 */
export async function promotion(
  inputs: ReturnType<typeof promoteInputs>,
  server: GitHubServer,
  runUrl: string | undefined,
): Promise<ActionResult> {
  const { environment, commit, token, repository: name } = inputs;
  if (name === undefined)
    throw new DiagnosticError({
      severity: "error",
      code: "input-missing",
      message: "the input `repository` is missing, and GITHUB_REPOSITORY does not tell it",
      hint: "Add it to the step: `with: { repository: owner/name }`.",
    });
  const repository = new GitHubRepository(name, token, server.api);
  const ports = {
    commits: (of: RepositoryName) => new Commits(new GitHubRepository(of, token, server.api)),
    contents: new Contents(repository),
    dispatches: new Dispatches(repository),
  };
  const {
    promoted,
    reason,
    commit: pinned,
  } = await promote(ports, {
    environment,
    commit,
    repository: name,
    address: gitAddress(name, server.url),
    server: server.url,
    token: { origin: new URL(server.url).origin, token },
    allowsRollback: inputs["allow-rollback"],
    workflow: inputs.startWorkflow,
    runUrl,
  });
  const done = promoted ? `promoted ${commit} to ${environment}: ${reason}` : `nothing to promote: ${reason}`;
  return {
    diagnostics: [],
    summary: promoted
      ? `Promoted \`${commit}\` to **${environment}**: ${reason}.`
      : `Nothing to promote: ${reason}.`,
    done,
    outputs: { promoted: String(promoted), reason, commit: pinned },
  };
}
