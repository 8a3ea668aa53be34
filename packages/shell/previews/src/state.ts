/** One environment, scheduled and rendered in memory. */
import { type EnvironmentRequest, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { hasErrors, sortDiagnostics } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/files";
import type { EnvironmentState } from "@kalypso-actions/fleet";
import type { SnapshotReader } from "@kalypso-actions/git";
import { type Inventory, settledInventory } from "@kalypso-actions/gitops-branch";
import { inventoryOf, render, withoutFollowUps } from "@kalypso-actions/manifests";

interface ReadState {
  readonly state: EnvironmentState;
  /** What the environment's GitOps branch has. */
  readonly branch: Inventory | undefined;
}

/** Only what the files are is kept, not their texts: two renders of a large environment would not fit into memory. */
export async function readState(reader: SnapshotReader, request: EnvironmentRequest): Promise<ReadState> {
  const { value: schedule, diagnostics: found, broken, branch } = await scheduleEnvironment(reader, request);
  if (schedule === undefined) return { state: { rendered: undefined, diagnostics: found }, branch };
  const rendering = render(schedule);
  const diagnostics = sortDiagnostics([...found, ...withoutFollowUps(rendering.diagnostics, broken)]);
  if (hasErrors(diagnostics)) return { state: { rendered: undefined, diagnostics }, branch };
  const written = inventoryOf({ schedule, files: rendering.value, objectId, held: rendering.held });
  const inventory = settledInventory(written, branch);
  return { state: { rendered: { schedule, inventory, held: written.held ?? [] }, diagnostics }, branch };
}
