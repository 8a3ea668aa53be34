import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { DiagnosticError } from "@kalypso-actions/diagnostics";

/**
 * `GH_TOKEN`, or the token that GitHub's own command line keeps.
 * @param host `github.com`
 * @throws DiagnosticError input-missing
 */
export async function personalToken(host: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const given = env["GH_TOKEN"] || (host === "github.com" ? undefined : env["GH_ENTERPRISE_TOKEN"]);
  if (given) return given;
  try {
    const { stdout } = await promisify(execFile)("gh", ["auth", "token", "--hostname", host], {
      env,
      timeout: 20_000,
    });
    if (stdout.trim() !== "") return stdout.trim();
  } catch {
    // It is not there, or nobody is logged in.
  }
  throw new DiagnosticError({
    severity: "error",
    code: "input-missing",
    message: "there is no token: GH_TOKEN is not set, and `gh auth token` gives none",
    hint: "Log in with `gh auth login --scopes repo,workflow,read:org,delete_repo`, or set GH_TOKEN.",
  });
}
