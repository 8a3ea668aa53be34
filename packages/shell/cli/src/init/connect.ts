/** GitHub and Azure themselves. */
import {
  type AzureDrivers,
  azureCli,
  azureDrivers,
  setupOnGitHub,
  subscriptionOf,
} from "@kalypso-actions/setups";
import { serverOf } from "../server.ts";
import { personAt } from "./browser.ts";
import type { Dialogue, Platforms } from "./platforms.ts";
import { personalToken } from "./token.ts";

/** @throws DiagnosticError input-missing without a token */
export async function connect(dialogue: Dialogue, env: NodeJS.ProcessEnv = process.env): Promise<Platforms> {
  const url = serverOf(env);
  const token = await personalToken(new URL(url).host, env);
  const apiUrl = env["GITHUB_API_URL"];
  const github = setupOnGitHub(token, { url, ...(apiUrl ? { api: { apiUrl } } : {}) }, personAt(dialogue));
  const az = azureCli({ env });
  const azure: AzureDrivers = azureDrivers(az);
  return {
    drivers: { ...github.drivers, ...azure },
    check: github.preflight,
    readRecord: github.readRecord,
    storeFor: github.storeFor,
    readApp: github.readApp,
    subscription: () => subscriptionOf(az),
  };
}
