import type { ActionResult } from "@kalypso-actions/action-kit";
import { present } from "@kalypso-actions/diagnostics";
import {
  Commits,
  Contents,
  Dispatches,
  GitHubRepository,
  type GitHubServer,
  PullRequests,
} from "@kalypso-actions/github";
import { gitAddress, type RepositoryName } from "@kalypso-actions/names";
import { acknowledge, promote } from "@kalypso-actions/promotions";
import type { promoteInputs } from "./inputs.ts";
import { report } from "./report.ts";

type PromoteInputs = ReturnType<typeof promoteInputs>;

/** What the runner says of the run. */
interface RunFacts {
  readonly url: string | undefined;
  /** The login of whoever started it. */
  readonly actor: string | undefined;
}

/**
 * Promotes, and reports the result.
 * @throws DiagnosticError input-missing, environment-unknown, promotion-*, git-*, github-*
 */
export async function promotion(
  inputs: PromoteInputs,
  server: GitHubServer,
  { url: runUrl, actor: by }: RunFacts,
): Promise<ActionResult> {
  const {
    environment,
    commit,
    token,
    repository: name,
    allowRollback: allowsRollback,
    workflow,
    via,
  } = inputs;
  const repository = new GitHubRepository(name, token, {
    ...server.api,
    trustedAuthors: inputs.trustedAuthors,
  });
  const ports = {
    commits: (of: RepositoryName) => new Commits(new GitHubRepository(of, token, server.api)),
    contents: new Contents(repository),
    dispatches: new Dispatches(repository),
    pulls: new PullRequests(repository),
    control: new Commits(repository),
  };
  const request = {
    environment,
    repository: name,
    address: gitAddress(name, server.url),
    server: server.url,
    token: { origin: new URL(server.url).origin, token },
    ...present({ time: server.api?.time }),
    allowsRollback,
    via,
    runUrl,
    by,
  };
  const done =
    commit === "pinned"
      ? await acknowledge(ports, request)
      : await promote(ports, { ...request, commit, workflow });
  return report(done, { environment, commit, repository: name, server: server.url });
}
