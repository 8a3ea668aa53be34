import { runAction, runUrl } from "@kalypso-actions/action-kit";
import { Commits, Environments, GitHubRepository, parseRepositoryName } from "@kalypso-actions/github";
import { statusContext } from "@kalypso-actions/promotion";
import { credentialFor, FluxConfigurations } from "@kalypso-actions/resource-graph";
import { checkPromoteInputs } from "./inputs.ts";
import { nextEnvironment } from "./next-environment.ts";
import { outcome } from "./report.ts";
import { runCheck } from "./run-check.ts";
import { azureLogin, gatePolicy, gitOpsRepository } from "./settings.ts";

await runAction("Deployment check", async () => {
  const inputs = checkPromoteInputs();
  const { environment, token, "promoted-commit": promotedCommit } = inputs;
  const gitops = gitOpsRepository(inputs);
  const login = azureLogin(inputs);
  const own = inputs.repository ?? parseRepositoryName(process.env["GITHUB_REPOSITORY"] ?? "") ?? gitops.name;
  const controlPlane = new GitHubRepository(own, token);
  const statuses = new Commits(controlPlane);
  const commits = new Commits(new GitHubRepository(gitops.name, token));
  const stopped = new AbortController();
  // A run that is cancelled has a few seconds: enough to leave no status pending.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopped.abort(name));
  const graph = new FluxConfigurations({
    credential: await credentialFor(login, inputs["azure-authority"]),
    endpoint: inputs["azure-endpoint"],
    scope: { subscriptions: inputs.subscriptions, managementGroups: inputs["management-groups"] },
    signal: stopped.signal,
  });
  const branch = inputs["gitops-branch"] || environment;
  const decision = await runCheck({
    configurations: () => graph.read(gitops.address, branch),
    commits,
    commit: inputs.commit,
    policy: (changedPaths) => gatePolicy(inputs, changedPaths),
    interval: inputs["poll-interval"],
    signal: stopped.signal,
    isDeployed: async () =>
      (await statuses.statuses(promotedCommit)).get(statusContext(environment))?.state === "success",
    status: (state, description) =>
      statuses.setStatus(promotedCommit, {
        context: statusContext(environment),
        ...{ state, description },
        ...(runUrl() === undefined ? {} : { targetUrl: runUrl() ?? "" }),
      }),
  });
  const next = await nextEnvironment(decision, inputs, new Environments(controlPlane), () =>
    statuses.statuses(promotedCommit),
  );
  return outcome(decision, next, { ...inputs, branch, gitops: gitops.name });
});
