/** Answers a command line as az does. */
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import type { AzureServer } from "../azure/server.ts";
import type { AzureCloud } from "./cloud.ts";
import { expanded, parseCommandLine } from "./command-line.ts";
import { entra } from "./entra.ts";
import { AzError, complaint, notModelled } from "./errors.ts";
import { cloudRecords, flux } from "./flux.ts";
import type { Handlers } from "./handler.ts";
import { kubernetes } from "./kubernetes.ts";
import { printed } from "./output.ts";
import { federatedLogin, mayRead } from "./principals.ts";
import { resources } from "./resources.ts";
import { rest } from "./rest.ts";
import { roles } from "./roles.ts";

/** The folder with the program `az`. */
const azFolder = fileURLToPath(new URL("../../az", import.meta.url));

interface AzCall {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Its standard input, if one of the arguments is `@-`. */
  readonly input: string | null;
}

interface AzResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

const handlers: Handlers = { ...entra, ...roles, ...resources, ...kubernetes, ...flux, ...rest };

async function result(cloud: AzureCloud, call: AzCall): Promise<string> {
  const line = parseCommandLine(expanded(call.args, call), cloud.extensions);
  const handler = handlers[line.command];
  if (handler === undefined) throw notModelled(`\`az ${line.command}\``);
  const strange = [...line.options.keys()].find(
    (name) => name !== "--subscription" && !handler.handles.includes(name),
  );
  if (strange !== undefined) throw notModelled(`${strange} of \`az ${line.command}\``);
  if (!cloud.isLoggedIn && !line.command.startsWith("extension "))
    throw complaint("Please run 'az login' to setup account.");
  const subscription = line.options.get("--subscription");
  if (subscription !== undefined && subscription !== cloud.subscriptionId)
    throw complaint(`The subscription of '${subscription}' doesn't exist in cloud 'AzureCloud'.`);
  return printed(await handler.run(line.options, cloud), line.output, line.query);
}

/** What az prints, and the code that it exits with: what the program `az` does, without a process. */
export async function runAz(cloud: AzureCloud, call: AzCall): Promise<AzResult> {
  try {
    return { stdout: await result(cloud, call), stderr: "", exitCode: 0 };
  } catch (error) {
    if (!(error instanceof AzError)) throw error;
    return { stdout: "", stderr: `ERROR: ${error.message}\n`, exitCode: error.exitCode };
  }
}

/**
 * Lets a server answer what `az` asks, and has the clusters made through it in its graph.
 * @returns the environment in which `az` is the sandbox's
 */
export function serveAz(server: AzureServer, cloud: AzureCloud): Readonly<Record<string, string>> {
  server.az = {
    run: (body) => runAz(cloud, JSON.parse(body) as AzCall),
    records: () => cloudRecords(cloud),
    login: (clientId, assertion, trusted) => federatedLogin(cloud, clientId, { assertion, trusted }),
    mayRead: (principalId, record) => mayRead(cloud, principalId, record),
  };
  return {
    PATH: `${azFolder}${delimiter}${process.env["PATH"] ?? ""}`,
    KALYPSO_SANDBOX_AZ: server.url,
    KALYPSO_SANDBOX_AZ_AUTHORITY: server.certificateFile,
  };
}

/** The command lines that `az` was given, in order. */
export function azCalls(server: AzureServer): readonly (readonly string[])[] {
  return server.requests
    .filter(({ path }) => path.startsWith("/az/"))
    .map(({ body }) => (JSON.parse(body) as AzCall).args);
}
