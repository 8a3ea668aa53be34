import { parseLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { hasErrors, type Outcome, sortDiagnostics } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { FileTree } from "@kalypso-actions/gitops-branch";
import { render, withoutFollowUps } from "@kalypso-actions/manifests";
import { renderFolder } from "@kalypso-actions/rendering";
import type { Schedule } from "@kalypso-actions/resources";
import type { Command } from "../command.ts";
import { required } from "../options.ts";
import { renderingThread } from "../program.ts";
import { counted } from "../table.ts";
import { assignmentsText } from "./schedule.ts";

export interface RenderedEnvironment {
  readonly schedule: Schedule;
  readonly files: FileTree;
}

/** Schedules and renders, and reports the errors of both stages together. */
export async function renderEnvironment(
  reader: SnapshotReader,
  request: Parameters<typeof scheduleEnvironment>[1],
): Promise<Outcome<RenderedEnvironment | undefined>> {
  const scheduled = await scheduleEnvironment(reader, request);
  if (scheduled.value === undefined) return { value: undefined, diagnostics: scheduled.diagnostics };
  const rendered = render(scheduled.value);
  const found = withoutFollowUps(rendered.diagnostics, scheduled.broken);
  const diagnostics = sortDiagnostics([...scheduled.diagnostics, ...found]);
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  return { value: { schedule: scheduled.value, files: rendered.value }, diagnostics };
}

export const renderCommand: Command = async (options, reader) => {
  const environment = required(options.environment, "--environment");
  const path = required(options.out, "--out");
  const controlPlane = parseLocation(options.controlPlane);
  const {
    value: schedule,
    diagnostics: found,
    broken,
  } = await scheduleEnvironment(reader, {
    environment,
    controlPlane,
  });
  if (schedule === undefined) return { diagnostics: found, text: "", data: null };
  const { shard, jobs } = options;
  const rendered = await renderFolder({
    schedule,
    path,
    shard,
    jobs,
    isDry: hasErrors(found),
    program: renderingThread,
  });
  const diagnostics = sortDiagnostics([...found, ...withoutFollowUps(rendered.diagnostics, broken)]);
  const { written } = rendered;
  if (written === undefined) return { diagnostics, text: "", data: null };
  const text = `${assignmentsText(schedule)}\n${counted(written.files, "file")} written to ${path}`;
  return { diagnostics, text, data: written };
};
