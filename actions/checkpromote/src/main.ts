import { info, openIdToken, runAction, runUrl } from "@kalypso-actions/action-kit";
import { DiagnosticError, diagnosticsOf } from "@kalypso-actions/diagnostics";
import {
  Commits,
  formatRepositoryName,
  GitHubRepository,
  parseRepositoryName,
} from "@kalypso-actions/github";
import { configurationsTable, type GateDecision, statusContext } from "@kalypso-actions/promotion";
import { credentialFor, FluxConfigurations } from "@kalypso-actions/resource-graph";
import { waitForClusters } from "./check.ts";
import { checkPromoteInputs } from "./inputs.ts";
import { azureLogin, clusterTypesOf, gitOpsRepository } from "./settings.ts";

const second = 1_000;

await runAction("Deployment check", async () => {
  const inputs = checkPromoteInputs();
  const gitops = gitOpsRepository(inputs);
  const login = azureLogin(inputs, openIdToken);
  const { environment, token, commit, "promoted-commit": promotedCommit } = inputs;
  const own = inputs.repository ?? parseRepositoryName(process.env["GITHUB_REPOSITORY"] ?? "");
  const statuses = own === undefined ? undefined : new Commits(new GitHubRepository(own, token));
  const status = async (state: "pending" | "success" | "failure" | "error", description: string) => {
    const target = runUrl();
    const link = target === undefined ? {} : { targetUrl: target };
    await statuses?.setStatus(promotedCommit, {
      context: statusContext(environment),
      state,
      description,
      ...link,
    });
  };
  const stopped = new AbortController();
  // A run that is cancelled has a few seconds: enough to leave no status pending.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopped.abort(name));
  const branch = inputs["gitops-branch"] || environment;
  const graph = new FluxConfigurations({
    credential: await credentialFor(login, inputs["azure-authority"]),
    endpoint: inputs["azure-endpoint"],
    scope: { subscriptions: inputs.subscriptions, managementGroups: inputs["management-groups"] },
    signal: stopped.signal,
  });
  const begin = Date.now();
  const changes = new Commits(new GitHubRepository(gitops.name, token));
  let decision: GateDecision;
  try {
    await status("pending", "Deploying");
    decision = await waitForClusters(
      {
        configurations: () => graph.read(gitops.address, branch),
        commits: changes,
        log: info,
        now: () => Date.now(),
      },
      {
        commit,
        minimumConfigurations: inputs["minimum-configurations"],
        gracePeriod: inputs["grace-period"] * second,
        onSuspended: inputs["on-suspended"],
        deadline: begin + inputs.timeout * second,
        changedClusterTypes: clusterTypesOf(await changes.changedPaths(commit)),
      },
      inputs["poll-interval"] * second,
      stopped.signal,
    );
  } catch (error) {
    if (stopped.signal.aborted) {
      await status("error", "Check cancelled");
      const message = "the check was cancelled; what the clusters do is not known";
      throw new DiagnosticError({ severity: "error", code: "check-cancelled", message }, { cause: error });
    }
    await status("failure", `Failed to check: ${diagnosticsOf(error)[0]?.message ?? "unknown"}`);
    throw error;
  }
  const isThrough = decision.kind === "success";
  await status(
    isThrough ? "success" : "failure",
    isThrough ? "Deployed" : `Failed to deploy: ${decision.reason}`,
  );
  const next = inputs["next-environment"];
  const outputs = {
    verdict: decision.kind,
    configurations: JSON.stringify(decision.judged),
    promotable: String(isThrough && next !== ""),
  };
  const where = `\`${commit}\` of \`${formatRepositoryName(gitops.name)}\`, branch \`${branch}\``;
  const summary = `**${isThrough ? "Deployed" : "Not deployed"}**: ${where}: ${decision.reason}.\n\n${configurationsTable(decision)}`;
  const done = `${environment}: ${decision.reason}`;
  const silent = decision.silentClusterTypes.map((type) => ({
    severity: "warning" as const,
    code: "cluster-type-silent" as const,
    message: `the commit changes the cluster type \`${type}\`, for which no configuration reports`,
  }));
  const failure = {
    severity: "error",
    code: "deployment-failed",
    message: `${environment}: ${decision.reason}`,
    hint: "The table in the job's summary tells the state of every configuration. Once the environment is repaired, run this again: the promotion goes on from here.",
  } as const;
  return { diagnostics: isThrough ? silent : [failure, ...silent], summary, done, outputs };
});
