/** Who signs the OIDC tokens of a server's jobs: https://docs.github.com/en/actions/concepts/security/openid-connect. */
import { openEnd, type RunTime, within } from "@kalypso-actions/deadlines";
import { z } from "zod";

const discovery = z.object({ issuer: z.url({ protocol: /^https$/ }) });

/** The issuer as GitHub documents it, for github.com, its subdomains with data residency, and Enterprise Server. */
function issuerByRule(server: string): string {
  const { host } = new URL(server);
  if (host === "github.com") return "https://token.actions.githubusercontent.com";
  if (host.endsWith(".ghe.com")) return `https://token.actions.${host}`;
  return `https://${host}/_services/token`;
}

type Fetch = (url: string, options: RequestInit) => Promise<Response>;

/**
 * The issuer that a server tells in its OIDC configuration, which anybody may read; where it cannot be read from here, the one
 * that the rule names. github.com's is known.
 */
export async function issuerOf(
  server: string,
  { ask = fetch, time = openEnd }: { readonly ask?: Fetch; readonly time?: RunTime } = {},
): Promise<string> {
  const known = issuerByRule(server);
  if (new URL(server).host === "github.com") return known;
  try {
    return await within(time.deadlines.request, time.signal, async (signal) => {
      const answer = await ask(`${known}/.well-known/openid-configuration`, { signal, redirect: "error" });
      return answer.ok ? discovery.parse(await answer.json()).issuer : known;
    });
  } catch {
    time.signal.throwIfAborted();
    return known;
  }
}
