import { runAction, runUrl, serverUrl } from "@kalypso-actions/action-kit";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import {
  Commits,
  Contents,
  Dispatches,
  GitHubRepository,
  gitAddress,
  type RepositoryName,
} from "@kalypso-actions/github";
import { promoteInputs } from "./inputs.ts";
import { promote } from "./promote.ts";

await runAction("Promotion", async () => {
  const inputs = promoteInputs();
  const { environment, commit, token, repository: name } = inputs;
  if (name === undefined)
    throw new DiagnosticError({
      severity: "error",
      code: "input-missing",
      message: "the input `repository` is missing, and GITHUB_REPOSITORY does not tell it",
      hint: "Add it to the step: `with: { repository: owner/name }`.",
    });
  const repository = new GitHubRepository(name, token);
  const ports = {
    commits: (of: RepositoryName) => new Commits(new GitHubRepository(of, token)),
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
    address: gitAddress(name, serverUrl()),
    server: serverUrl(),
    token: { origin: new URL(serverUrl()).origin, token },
    allowsRollback: inputs["allow-rollback"],
    workflow: inputs.startWorkflow,
    runUrl: runUrl(),
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
});
