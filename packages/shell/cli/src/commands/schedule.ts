import { parseLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { counted, hasErrors } from "@kalypso-actions/diagnostics";
import { writeWholeFile } from "@kalypso-actions/files";
import { formatSchedule, type Schedule } from "@kalypso-actions/resources";
import { type Command, onlyProblems } from "../command.ts";
import { required } from "../options.ts";
import { table } from "../table.ts";
import type { Line, Span } from "../text.ts";

function rowsOf({ assignments, clusterTypes, held }: Schedule): readonly (readonly string[])[] {
  const kept = held.flatMap((each) => each.assignments);
  return clusterTypes.flatMap(({ name }) => {
    const isOwn = ({ clusterType }: { readonly clusterType: string }) => clusterType === name;
    const own = assignments
      .filter(isOwn)
      .map(({ deploymentTarget, policies }) => [name, deploymentTarget, policies.join(", ")]);
    const stays = kept
      .filter(isOwn)
      .map(({ deploymentTarget, policies }) => [name, deploymentTarget, `${policies.join(", ")} (held)`]);
    return own.length + stays.length === 0 ? [[name, "-", ""]] : [...own, ...stays];
  });
}

const head: readonly Span[] = ["CLUSTER TYPE", "DEPLOYMENT TARGET", "POLICIES"].map((text) => ({
  text,
  style: "bold",
}));

/** What runs where. */
export function assignmentsText(schedule: Schedule, columns: number | undefined): readonly Line[] {
  const { assignments, clusterTypes, environment, held } = schedule;
  const kept = held.reduce((sum, each) => sum + each.assignments.length, 0);
  const more = kept === 0 ? "" : `, and ${kept} held unchanged`;
  return [
    `${environment}: ${counted(assignments.length, "assignment")} on ${counted(clusterTypes.length, "cluster type")}${more}`,
    ...table([head, ...rowsOf(schedule)], { indent: "  ", columns }),
  ];
}

export const scheduleCommand: Command = async ({ controlPlane, out, ...options }, { reader }) => {
  const environment = required(options.environment, "--environment");
  const request = { environment, controlPlane: parseLocation(controlPlane) };
  const { value: schedule, diagnostics } = await scheduleEnvironment(reader, request);
  if (schedule === undefined || hasErrors(diagnostics)) return onlyProblems(diagnostics);
  if (out !== undefined) await writeWholeFile(out, formatSchedule(schedule));
  const written = out === undefined ? [] : [`written to ${out}`];
  return {
    diagnostics,
    text: (columns) => [...assignmentsText(schedule, columns), ...written],
    data: schedule,
  };
};
