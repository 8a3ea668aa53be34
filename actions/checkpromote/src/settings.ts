/** Settings derived from several inputs. */
import { openIdToken } from "@kalypso-actions/action-kit";
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import type { AzureLogin, AzureSecret } from "@kalypso-actions/resource-graph";

interface LoginInputs {
  readonly clientId: string;
  readonly tenantId: string;
  readonly azureCredentials: AzureSecret | undefined;
}

function problem(code: Diagnostic["code"], message: string, hint: string): DiagnosticError {
  return new DiagnosticError({ severity: "error", code, message, hint });
}

/** OIDC if an application is named, a secret if one is given, otherwise the Azure CLI's login. */
export function azureLogin(inputs: LoginInputs, mask: (secret: string) => void): AzureLogin {
  const { clientId, tenantId, azureCredentials: secret } = inputs;
  if ((clientId === "") !== (tenantId === ""))
    throw problem(
      "input-invalid",
      `the input \`${clientId === "" ? "client-id" : "tenant-id"}\` is empty, but must be set together with \`${clientId === "" ? "tenant-id" : "client-id"}\``,
      "Set both for OIDC, or neither. An input taken from a variable is empty if the variable is not set.",
    );
  if (clientId !== "")
    return { kind: "oidc", tenantId, clientId, assertion: () => openIdToken("api://AzureADTokenExchange") };
  if (secret === undefined) return { kind: "cli" };
  // The JSON is masked as a whole, but the secret in it may appear on its own.
  mask(secret.clientSecret);
  return {
    kind: "secret",
    tenantId: secret.tenantId,
    clientId: secret.clientId,
    secret: secret.clientSecret,
  };
}

interface CreatorInputs {
  readonly health: "resource-graph" | "commit-statuses" | "both";
  readonly statusCreators: readonly string[];
}

/** Anyone with write access to a repository can set a status, so trusted creators must be listed. */
export function statusCreators({ health, statusCreators: creators }: CreatorInputs): readonly string[] {
  if (health === "resource-graph" || creators.length > 0) return creators;
  throw problem(
    "input-missing",
    `the input \`status-creators\` is missing; \`health: ${health}\` needs it`,
    "List the logins whose statuses count, such as `contoso-flux[bot]`; `*` accepts everybody's.",
  );
}
