import { createPrivateKey, sign } from "node:crypto";
import { DiagnosticError } from "@kalypso-actions/diagnostics";

function part(data: object): string {
  return Buffer.from(JSON.stringify(data)).toString("base64url");
}

/**
 * A token with which an App speaks for itself, for nine minutes.
 * @param issuer the App's id or client id
 * @throws DiagnosticError input-invalid if the key is none
 */
export function appToken(issuer: string, privateKey: string, now: number): string {
  const seconds = Math.floor(now / 1_000);
  // A minute earlier, because clocks differ.
  const claims = { iat: seconds - 60, exp: seconds + 540, iss: issuer };
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  try {
    const key = createPrivateKey(privateKey);
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`;
  } catch {
    throw new DiagnosticError({
      severity: "error",
      code: "input-invalid",
      message: "the App's private key cannot be read",
      hint: "Pass the .pem file that GitHub has given with --app-key-file.",
    });
  }
}
