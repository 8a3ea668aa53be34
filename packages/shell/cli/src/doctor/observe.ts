/** GitHub and Azure themselves. */
import { guardedReader } from "@kalypso-actions/control-plane";
import type { Outcome } from "@kalypso-actions/diagnostics";
import { openSnapshotReader, type SnapshotReader, type SnapshotReaderOptions } from "@kalypso-actions/git";
import { hostsOfServer } from "@kalypso-actions/names";
import type { ObservedPlatform } from "@kalypso-actions/setup";
import { Access, type Az, azureCli, observePlatform } from "@kalypso-actions/setups";
import { personalToken } from "../init/token.ts";
import { serverOf } from "../server.ts";
import type { DoctorRequest } from "./request.ts";

interface Ports {
  readonly env?: NodeJS.ProcessEnv;
  readonly az?: Az;
  readonly openReader?: (options: SnapshotReaderOptions) => SnapshotReader;
}

/** @throws DiagnosticError without a token, and of GitHub or Azure */
export async function observe(
  request: DoctorRequest,
  { env = process.env, az = azureCli({ env }), openReader = openSnapshotReader }: Ports = {},
): Promise<Outcome<ObservedPlatform | undefined>> {
  const url = serverOf(env);
  const token = await personalToken(new URL(url).host, env);
  const apiUrl = env["GITHUB_API_URL"];
  const access = new Access(token, { url, ...(apiUrl ? { api: { apiUrl } } : {}) });
  await using reader = openReader({ tokens: [{ origin: new URL(url).origin, token }], env });
  const guarded = guardedReader(reader, {
    hosts: [{ kind: "any", allowsHttp: true }, ...hostsOfServer(url)],
    owners: ["*"],
    allowsLocal: false,
    // What the person named; files name the others.
    trusted: [request.address],
  });
  return await observePlatform({ access, reader: guarded, az }, { ...request, now: Date.now() });
}
