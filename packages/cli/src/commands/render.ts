import { parseLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { hasErrors, type Outcome, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { objectId, writeOutputFolder } from "@kalypso-actions/files";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { FileTree } from "@kalypso-actions/gitops-branch";
import { inventoryOf, render } from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";
import type { Command } from "../command.ts";
import { type Options, required } from "../options.ts";
import { counted } from "../table.ts";
import { assignmentsText } from "./schedule.ts";

export interface RenderedEnvironment {
  readonly schedule: Schedule;
  readonly files: FileTree;
}

/** Schedules and renders; errors of both stages come together. */
export async function renderEnvironment(
  reader: SnapshotReader,
  request: Parameters<typeof scheduleEnvironment>[1],
  shard?: Options["shard"],
): Promise<Outcome<RenderedEnvironment | undefined>> {
  const scheduled = await scheduleEnvironment(reader, request);
  if (scheduled.value === undefined) return { value: undefined, diagnostics: scheduled.diagnostics };
  const rendered = render(scheduled.value, shard);
  const diagnostics = sortDiagnostics([...scheduled.diagnostics, ...rendered.diagnostics]);
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  return { value: { schedule: scheduled.value, files: rendered.value }, diagnostics };
}

export const renderCommand: Command = async (options, reader) => {
  const environment = required(options.environment, "--environment");
  const out = required(options.out, "--out");
  const controlPlane = parseLocation(options.controlPlane);
  const { value, diagnostics } = await renderEnvironment(
    reader,
    { environment, controlPlane },
    options.shard,
  );
  if (value === undefined) return { diagnostics, text: "", data: null };
  const inventory = inventoryOf({ ...value, objectId, shard: options.shard });
  const written = await writeOutputFolder(out, value.files, inventory);
  const text = `${assignmentsText(value.schedule)}\n${counted(written.files, "file")} written to ${out}`;
  return { diagnostics, text, data: written };
};
