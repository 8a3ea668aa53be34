import type { ActionResult } from "@kalypso-actions/action-kit";
import { runCheck } from "@kalypso-actions/checks";
import {
  Commits,
  Contents,
  Environments,
  GitHubRepository,
  type GitHubServer,
  parseRepositoryName,
} from "@kalypso-actions/github";
import type { Clock } from "@kalypso-actions/promotion";
import { readExpectation } from "./expectation.ts";
import { healthLogin, healthSources } from "./health.ts";
import type { checkPromoteInputs } from "./inputs.ts";
import { nextEnvironment } from "./next-environment.ts";
import { gatePolicy } from "./policy.ts";
import { promotionStatus } from "./promotion-status.ts";
import { report } from "./report.ts";
import { gitOpsRepository } from "./settings.ts";

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
 * @throws DiagnosticError input-*, check-cancelled, inventory-invalid, azure-*, github-*
 */
export async function checkDeployment(
  inputs: ReturnType<typeof checkPromoteInputs>,
  { server, runUrl, log, mask, clock, signal }: Surroundings,
): Promise<ActionResult> {
  const { environment, token, commit, "promoted-commit": promotedCommit, "gitops-path": folder } = inputs;
  const gitops = gitOpsRepository(inputs, server.url);
  const login = healthLogin(inputs, mask);
  const own = inputs.repository ?? parseRepositoryName(process.env["GITHUB_REPOSITORY"] ?? "") ?? gitops.name;
  const controlPlane = new GitHubRepository(own, token, server.api);
  // What is waited for ends with the run; what is told at the end does not.
  const repository = new GitHubRepository(gitops.name, token, { ...server.api, signal });
  const [statuses, commits] = [new Commits(controlPlane), new Commits(repository)];
  const branch = inputs["gitops-branch"] || environment;
  const prepare = async () => {
    const on = { contents: new Contents(repository), commits };
    const expectation = await readExpectation(on, commit, folder);
    const { expected, applicationOf } = expectation;
    const subject = { address: gitops.address, branch, folder, commits, clock, log };
    return {
      sources: await healthSources(inputs, login, subject, expected),
      settings: {
        ...{ commit, folder, applicationOf, signal },
        ...{ healthOf: inputs["health-of"], interval: inputs["poll-interval"] },
        policy: gatePolicy(inputs, expectation, clock.now()),
      },
    };
  };
  const status = promotionStatus(statuses, { commit: promotedCommit, environment, runUrl });
  const outcome = await runCheck({ commits, log, clock, signal, status, prepare });
  const next = await nextEnvironment(outcome, inputs, new Environments(controlPlane), () =>
    statuses.statuses(promotedCommit),
  );
  return report(outcome, next, { ...inputs, branch, gitops: gitops.name });
}
