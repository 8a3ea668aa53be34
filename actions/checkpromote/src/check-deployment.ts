import type { ActionResult } from "@kalypso-actions/action-kit";
import {
  gatePolicy,
  nextEnvironment,
  promotionStatus,
  readExpectation,
  runCheck,
  withFreshToken,
} from "@kalypso-actions/checks";
import { openEnd } from "@kalypso-actions/deadlines";
import {
  Commits,
  Contents,
  Environments,
  GitHubRepository,
  type GitHubServer,
} from "@kalypso-actions/github";
import { formatRepositoryName, parseRepositoryName } from "@kalypso-actions/names";
import type { Clock } from "@kalypso-actions/promotion";
import { healthLogin, healthSources } from "./health.ts";
import type { checkPromoteInputs } from "./inputs.ts";
import { report } from "./report.ts";

/** The environment of the check. */
interface Surroundings {
  readonly server: GitHubServer;
  readonly runUrl: string | undefined;
  readonly log: (line: string) => void;
  readonly mask: (secret: string) => void;
  readonly clock: Clock;
  /** Aborted when the run is cancelled, or its time over. */
  readonly signal: AbortSignal;
}

/**
 * Waits for the clusters, and finds the next environment.
 * @throws DiagnosticError input-*, check-cancelled, inventory-invalid, azure-*, github-*
 */
export async function checkDeployment(
  inputs: ReturnType<typeof checkPromoteInputs>,
  { server, runUrl, log, mask, clock, signal }: Surroundings,
): Promise<ActionResult> {
  const { environment, token, commit, promotedCommit, gitopsRepository, gitopsBranch: branch } = inputs;
  const { gitopsPath: folder, healthOf, pollInterval: interval } = inputs;
  const login = healthLogin(inputs, mask);
  const own =
    inputs.repository ?? parseRepositoryName(process.env["GITHUB_REPOSITORY"] ?? "") ?? gitopsRepository;
  const { api = {} } = server;
  const { time = openEnd } = api;
  const end = clock.now() + inputs.timeout;
  const waiting = { ...time, signal, left: () => Math.max(end - clock.now(), 0) };
  // Neither cancelling the run nor its end stops the final reports, which wait for no long limit.
  const reporting = { ...openEnd, deadlines: time.deadlines, left: () => time.deadlines.request };
  const controlPlane = new GitHubRepository(own, token, { ...api, time: reporting });
  const repository = new GitHubRepository(gitopsRepository, token, { ...api, time: waiting });
  const [statuses, commits, contents] = [
    new Commits(controlPlane),
    new Commits(repository),
    new Contents(repository),
  ];
  const prepare = async () => {
    const gitops = {
      readLarge: (path: string, at: string) => contents.readLarge(path, at),
      changedPaths: (of: string) => commits.changedPaths(of),
    };
    const expectation = await readExpectation(gitops, commit, folder);
    const address = `${server.url}/${formatRepositoryName(gitopsRepository)}`;
    const subject = { address, branch, folder, expected: expectation.expected, commits, clock, log, time };
    const policy = gatePolicy(inputs, expectation, clock.now());
    return {
      sources: await healthSources(inputs, login, subject),
      held: expectation.held,
      settings: {
        commit,
        folder,
        applicationOf: expectation.applicationOf,
        signal,
        healthOf,
        interval,
        policy,
        lastPoll: time.deadlines.lastPoll,
      },
    };
  };
  const { jobToken } = inputs;
  const fresh =
    jobToken === ""
      ? undefined
      : new Commits(new GitHubRepository(own, jobToken, { ...api, time: reporting }));
  const status = promotionStatus(withFreshToken(statuses, fresh), {
    commit: promotedCommit,
    environment,
    runUrl,
  });
  // The next poll asks again for what GitHub does not find.
  const comparison = { compare: (base: string, head: string) => commits.compareOnce(base, head) };
  const outcome = await runCheck({ commits: comparison, log, clock, signal, status, prepare });
  const next = await nextEnvironment(outcome, inputs, {
    environments: new Environments(controlPlane),
    statuses: () => statuses.statuses(promotedCommit),
  });
  return report(outcome, next, { ...inputs, branch, gitops: gitopsRepository });
}
