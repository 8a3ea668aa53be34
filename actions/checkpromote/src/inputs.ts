import {
  choice,
  type InputSource,
  list,
  mapped,
  masked,
  matching,
  optional,
  parsed,
  readInputs,
  runnerInputs,
  seconds,
  secret,
  text,
  wholeNumber,
} from "@kalypso-actions/action-kit";
import { parseRepositoryName } from "@kalypso-actions/github";
import { parseAzureCredentials } from "@kalypso-actions/resource-graph";

const commit = /^[0-9a-f]{40}$/;
const commitForm = "a full commit id, 40 hexadecimal digits";
const id = /^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$/;

/** A folder of the branch; `.` and slashes at its ends say no more. */
function folder(fallback: string) {
  const inside = matching(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).*$/, "a relative path without `..`", fallback);
  return mapped(inside, (path) => path.replace(/^(?:\.\/)+|^\.$|\/+$/g, ""));
}

/** Documented in action.yml; a test holds the two together. */
export function checkPromoteInputs(source: InputSource = runnerInputs) {
  return readInputs(source, {
    environment: matching(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "the name of an environment"),
    "gitops-repository": parsed(parseRepositoryName, "`owner/name`"),
    "gitops-branch": text(""),
    "gitops-path": folder(""),
    commit: matching(commit, commitForm),
    "promoted-commit": matching(commit, commitForm),
    repository: parsed(parseRepositoryName, "`owner/name`"),
    token: secret(),
    health: choice(["resource-graph", "commit-statuses", "both"], "resource-graph"),
    "health-of": choice(["all", "platform"], "all"),
    "status-creators": list(),
    subscriptions: list(),
    "management-groups": list(),
    "client-id": matching(id, "the id of an application", ""),
    "tenant-id": matching(id, "the id of a tenant", ""),
    "azure-credentials": masked(
      parsed(parseAzureCredentials, "JSON with clientId, clientSecret and tenantId"),
    ),
    "azure-endpoint": matching(/^https:\/\/[^/]+\/?$/, "an https address", "https://management.azure.com"),
    "azure-authority": matching(
      /^https:\/\/[^/]+\/?$/,
      "an https address",
      "https://login.microsoftonline.com",
    ),
    timeout: seconds(1_800, 0.01, 21_600),
    "poll-interval": seconds(15, 0.01, 600),
    "grace-period": seconds(150, 0, 3_600),
    "minimum-configurations": optional(wholeNumber(0, 0, 100_000)),
    "on-suspended": choice(["fail", "ignore", "wait"], "wait"),
    "on-silent": choice(["fail", "warn", "wait"], "warn"),
    "next-environment": text(""),
  });
}
