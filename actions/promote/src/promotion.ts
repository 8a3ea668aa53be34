import type { ActionResult } from "@kalypso-actions/action-kit";
import { Commits, Contents, Dispatches, GitHubRepository, type GitHubServer } from "@kalypso-actions/github";
import { gitAddress, type RepositoryName } from "@kalypso-actions/names";
import { promote } from "@kalypso-actions/promotions";
import type { promoteInputs } from "./inputs.ts";

/**
 * Promotes, and reports the result.
 * @throws DiagnosticError input-missing, environment-unknown, promotion-*, git-*, github-*
 */
export async function promotion(
  inputs: ReturnType<typeof promoteInputs>,
  server: GitHubServer,
  runUrl: string | undefined,
): Promise<ActionResult> {
  const { environment, commit, token, repository: name, allowRollback: allowsRollback, workflow } = inputs;
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
    diagnostics,
  } = await promote(ports, {
    environment,
    commit,
    repository: name,
    address: gitAddress(name, server.url),
    server: server.url,
    token: { origin: new URL(server.url).origin, token },
    allowsRollback,
    workflow,
    runUrl,
  });
  const done = promoted ? `promoted ${commit} to ${environment}: ${reason}` : `nothing to promote: ${reason}`;
  return {
    diagnostics,
    summary: promoted
      ? `Promoted \`${commit}\` to **${environment}**: ${reason}.`
      : `Nothing to promote: ${reason}.`,
    done,
    outputs: { promoted: String(promoted), reason, commit: pinned },
  };
}
