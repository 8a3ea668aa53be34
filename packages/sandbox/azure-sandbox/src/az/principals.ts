/** Who may do what in the cloud that az works on. */
import type { FluxRecord } from "../azure/record.ts";
import type { AzureCloud } from "./cloud.ts";

interface Claims {
  readonly iss?: unknown;
  readonly sub?: unknown;
  readonly aud?: unknown;
}

/** The claims of a token, unverified; undefined if it is none. */
function claimsOf(assertion: string): Claims | undefined {
  try {
    return JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Logs in as an application by a federated credential, which must have the assertion's issuer, subject and audience.
 * @param trusted accept an assertion without claims, if the application has any credential
 * @returns undefined if there is no such application
 */
export function federatedLogin(
  cloud: AzureCloud,
  clientId: string,
  { assertion, trusted }: { readonly assertion: string; readonly trusted: boolean },
): { principalId: string } | { error: string } | undefined {
  const application = [...cloud.applications.values()].find(({ appId }) => appId === clientId);
  if (application === undefined) return undefined;
  const principal = [...cloud.principals.values()].find(({ appId }) => appId === clientId);
  if (principal === undefined)
    return {
      error: `AADSTS7000229: The client application ${clientId} is missing service principal in the tenant ${cloud.tenantId}.`,
    };
  const claims = claimsOf(assertion);
  const matches = application.credentials.some(
    ({ issuer, subject, audiences }) =>
      (claims === undefined && trusted) ||
      (issuer === claims?.iss && subject === claims.sub && audiences.includes(String(claims.aud))),
  );
  if (matches) return { principalId: principal.id };
  return {
    error: `AADSTS700213: No matching federated identity record found for presented assertion subject '${claims?.sub}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`,
  };
}

const reading = "Microsoft.KubernetesConfiguration/fluxConfigurations/read";

function allows(action: string): boolean {
  const pattern = action.split("*").map((part) => part.replaceAll(/[.\\/]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`, "i").test(reading);
}

/** Whether a role assigned at or above a configuration allows to read it. Without one, the graph has fewer rows. */
export function mayRead(cloud: AzureCloud, principalId: string, { id }: FluxRecord): boolean {
  return [...cloud.assignments.values()].some(
    (assignment) =>
      assignment.principalId === principalId &&
      id.toLowerCase().startsWith(`${assignment.scope}/`.toLowerCase()) &&
      cloud.roles.get(assignment.roleDefinitionId)?.actions.some(allows) === true,
  );
}
