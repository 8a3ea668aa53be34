/** The tokens that Apps sign for themselves: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app. */
import { createPublicKey, verify } from "node:crypto";
import type { App } from "./state.ts";

interface Claims {
  readonly iss?: string | number;
  readonly iat?: number;
  readonly exp?: number;
}

/** At most ten minutes, in seconds. */
const longest = 600;

function partOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** @returns the App that signed a token; undefined if it is none, or not valid now */
export function signedBy(apps: Iterable<App>, token: string): App | undefined {
  const [head = "", body = "", signature] = token.split(".");
  if (signature === undefined) return undefined;
  const claims = (partOf(body) ?? {}) as Claims;
  const app = [...apps].find(({ id, clientId }) => [String(id), clientId].includes(String(claims.iss)));
  if (app === undefined || app.privateKey === "") return undefined;
  const now = Date.now() / 1_000;
  const { iat = Number.POSITIVE_INFINITY, exp = 0 } = claims;
  if (iat > now || exp < now || exp > now + longest) return undefined;
  try {
    const [key, signed] = [createPublicKey(app.privateKey), Buffer.from(`${head}.${body}`)];
    return verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url")) ? app : undefined;
  } catch {
    // Worlds whose Apps only ever compare their keys have keys that are none.
    return undefined;
  }
}
