/** An environment, scheduled and rendered in memory. */
import { scheduleEnvironment } from "@kalypso-actions/control-plane";
import { counted, hasErrors, type Outcome, present, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { inShard, render, type Shard, withoutFollowUps } from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";
import type { EnvironmentOutput } from "@kalypso-actions/scheduling";
import type { Tools } from "./command.ts";
import type { RenderedEnvironment } from "./comparison.ts";

/** What to say while a Schedule is rendered. */
export function renderingOf({ environment, assignments }: Schedule, shard?: Shard): (done: number) => string {
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
