import type { ActionResult } from "@kalypso-actions/action-kit";
import {
  Commits,
  Environments,
  GitHubRepository,
  type GitHubServer,
  parseRepositoryName,
} from "@kalypso-actions/github";
import { statusContext } from "@kalypso-actions/promotion";
import { credentialFor, FluxConfigurations } from "@kalypso-actions/resource-graph";
import type { Clock } from "./check.ts";
import type { checkPromoteInputs } from "./inputs.ts";
import { nextEnvironment } from "./next-environment.ts";
import { outcome } from "./report.ts";
import { runCheck } from "./run-check.ts";
import { azureLogin, gatePolicy, gitOpsRepository } from "./settings.ts";

/** Where the check runs. */
export interface Surroundings {
  readonly server: GitHubServer;
  readonly runUrl: string | undefined;
  readonly log: (line: string) => void;
  readonly mask: (secret: string) => void;
  readonly clock: Clock;
  /** Raised when the run is cancelled. */
  readonly signal: AbortSignal;
}

/**
 * Waits for the clusters, and tells what comes next.
 * @throws DiagnosticError input-*, check-cancelled, azure-*, github-*
 */
export async function checkDeployment(
  inputs: ReturnType<typeof checkPromoteInputs>,
  { server, runUrl, log, mask, clock, signal }: Surroundings,
): Promise<ActionResult> {
  const { environment, token, "promoted-commit": promotedCommit } = inputs;
  const gitops = gitOpsRepository(inputs, server.url);
  const login = azureLogin(inputs, mask);
  const own = inputs.repository ?? parseRepositoryName(process.env["GITHUB_REPOSITORY"] ?? "") ?? gitops.name;
  const controlPlane = new GitHubRepository(own, token, server.api);
  const statuses = new Commits(controlPlane);
  const graph = new FluxConfigurations({
    credential: await credentialFor(login, inputs["azure-authority"]),
    endpoint: inputs["azure-endpoint"],
    scope: { subscriptions: inputs.subscriptions, managementGroups: inputs["management-groups"] },
    ...{ clock, signal },
  });
  const branch = inputs["gitops-branch"] || environment;
  const decision = await runCheck({
    configurations: () => graph.read(gitops.address, branch),
    commits: new Commits(new GitHubRepository(gitops.name, token, server.api)),
    commit: inputs.commit,
    policy: (changedPaths) => gatePolicy(inputs, changedPaths, clock.now()),
    interval: inputs["poll-interval"],
    ...{ log, clock, signal },
    isDeployed: async () =>
      (await statuses.statuses(promotedCommit)).get(statusContext(environment))?.state === "success",
    status: (state, description) =>
      statuses.setStatus(promotedCommit, {
        context: statusContext(environment),
        ...{ state, description },
        ...(runUrl === undefined ? {} : { targetUrl: runUrl }),
      }),
  });
  const next = await nextEnvironment(decision, inputs, new Environments(controlPlane), () =>
    statuses.statuses(promotedCommit),
  );
  return outcome(decision, next, { ...inputs, branch, gitops: gitops.name });
}
