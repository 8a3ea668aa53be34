import { info, runAction } from "@kalypso-actions/action-kit";
import { runCheck } from "@kalypso-actions/checks";
import {
  Commits,
  Contents,
  Environments,
  GitHubRepository,
  parseRepositoryName,
} from "@kalypso-actions/github";
import { systemClock } from "./clock.ts";
import { type Expectation, readExpectation } from "./expectation.ts";
import { healthLogin, healthSources } from "./health.ts";
import { checkPromoteInputs } from "./inputs.ts";
import { nextEnvironment } from "./next-environment.ts";
import { gatePolicy } from "./policy.ts";
import { promotionStatus } from "./promotion-status.ts";
import { outcome } from "./report.ts";
import { gitOpsRepository } from "./settings.ts";

await runAction("Deployment check", async () => {
  const inputs = checkPromoteInputs();
  const { environment, token, "promoted-commit": promotedCommit } = inputs;
  const gitops = gitOpsRepository(inputs);
  const login = healthLogin(inputs);
  const own = inputs.repository ?? parseRepositoryName(process.env["GITHUB_REPOSITORY"] ?? "") ?? gitops.name;
  const controlPlane = new GitHubRepository(own, token);
  const repository = new GitHubRepository(gitops.name, token);
  const commits = new Commits(repository);
  const statuses = new Commits(controlPlane);
  const branch = inputs["gitops-branch"] || environment;
  const subject = { address: gitops.address, branch, commits, clock: systemClock };
  const stopped = new AbortController();
  // A run that is cancelled has a few seconds: enough to leave no status pending.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopped.abort(name));
  const checked = await runCheck({
    ...{ commits, log: info, clock: systemClock, signal: stopped.signal },
    status: promotionStatus(statuses, promotedCommit, environment),
    prepare: async () => {
      const expectation: Expectation = await readExpectation(
        { contents: new Contents(repository), commits },
        inputs.commit,
        inputs["gitops-path"],
      );
      return {
        sources: await healthSources(inputs, login, subject, expectation.expected),
        settings: {
          ...{
            commit: inputs.commit,
            healthOf: inputs["health-of"],
            applicationOf: expectation.applicationOf,
          },
          ...{ folder: inputs["gitops-path"], interval: inputs["poll-interval"], signal: stopped.signal },
          policy: gatePolicy(inputs, expectation.expected, systemClock.now()),
        },
      };
    },
  });
  const next = await nextEnvironment(checked.decision, inputs, new Environments(controlPlane), () =>
    statuses.statuses(promotedCommit),
  );
  return outcome(checked, next, { ...inputs, branch, gitops: gitops.name });
});
