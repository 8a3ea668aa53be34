import { chmod, mkdir, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { flagInput, type StandIn, type StandInContext } from "./stand-in.ts";

/**
 * The job's OIDC token.
 * @throws Error if the job may not request one
 */
async function assertionOf({ env }: StandInContext): Promise<string> {
  const address = env["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "";
  if (address === "")
    throw new Error(
      "Failed to fetch federated token from GitHub. Please make sure to give write permissions to id-token in the workflow.",
    );
  const answer = await fetch(`${address}&audience=api://AzureADTokenExchange`, {
    headers: { authorization: `Bearer ${env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]}` },
  });
  return ((await answer.json()) as { readonly value: string }).value;
}

/** Posts a form to a server whose certificate was issued by this authority. */
async function post(url: string, certificate: string, form: URLSearchParams): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    const sent = request(url, { method: "POST", ca: certificate }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve(Buffer.concat(chunks).toString("utf8"));
    });
    sent.on("error", reject).end(form.toString());
  });
}

/** Exchanges the job's OIDC token for an Azure token. */
async function azureToken(context: StandInContext): Promise<string> {
  const { inputs, services } = context;
  const { azure } = services;
  if (inputs["subscription-id"] === "" && !flagInput(inputs, "allow-no-subscriptions"))
    throw new Error("Ensure 'subscription-id' is supplied or 'allow-no-subscriptions' is 'true'.");
  if (azure === undefined) throw new Error("no Azure available: the sandbox was opened without one");
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: inputs["client-id"] ?? "",
    client_assertion: await assertionOf(context),
    scope: "https://management.azure.com/.default",
  });
  const text = await post(`${azure.url}/${inputs["tenant-id"]}/oauth2/v2.0/token`, azure.certificate, form);
  const { access_token: token, error_description: problem } = JSON.parse(text) as Record<string, string>;
  if (token === undefined) throw new Error(`Login failed: ${problem}`);
  return token;
}

/** Installs an `az` with a single command: the one that others use to take over its login. */
export const azureLogin: StandIn = {
  action: "azure/login",
  releases: { "v3.0.0": "532459ea530d8321f2fb9bb10d1e0bcf23869a43" },
  summary:
    "Logs in to the sandbox's Azure with OIDC, and installs an `az` that supports only `account get-access-token` and `version`.",
  inputs: {
    "client-id": undefined,
    "tenant-id": undefined,
    "subscription-id": "",
    "allow-no-subscriptions": "false",
  },
  async run(context) {
    const token = await azureToken(context);
    context.mask(token);
    const folder = join(context.temp, "azure-cli");
    await mkdir(folder, { recursive: true });
    const answer = JSON.stringify({
      accessToken: token,
      tokenType: "Bearer",
      tenant: context.inputs["tenant-id"],
      expiresOn: "2999-01-01 00:00:00.000000",
      expires_on: 32_472_144_000,
    });
    const script = `#!/usr/bin/env bash
if [ "$1 $2" = "account get-access-token" ]; then
  echo '${answer}'
elif [ "$1" = "--version" ] || [ "$1" = "version" ]; then
  echo 'azure-cli 2.80.0'
else
  echo "this stand-in for az supports only: az account get-access-token" >&2
  exit 2
fi
`;
    await writeFile(join(folder, "az"), script);
    await chmod(join(folder, "az"), 0o755);
    context.addPath(folder);
    context.log("Azure login succeeds by using OIDC.");
    return {};
  },
};
