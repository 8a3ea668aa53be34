/** What several inputs say together. */
import { openIdToken, serverUrl, setSecret } from "@kalypso-actions/action-kit";
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import { formatRepositoryName, type RepositoryName } from "@kalypso-actions/github";
import type { GatePolicy } from "@kalypso-actions/promotion";
import type { AzureLogin, AzureSecret } from "@kalypso-actions/resource-graph";

interface LoginInputs {
  readonly "client-id": string;
  readonly "tenant-id": string;
  readonly "azure-credentials": AzureSecret | undefined;
}

function problem(code: Diagnostic["code"], message: string, hint: string): DiagnosticError {
  return new DiagnosticError({ severity: "error", code, message, hint });
}

/** OIDC where an application is named, a secret where one is given, else whoever the Azure CLI is logged in as. */
export function azureLogin(inputs: LoginInputs): AzureLogin {
  const { "client-id": clientId, "tenant-id": tenantId, "azure-credentials": secret } = inputs;
  if ((clientId === "") !== (tenantId === ""))
    throw problem(
      "input-invalid",
      "the inputs `client-id` and `tenant-id` belong together; one of them is missing",
      "Give both for OIDC, or none.",
    );
  if (clientId !== "")
    return { kind: "oidc", tenantId, clientId, assertion: () => openIdToken("api://AzureADTokenExchange") };
  if (secret === undefined) return { kind: "cli" };
  // The JSON as a whole is masked already; the secret in it may show alone.
  setSecret(secret.clientSecret);
  return {
    kind: "secret",
    tenantId: secret.tenantId,
    clientId: secret.clientId,
    secret: secret.clientSecret,
  };
}

/** The GitOps repository, and its address as clusters have it. */
export function gitOpsRepository(inputs: { readonly "gitops-repository": RepositoryName | undefined }) {
  const name = inputs["gitops-repository"];
  if (name === undefined)
    throw problem(
      "input-missing",
      "the input `gitops-repository` is missing",
      "Add it to the step: `with: { gitops-repository: owner/name }`.",
    );
  return { name, address: `${serverUrl()}/${formatRepositoryName(name)}` };
}

interface PolicyInputs {
  readonly commit: string;
  /** Milliseconds, as is the grace period. */
  readonly timeout: number;
  readonly "minimum-configurations": number;
  readonly "grace-period": number;
  readonly "on-suspended": GatePolicy["onSuspended"];
}

/** The gate's policy; waiting ends `timeout` from now. */
export function gatePolicy(inputs: PolicyInputs, changedPaths: readonly string[]): GatePolicy {
  return {
    commit: inputs.commit,
    minimumConfigurations: inputs["minimum-configurations"],
    gracePeriod: inputs["grace-period"],
    onSuspended: inputs["on-suspended"],
    deadline: Date.now() + inputs.timeout,
    changedClusterTypes: clusterTypesOf(changedPaths),
  };
}

/** The cluster types that paths of the GitOps repository belong to: its folders, those of tools left out. */
function clusterTypesOf(paths: readonly string[]): readonly string[] {
  const folders = paths.filter((path) => path.includes("/")).map((path) => path.slice(0, path.indexOf("/")));
  return [...new Set(folders)].filter((folder) => !folder.startsWith(".")).sort();
}
