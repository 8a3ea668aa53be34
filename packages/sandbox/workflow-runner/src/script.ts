/** A step's `run`. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { evaluateText } from "./expressions.ts";
import type { Conclusion } from "./run.ts";
import type { StepFiles } from "./step-files.ts";
import { runCommand, type StepWork } from "./step-work.ts";
import { entry, type Value } from "./value.ts";

/** GitHub's own command lines; the empty name is for steps without `shell`. */
const shells: Readonly<Record<string, string>> = {
  "": "bash -e {0}",
  bash: "bash --noprofile --norc -eo pipefail {0}",
  sh: "sh -e {0}",
  python: "python {0}",
};

/** The value from the step, from its job's `defaults.run`, or from its workflow's. */
function said({ run, file, scope }: StepWork, key: "shell" | "working-directory"): string {
  const { file: job, workflow } = run.request;
  const own: Value | undefined = key === "shell" ? file.shell : file.workingDirectory;
  const inherited = [job.defaults, workflow.defaults].map((defaults) => entry(entry(defaults, "run"), key));
  return evaluateText(own ?? inherited[0] ?? inherited[1], scope);
}

/** @throws Error in GitHub's words if the shell is unknown */
function commandLine(shell: string, script: string): readonly [string, ...string[]] {
  const form = shells[shell] ?? shell;
  if (!form.includes("{0}"))
    throw new Error(
      "Invalid shell option. Shell must be a valid built-in (bash, sh, cmd, powershell, pwsh) or a format string containing '{0}'",
    );
  const [command = "", ...args] = form.split(/ +/).map((part) => part.replace("{0}", script));
  return [command, ...args];
}

export async function runScript(work: StepWork, files: StepFiles): Promise<Conclusion> {
  const { run, file, log, scope } = work;
  const text = evaluateText(file.run, scope);
  const shell = said(work, "shell");
  const script = join(run.temp, `${randomUUID()}.${shell === "python" ? "py" : "sh"}`);
  const [command, ...args] = commandLine(shell, script);
  const cwd = resolve(run.workspace, said(work, "working-directory"));
  if (!existsSync(cwd))
    throw new Error(
      `An error occurred trying to start process '${command}' with working directory '${cwd}'. No such file or directory`,
    );
  await writeFile(script, text);
  for (const line of text.trimEnd().split("\n")) log.line(`$ ${line}`);
  return runCommand(work, { command, args, cwd, env: files.env });
}
