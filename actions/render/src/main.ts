import { readFile } from "node:fs/promises";
import { endWhenPrinted, runAction } from "@kalypso-actions/action-kit";
import { inTime, type RunTime } from "@kalypso-actions/deadlines";
import { counted, DiagnosticError, hasErrors, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { GitHubRepository, Issues } from "@kalypso-actions/github";
import {
  assignmentIssues,
  heldIssues,
  isHeldIssue,
  isIssueOf,
  issueSolved,
  nothingHeld,
  type Rendering,
  renderingSummary,
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

/**
 * Keeps one issue per failing assignment, and one for what the Schedule holds; closes those of what is fixed.
 * @param today `<year>-<month>-<day>`
 */
async function keepIssues(issues: Issues, { schedule, failures, shard }: Failed, today: string) {
  const { environment } = schedule;
  const wanted = assignmentIssues(environment, failures);
  await issues.reconcile(isIssueOf(environment, shard), wanted, issueSolved);
  // Every shard has the whole Schedule; one of them is enough.
  if ((shard?.index ?? 1) > 1) return;
  await issues.reconcile(isHeldIssue(environment), heldIssues(schedule, today), nothingHeld);
}

/** What could not be rendered, for the output. */
function heldOutput(held: Rendering["held"]): string {
  const plain = held.map(({ registration, workload, deploymentTarget, reason, at, assignments }) => ({
    registration,
    workload: workload ?? null,
    deploymentTarget: deploymentTarget ?? null,
    reason,
    at: at ?? null,
    assignments: Object.keys(assignments).length,
  }));
  return JSON.stringify(plain);
}

async function main(time: RunTime) {
  const {
    schedule: file,
    path,
    shard,
    jobs,
    issuesRepository: issuesIn,
    token,
    trustedAuthors,
  } = renderInputs();
  const { value: schedule, diagnostics: problems } = parseSchedule(await readSchedule(file), file);
  if (schedule === undefined || hasErrors(problems))
    return { diagnostics: problems, summary: "", outputs: {} };
  const rendered = await renderFolder({ schedule, path, shard, jobs, program: new URL(import.meta.url) });
  const diagnostics = sortDiagnostics(rendered.diagnostics);
  const { written, failures, held } = rendered;
  const today = new Date().toISOString().slice(0, 10);
  if (issuesIn !== undefined)
    await keepIssues(
      new Issues(new GitHubRepository(issuesIn, token, { time, trustedAuthors })),
      { schedule, shard, failures },
      today,
    );
  const told = { schedule, shard, failures, held, written: written && { files: written.files, path } };
  const summary = renderingSummary(told);
  if (written === undefined) return { diagnostics, summary, outputs: {} };
  const part = shard === undefined ? "" : ` (shard ${shard.index} of ${shard.count})`;
  return {
    diagnostics,
    summary,
    done: `${counted(written.files, "file")} for ${schedule.environment}${part}, written to ${written.path}`,
    outputs: { ...written, held: heldOutput(held) },
  };
}

if (isRenderingThread()) renderInThread();
else {
  await runAction("Render", () => inTime(main));
  // Whatever has not ended in time would keep the process alive.
  endWhenPrinted();
}
