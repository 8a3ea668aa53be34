import { readFile } from "node:fs/promises";
import { runAction } from "@kalypso-actions/action-kit";
import { counted, DiagnosticError, hasErrors, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { GitHubRepository, Issues } from "@kalypso-actions/github";
import {
  assignmentIssues,
  isIssueOf,
  issueSolved,
  type Rendering,
  type Shard,
} from "@kalypso-actions/manifests";
import { isRenderingThread, renderFolder, renderInThread } from "@kalypso-actions/rendering";
import { parseSchedule, type Schedule } from "@kalypso-actions/resources";
import { renderInputs } from "./inputs.ts";

async function readSchedule(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    const hint = "Pass the output `schedule` of the schedule action.";
    const message = `the Schedule ${file} cannot be read`;
    throw new DiagnosticError({ severity: "error", code: "schedule-invalid", message, hint }, { cause });
  });
}

interface Failed extends Pick<Rendering, "failures"> {
  readonly schedule: Schedule;
  readonly shard: Shard | undefined;
}

/** Keeps one issue per failing assignment, and closes the issues of fixed ones. */
async function keepIssues(repository: GitHubRepository, { schedule, failures, shard }: Failed) {
  const { environment } = schedule;
  const wanted = assignmentIssues(environment, failures);
  await new Issues(repository).reconcile(isIssueOf(environment, shard), wanted, issueSolved);
}

async function main() {
  const { schedule: file, path, shard, jobs, issuesRepository: issuesIn, token } = renderInputs();
  const { value: schedule, diagnostics: problems } = parseSchedule(await readSchedule(file), file);
  if (schedule === undefined || hasErrors(problems))
    return { diagnostics: problems, summary: "", outputs: {} };
  const rendered = await renderFolder({ schedule, path, shard, jobs, program: new URL(import.meta.url) });
  const diagnostics = sortDiagnostics(rendered.diagnostics);
  const { written, failures } = rendered;
  if (issuesIn !== undefined)
    await keepIssues(new GitHubRepository(issuesIn, token), { schedule, shard, failures });
  if (written === undefined) return { diagnostics, summary: "", outputs: {} };
  const part = shard === undefined ? "" : ` (shard ${shard.index} of ${shard.count})`;
  return {
    diagnostics,
    summary: `**${counted(written.files, "file")}** for \`${schedule.environment}\`${part} in \`${path}\`.`,
    done: `${counted(written.files, "file")} for ${schedule.environment}${part}, written to ${written.path}`,
    outputs: { ...written },
  };
}

if (isRenderingThread()) renderInThread();
else await runAction("Render", main);
