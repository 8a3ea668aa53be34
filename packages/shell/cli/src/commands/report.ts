import { resolve } from "node:path";
import { parseLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { counted, type Diagnostic, hasErrors } from "@kalypso-actions/diagnostics";
import { writeWholeFile } from "@kalypso-actions/files";
import type { Fleet } from "@kalypso-actions/fleet";
import { reportHtml } from "@kalypso-actions/fleet-report";
import { readFleet } from "@kalypso-actions/fleets";
import type { Schedule } from "@kalypso-actions/resources";
import { type Command, onlyProblems, type Tools } from "../command.ts";
import { required } from "../options.ts";

/** Policies and configuration, as far as they can be read. */
async function schedulesOf(
  { reader, progress }: Tools,
  { environments }: Fleet,
): Promise<{
  readonly schedules: ReadonlyMap<string, Schedule>;
  readonly diagnostics: readonly Diagnostic[];
}> {
  using _ = progress.doing("reading policies and configuration");
  const read = await Promise.all(
    environments.map(async ({ name, controlPlane }) => {
      const location = { repo: controlPlane.repo, ref: controlPlane.branch };
      return { name, ...(await scheduleEnvironment(reader, { environment: name, controlPlane: location })) };
    }),
  );
  const schedules = read.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  const missing = read
    .filter(({ value, diagnostics }) => value === undefined || hasErrors(diagnostics))
    .map(({ name, diagnostics }): Diagnostic => {
      const first = diagnostics.find(({ severity }) => severity === "error");
      return {
        severity: "warning",
        code: "report-incomplete",
        message: `the policies and the configuration of ${name} may be incomplete: ${first?.message ?? "it cannot be scheduled"}`,
        hint: `Run \`kalypso schedule --environment ${name}\` for everything that is wrong.`,
      };
    });
  return { schedules: new Map(schedules), diagnostics: missing };
}

/** The fleet as one HTML file. */
export const reportCommand: Command = async (options, tools) => {
  const file = resolve(required(options.out, "--out"));
  const { forge, health } = await tools.fleet(options.health);
  const { value: fleet, diagnostics } = await readFleet({
    reader: tools.reader,
    controlPlane: parseLocation(options.controlPlane),
    forge,
    health,
  });
  if (fleet === undefined) return onlyProblems(diagnostics);
  const { schedules, diagnostics: missing } = await schedulesOf(tools, fleet);
  const html = reportHtml(fleet, {
    made: new Date().toISOString(),
    withValues: options.withValues,
    schedules,
  });
  await writeWholeFile(file, html);
  const assignments = fleet.environments.reduce((sum, each) => sum + each.assignments.length, 0);
  const what = `${counted(fleet.environments.length, "environment")}, ${counted(assignments, "assignment")}`;
  const unread = fleet.environments.flatMap(({ name, unread: texts }) =>
    texts.map((text) => `${name}: not read: ${text}`),
  );
  return {
    diagnostics: [...diagnostics, ...missing],
    text: () => [`${what}, written to ${options.out}`, ...unread],
    data: { file, environments: fleet.environments.length, assignments, unread },
  };
};
