import { parseLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { counted, hasErrors, type Outcome, present, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { inShard, render, type Shard, withoutFollowUps } from "@kalypso-actions/manifests";
import { renderFolder } from "@kalypso-actions/rendering";
import type { Schedule } from "@kalypso-actions/resources";
import type { EnvironmentOutput } from "@kalypso-actions/scheduling";
import { type Command, onlyProblems, type Tools } from "../command.ts";
import type { RenderedEnvironment } from "../comparison.ts";
import { required } from "../options.ts";
import { renderingThread } from "../program.ts";
import { assignmentsText } from "./schedule.ts";

/** What to say while a Schedule is rendered. */
function renderingOf({ environment, assignments }: Schedule, shard?: Shard): (done: number) => string {
  const all = assignments.filter(({ name }) => inShard(name, shard)).length;
  return (done) => `rendering ${environment}: ${done} of ${counted(all, "assignment")}`;
}

interface RenderOutcome extends Outcome<RenderedEnvironment | undefined> {
  /** What was scheduled, also with errors. */
  readonly output?: EnvironmentOutput;
}

/** Schedules and renders, and reports the errors of both stages together. */
export async function renderEnvironment(
  { reader, progress }: Tools,
  request: Parameters<typeof scheduleEnvironment>[1],
): Promise<RenderOutcome> {
  const { value: schedule, diagnostics: found, broken, gitops } = await scheduleEnvironment(reader, request);
  if (schedule === undefined) return { value: undefined, diagnostics: found };
  const said = renderingOf(schedule);
  using doing = progress.doing(said(0));
  const rendered = render(schedule, undefined, (done) => doing.update(said(done)));
  const diagnostics = sortDiagnostics([...found, ...withoutFollowUps(rendered.diagnostics, broken)]);
  const output = gitops && { environment: request.environment, gitops, schedule };
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics, ...present({ output }) };
  return {
    value: { schedule, files: rendered.value, held: rendered.held },
    diagnostics,
    ...present({ output }),
  };
}

export const renderCommand: Command = async (options, { reader, progress }) => {
  const environment = required(options.environment, "--environment");
  const path = required(options.out, "--out");
  const request = { environment, controlPlane: parseLocation(options.controlPlane) };
  const { value: schedule, diagnostics: found, broken } = await scheduleEnvironment(reader, request);
  if (schedule === undefined) return onlyProblems(found);
  const { shard, jobs } = options;
  const said = renderingOf(schedule, shard);
  using doing = progress.doing(said(0));
  const rendered = await renderFolder({
    schedule,
    path,
    shard,
    jobs,
    isDry: hasErrors(found),
    program: renderingThread,
    hear: (done) => doing.update(said(done)),
  });
  const diagnostics = sortDiagnostics([...found, ...withoutFollowUps(rendered.diagnostics, broken)]);
  const { written } = rendered;
  if (written === undefined) return onlyProblems(diagnostics);
  const summary = `${counted(written.files, "file")} written to ${path}`;
  return { diagnostics, text: (columns) => [...assignmentsText(schedule, columns), summary], data: written };
};
