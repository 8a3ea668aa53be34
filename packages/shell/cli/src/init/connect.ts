/** GitHub and Azure themselves. */
import { guardedReader } from "@kalypso-actions/control-plane";
import { present } from "@kalypso-actions/diagnostics";
import { openSnapshotReader } from "@kalypso-actions/git";
import { hostsOfServer } from "@kalypso-actions/names";
import {
  type AzureDrivers,
  azureCli,
  azureDrivers,
  issuerOf,
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
  const issuer = () => issuerOf(url);
  const az = azureCli({ env });
  const azure: AzureDrivers = azureDrivers(az, { issuer });
  return {
    drivers: { ...github.drivers, ...azure },
    issuer,
    openReader: (trusted) => {
      const reader = openSnapshotReader({ tokens: [{ origin: new URL(url).origin, token }], env });
      const guarded = guardedReader(reader, {
        hosts: [{ kind: "any", allowsHttp: true }, ...hostsOfServer(url)],
        owners: ["*"],
        allowsLocal: false,
        trusted,
      });
      return {
        ...present({ refusal: guarded.refusal?.bind(guarded) }),
        read: (...args) => guarded.read(...args),
        [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
      };
    },
    check: github.preflight,
    readRecord: github.readRecord,
    storeFor: github.storeFor,
    proposeFiles: github.proposeFiles,
    updateBranch: github.updateBranch,
    readApp: github.readApp,
    subscription: () => subscriptionOf(az),
  };
}
