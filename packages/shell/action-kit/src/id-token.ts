import { setSecret } from "@actions/core";
import { HttpClient } from "@actions/http-client";
import { BearerCredentialHandler } from "@actions/http-client/lib/auth";
import { DiagnosticError } from "@kalypso-actions/diagnostics";

/** A token has a few kilobytes. */
const maxBytes = 1024 * 1024;

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the job has no variable ${name}`);
  return value;
}

function unreadable(what: string): DiagnosticError {
  return new DiagnosticError({
    severity: "error",
    code: "github-unreadable",
    message: `the answer with the job's OIDC token cannot be read: ${what}`,
    hint: "A proxy may have answered instead of GitHub. Check the network, then run again.",
  });
}

async function bodyOf(message: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of message) {
    size += chunk.length;
    if (size > maxBytes) throw unreadable(`it is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function tokenIn(body: string): string {
  let answer: { readonly value?: unknown } | null;
  try {
    answer = JSON.parse(body);
  } catch {
    throw unreadable("it is not JSON, or not all of it");
  }
  if (typeof answer?.value === "string" && answer.value !== "") return answer.value;
  throw unreadable("it has no token");
}

/**
 * A token that authenticates the job to another service; the job needs `id-token: write`.
 * @throws DiagnosticError github-unreadable
 */
export async function openIdToken(audience: string): Promise<string> {
  const url = `${variable("ACTIONS_ID_TOKEN_REQUEST_URL")}&audience=${encodeURIComponent(audience)}`;
  const bearer = new BearerCredentialHandler(variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
  const options = { allowRetries: true, maxRetries: 5, allowRedirects: false };
  const client = new HttpClient("kalypso-actions", [bearer], options);
  const { message } = await client.get(url);
  const body = await bodyOf(message);
  if (message.statusCode !== 200)
    throw new Error(`GitHub gave the job no OIDC token (HTTP ${message.statusCode})`);
  const token = tokenIn(body);
  setSecret(token);
  return token;
}
