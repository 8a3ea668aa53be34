import { hasErrors, type Outcome, present, sortDiagnostics } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Inventory } from "@kalypso-actions/gitops-branch";
import type { Broken, Resource, Schedule } from "@kalypso-actions/resources";
import { schedule } from "@kalypso-actions/scheduling";
import { type EnvironmentRequest, readEnvironment } from "./environment.ts";

/** A Schedule, and what of the control plane could not be used for it. */
interface ScheduledEnvironment extends Outcome<Schedule | undefined> {
  readonly broken?: Broken;
  readonly gitops?: Resource<"GitOpsRepo">;
  /** The inventory of the GitOps branch, if it has one that could be read. */
  readonly branch?: Inventory;
}

/**
 * Reads an environment and schedules it.
 * @returns diagnostics in their final order; with errors among them the Schedule is incomplete, for further checks only
 */
export async function scheduleEnvironment(
  reader: SnapshotReader,
  request: EnvironmentRequest,
): Promise<ScheduledEnvironment> {
  const view = await readEnvironment(reader, request);
  const { branch } = view;
  if (view.value === undefined)
    return { value: undefined, diagnostics: sortDiagnostics(view.diagnostics), ...present({ branch }) };
  const scheduled = schedule(view.value);
  // With unreadable resources, "selects nothing" may only mean that the selected ones could not be read.
  const { broken } = view.value.controlPlane;
  const remarks =
    hasErrors(view.diagnostics) || !broken.isEmpty
      ? scheduled.diagnostics.filter(({ severity }) => severity === "error")
      : scheduled.diagnostics;
  return {
    value: scheduled.value,
    diagnostics: sortDiagnostics([...view.diagnostics, ...remarks]),
    broken,
    ...present({ gitops: view.value.gitops, branch }),
  };
}
