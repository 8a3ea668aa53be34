import {
  choice,
  commitId,
  environmentName,
  type InputSource,
  innerPath,
  list,
  masked,
  optional,
  pattern,
  readInputs,
  repositoryName,
  required,
  runnerInputs,
  seconds,
  secret,
  text,
  wholeNumber,
} from "@kalypso-actions/action-kit";
import { parseAzureCredentials } from "@kalypso-actions/resource-graph";

const uuid = /^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$/;
const httpsAddress = pattern(/^https:\/\/[^/]+\/?$/, "an https address");
const azureCredentials = {
  parse: parseAzureCredentials,
  expected: "JSON with clientId, clientSecret and tenantId",
};

/** Documented in action.yml; a test compares the two. */
export function checkPromoteInputs(source: InputSource = runnerInputs) {
  const given = readInputs(source, {
    environment: required(environmentName),
    "gitops-repository": required(repositoryName),
    "gitops-branch": text(""),
    "gitops-path": required(innerPath, ""),
    commit: required(commitId),
    "promoted-commit": required(commitId),
    repository: optional(repositoryName),
    token: secret(),
    "job-token": secret(""),
    health: choice(["resource-graph", "commit-statuses", "both"], "resource-graph"),
    "health-of": choice(["all", "platform"], "all"),
    "status-creators": list(),
    subscriptions: list(),
    "management-groups": list(),
    "client-id": required(pattern(uuid, "the id of an application"), ""),
    "tenant-id": required(pattern(uuid, "the id of a tenant"), ""),
    "azure-credentials": masked(optional(azureCredentials)),
    "azure-endpoint": required(httpsAddress, "https://management.azure.com"),
    "azure-authority": required(httpsAddress, "https://login.microsoftonline.com"),
    timeout: required(seconds(0.01, 21_600), "1800"),
    "poll-interval": required(seconds(0.01, 600), "15"),
    "grace-period": required(seconds(0, 3_600), "150"),
    "minimum-configurations": optional(wholeNumber(0, 100_000)),
    "on-suspended": choice(["fail", "ignore", "wait"], "wait"),
    "on-silent": choice(["fail", "warn", "wait"], "warn"),
    "next-environment": text(""),
  });
  return { ...given, gitopsBranch: given.gitopsBranch || given.environment };
}
