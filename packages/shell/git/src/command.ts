import { exec } from "@actions/exec";
import { DiagnosticError, present } from "@kalypso-actions/diagnostics";

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git without a shell and without echoing anything. */
export async function runGit(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env: Record<string, string>; readonly input?: string },
): Promise<GitResult> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const { cwd, env, input } = options;
  try {
    const exitCode = await exec("git", [...args], {
      env,
      silent: true,
      ignoreReturnCode: true,
      ...present({ cwd, input: input === undefined ? undefined : Buffer.from(input) }),
      listeners: { stdout: (data) => stdout.push(data), stderr: (data) => stderr.push(data) },
    });
    return { exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") };
  } catch (cause) {
    const diagnostic = {
      severity: "error",
      code: "git-missing",
      message: "the git command could not be run; expected git 2.29 or later on the PATH",
      hint: "Install git.",
    } as const;
    throw new DiagnosticError(diagnostic, { cause });
  }
}
