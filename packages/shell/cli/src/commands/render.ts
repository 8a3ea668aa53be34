import { parseLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { counted, hasErrors, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { withoutFollowUps } from "@kalypso-actions/manifests";
import { renderFolder } from "@kalypso-actions/rendering";
import { type Command, onlyProblems } from "../command.ts";
import { required } from "../options.ts";
import { renderingThread } from "../program.ts";
import { renderingOf } from "../rendered-environment.ts";
import { assignmentsText } from "./schedule.ts";

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
