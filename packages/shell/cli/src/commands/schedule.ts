import { parseLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { hasErrors } from "@kalypso-actions/diagnostics";
import { writeWholeFile } from "@kalypso-actions/files";
import { formatSchedule, type Schedule } from "@kalypso-actions/resources";
import type { Command } from "../command.ts";
import { required } from "../options.ts";
import { counted, table } from "../table.ts";

export function assignmentsText({ assignments, clusterTypes, environment, held }: Schedule): string {
  const kept = held.flatMap((each) => each.assignments);
  const rows = clusterTypes.flatMap(({ name }) => {
    const isOwn = ({ clusterType }: { readonly clusterType: string }) => clusterType === name;
    const own = assignments
      .filter(isOwn)
      .map(({ deploymentTarget, policies }) => [name, deploymentTarget, policies.join(", ")]);
    const stays = kept
      .filter(isOwn)
      .map(({ deploymentTarget, policies }) => [name, deploymentTarget, `${policies.join(", ")} (held)`]);
    return own.length + stays.length === 0 ? [[name, "-", ""]] : [...own, ...stays];
  });
  const more = kept.length === 0 ? "" : `, and ${kept.length} held unchanged`;
  const head = `${environment}: ${counted(assignments.length, "assignment")} on ${counted(clusterTypes.length, "cluster type")}${more}`;
  return `${head}\n${table([["CLUSTER TYPE", "DEPLOYMENT TARGET", "POLICIES"], ...rows], "  ")}`;
}

export const scheduleCommand: Command = async (options, reader) => {
  const environment = required(options.environment, "--environment");
  const controlPlane = parseLocation(options.controlPlane);
  const { value: schedule, diagnostics } = await scheduleEnvironment(reader, { environment, controlPlane });
  if (schedule === undefined || hasErrors(diagnostics)) return { diagnostics, text: "", data: null };
  const text = assignmentsText(schedule);
  if (options.out === undefined) return { diagnostics, text, data: schedule };
  await writeWholeFile(options.out, formatSchedule(schedule));
  return { diagnostics, text: `${text}\nwritten to ${options.out}`, data: schedule };
};
