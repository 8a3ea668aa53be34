import type { ActionResult } from "@kalypso-actions/action-kit";
import {
  gatePolicy,
  type NextEnvironment,
  nextEnvironment,
  promotionStatus,
  readExpectation,
  runCheck,
  withFreshToken,
} from "@kalypso-actions/checks";
import { openEnd, type RunTime } from "@kalypso-actions/deadlines";
import { DiagnosticError, diagnosticsOf } from "@kalypso-actions/diagnostics";
import {
  Commits,
  Contents,
  Environments,
  GitHubRepository,
  type GitHubServer,
} from "@kalypso-actions/github";
import {
  formatRepositoryName,
  gitAddress,
  parseRepositoryName,
  type RepositoryName,
} from "@kalypso-actions/names";
import type { Clock } from "@kalypso-actions/promotion";
import { demandPinned } from "@kalypso-actions/promotions";
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

/** Whether somebody named a commit or an environment that is not there, rather than that it could not be read. */
function isRefused(error: unknown): boolean {
  const refusals = ["promotion-refused", "environment-unknown"];
  return error instanceof DiagnosticError && error.diagnostics.some(({ code }) => refusals.includes(code));
}

/** What is known about the next environment when nothing may be promoted to it. */
function stayingHere({ diagnostics }: NextEnvironment) {
  return (error: unknown): NextEnvironment => {
    return { name: "", isReached: false, diagnostics: [...diagnostics, ...diagnosticsOf(error)] };
  };
}

/**
 * Waits for the clusters, and finds the next environment.
 * @throws DiagnosticError input-*, environment-unknown, promotion-refused, check-cancelled, inventory-invalid, azure-*,
 * git-*, github-*
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
  const asked = {
    environment,
    commit: promotedCommit,
    repository: own,
    address: gitAddress(own, server.url),
    server: server.url,
    token: { origin: new URL(server.url).origin, token },
  };
  const stillHas = (during: RunTime) =>
    demandPinned(
      (name: RepositoryName) => new Commits(new GitHubRepository(name, token, { ...api, time: during })),
      { ...asked, time: during },
    );
  // A refused commit gets no status, because it is not the environment's. Any other problem ends up in its status.
  const pinned = await stillHas(waiting).catch((error: unknown) => {
    if (isRefused(error)) throw error;
    return { error };
  });
  const prepare = async () => {
    if (pinned !== undefined) throw pinned.error;
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
  const found = await nextEnvironment(outcome, inputs, {
    environments: new Environments(controlPlane),
    statuses: () => statuses.statuses(promotedCommit),
  });
  // The environment may have been rolled back during the wait.
  const next = found.name === "" ? found : await stillHas(reporting).then(() => found, stayingHere(found));
  return report(outcome, next, {
    ...inputs,
    branch,
    gitops: gitopsRepository,
    controlPlane: own,
    server: server.url,
    runUrl,
  });
}
