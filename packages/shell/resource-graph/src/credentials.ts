/** Credentials for the graph: an application with OIDC or a secret, or the Azure CLI's login. */
import type { TokenCredential } from "@azure/identity";
import { type Deadlines, TimedOut, within } from "@kalypso-actions/deadlines";
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import { boundedAnswers } from "./answer-policies.ts";
import { Unreadable } from "./pages.ts";

export type AzureLogin =
  | {
      readonly kind: "oidc";
      readonly tenantId: string;
      readonly clientId: string;
      readonly assertion: () => Promise<string>;
    }
  | { readonly kind: "secret"; readonly tenantId: string; readonly clientId: string; readonly secret: string }
  | { readonly kind: "cli" };

/** The clouds that the libraries know; instance discovery is disabled for others. */
const knownAuthorities =
  /^https:\/\/login\.(?:microsoftonline\.com|microsoftonline\.us|chinacloudapi\.cn)\/?$/;

export interface AzureSecret {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenantId: string;
  readonly subscriptionId: string | undefined;
}

/**
 * Parses the output of `az ad sp create-for-rbac --sdk-auth`.
 * @returns undefined for anything else
 */
export function parseAzureCredentials(text: string): AzureSecret | undefined {
  try {
    const { clientId, clientSecret, tenantId, subscriptionId } = JSON.parse(text);
    const isWhole = [clientId, clientSecret, tenantId].every(
      (part) => typeof part === "string" && part !== "",
    );
    return isWhole ? { clientId, clientSecret, tenantId, subscriptionId } : undefined;
  } catch {
    return undefined;
  }
}

/** Loads the libraries on demand: they take longer to load than most actions to run. */
async function unboundedCredential(
  login: AzureLogin,
  authorityHost: string,
  deadlines: Deadlines,
): Promise<TokenCredential> {
  const identity = await import("@azure/identity");
  const options = {
    authorityHost,
    disableInstanceDiscovery: !knownAuthorities.test(authorityHost),
    additionalPolicies: [boundedAnswers(deadlines.answerBytes)],
  };
  switch (login.kind) {
    case "oidc":
      return new identity.ClientAssertionCredential(login.tenantId, login.clientId, login.assertion, options);
    case "secret":
      return new identity.ClientSecretCredential(login.tenantId, login.clientId, login.secret, options);
    case "cli":
      return new identity.AzureCliCredential({ processTimeoutInMs: deadlines.login });
  }
}

/** The libraries renew a token before it expires; each login has its time, with the job's OIDC token or the Azure CLI. */
export async function credentialFor(
  login: AzureLogin,
  authorityHost: string,
  deadlines: Deadlines,
): Promise<TokenCredential> {
  // The library takes an error apart that the job's own token causes.
  let problem: DiagnosticError | undefined;
  const asserted =
    login.kind !== "oidc"
      ? login
      : {
          ...login,
          assertion: () =>
            login.assertion().catch((error: unknown) => {
              if (error instanceof DiagnosticError) problem = error;
              throw error;
            }),
        };
  const credential = await unboundedCredential(asserted, authorityHost, deadlines);
  return {
    getToken: async (scopes, options) => {
      problem = undefined;
      const signal = options?.abortSignal as AbortSignal | undefined;
      try {
        return await within(deadlines.login, signal, (abortSignal) =>
          credential.getToken(scopes, { ...options, abortSignal }),
        );
      } catch (error) {
        throw problem ?? error;
      }
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A proxy may return error bodies of any shape, so only strings are used. */
function detailsOf(error: unknown) {
  const { name, message, code, statusCode } = (error ?? {}) as Readonly<Record<string, unknown>>;
  const said = textOf(message).split("\n")[0]?.trim() || textOf(code) || "no message";
  return { name: textOf(name), said, status: typeof statusCode === "number" ? statusCode : undefined };
}

function unreadable(said: string): Diagnostic {
  return {
    severity: "error",
    code: "azure-unreadable",
    message: `Azure Resource Graph returned an unreadable answer: ${said}`,
    hint: "Run again: the check continues from the clusters' current state. A proxy may have answered instead of Azure.",
  };
}

function timedOut(time: string): Diagnostic {
  return {
    severity: "error",
    code: "azure-timed-out",
    message: `Azure did not answer completely within ${time}`,
    hint: "Check the network, a proxy and https://status.azure.com, then run again: the check continues from the clusters' current state.",
  };
}

/** Only the Azure CLI's login can be missing: it is used if no other is named. */
function withoutLogin(said: string): Diagnostic {
  return {
    severity: "error",
    code: "azure-denied",
    message: `the inputs \`client-id\`, \`tenant-id\` and \`azure-credentials\` are empty, and the Azure CLI, which is used then, has no login: ${said}`,
    hint: "Set `client-id` and `tenant-id` for OIDC, or `azure-credentials`. An input taken from a variable or a secret is empty if that is not set.",
  };
}

/** What the login's library says when nobody has refused it: the server was not reached, is limited, or is no Entra ID. */
const isUnanswered =
  /\b(?:network_error|endpoints_resolution_error|openid_config_error|no_network_connectivity|request_timeout|server_error|temporarily_unavailable)\b|no "expiresOn" property/;

function unanswered(said: string): Diagnostic {
  return {
    severity: "error",
    code: "azure-failed",
    message: `the login to Azure failed: ${said}`,
    hint: "Nobody has refused it: the login's server was not reached or is limited, or a proxy answered. Check the network and https://status.azure.com, then run again.",
  };
}

/** The libraries' error for an answer that is not JSON. */
const isGarbled = /^(?:RestError|SyntaxError)$/;

/** Turns the libraries' errors into problems that the reader can act on. */
export function azureProblem(error: unknown): DiagnosticError {
  const { name, said, status } = detailsOf(error);
  if (error instanceof TimedOut) return new DiagnosticError(timedOut(error.time), { cause: error });
  const isParsed = !(isGarbled.test(name) && /JSON|parsing/i.test(said));
  if (error instanceof Unreadable || !isParsed || name === "TypeError")
    return new DiagnosticError(unreadable(said), { cause: error });
  const isLogin = /Authentication|CredentialUnavailable/.test(name);
  if (isLogin && isUnanswered.test(said)) return new DiagnosticError(unanswered(said), { cause: error });
  if (/CredentialUnavailable/.test(name)) return new DiagnosticError(withoutLogin(said), { cause: error });
  const isDenied = isLogin || status === 401 || status === 403;
  return new DiagnosticError(
    {
      severity: "error",
      code: isDenied ? "azure-denied" : "azure-failed",
      message: `Azure Resource Graph could not be queried: ${said}${status === undefined ? "" : ` (HTTP ${status})`}`,
      hint: isDenied
        ? "Check the credentials. The application needs Microsoft.KubernetesConfiguration/fluxConfigurations/read on the clusters' resource groups; with OIDC the job needs `id-token: write`."
        : "Check the scope (`subscriptions` or `management-groups`), then run again.",
    },
    { cause: error },
  );
}
