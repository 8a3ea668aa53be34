import { type Location, parseLocation } from "@kalypso-actions/control-plane";
import { hasErrors, type Outcome, visible } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/files";
import { readFolder, type Snapshot, type SnapshotReader } from "@kalypso-actions/git";
import {
  below,
  clusterTypeReadme,
  type FileChange,
  type InventoryChange,
  inventoryPath,
  isUnchanged,
  maxInventoryBytes,
  parseInventory,
  planBranch,
  type TreeDiff,
  trackingPath,
} from "@kalypso-actions/gitops-branch";
import { inventoryOf } from "@kalypso-actions/manifests";
import { createTwoFilesPatch } from "diff";
import type { Command } from "../command.ts";
import { required } from "../options.ts";
import { counted } from "../table.ts";
import { type RenderedEnvironment, renderEnvironment } from "./render.ts";

/** What a pull request would change; paths are relative to the repository. */
interface Comparison extends TreeDiff {
  readonly inventory: readonly InventoryChange[];
}

async function readGitOps(reader: SnapshotReader, location: Location) {
  const wants = () => true;
  // Inventories of large fleets are larger than any resource.
  if ("folder" in location)
    return { value: await readFolder(location.folder, wants, maxInventoryBytes), diagnostics: [] };
  return reader.read(location, wants, maxInventoryBytes);
}

/** Show the tracking file although a promoted commit alone is not proposed. */
function trackingChange(path: string, before: string | undefined, after: string | null): TreeDiff {
  const none = { added: [], modified: [], removed: [] };
  if (after === null || before === after) return none;
  return before === undefined
    ? { ...none, added: [{ path, after }] }
    : { ...none, modified: [{ path, before, after }] };
}

function compare(snapshot: Snapshot, { schedule, files }: RenderedEnvironment): Outcome<Comparison> {
  const { path } = schedule.gitops;
  const present = new Map(snapshot.files.map((file) => [file.path, file.text ?? ""]));
  const at = below(path, inventoryPath);
  const known = present.get(at);
  const read = known === undefined ? undefined : parseInventory(known, at);
  const before = present.get(below(path, trackingPath)) ?? present.get(trackingPath);
  const { diff, inventory, moved } = planBranch({
    present,
    wanted: files,
    inventory: read?.value,
    written: inventoryOf({ schedule, files, objectId }),
    targetPath: path,
    readme: clusterTypeReadme,
    promoted: { before, after: schedule.promotedCommit ?? undefined },
  });
  const own = present.get(below(path, trackingPath));
  const tracked = trackingChange(below(path, trackingPath), own, schedule.promotedCommit);
  const gone = moved.map((name) => ({ path: name, before: present.get(name) ?? "" }));
  const value = {
    added: [...tracked.added, ...diff.added],
    modified: [...tracked.modified, ...diff.modified],
    removed: [...gone, ...diff.removed],
    inventory,
  };
  return { value, diagnostics: read?.diagnostics ?? [] };
}

function patch({ path, before, after }: FileChange): string {
  const from = before === undefined ? "/dev/null" : visible(`a/${path}`);
  const to = after === undefined ? "/dev/null" : visible(`b/${path}`);
  return createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, { context: 3 })
    .replace(/^=+\n/, "")
    .trimEnd();
}

function inventoryLine({ subject, before = "", after = "" }: InventoryChange): string {
  return visible(`inventory: ${subject}: ${before || "nothing"} -> ${after || "nothing"}`);
}

function diffText({ inventory, ...diff }: Comparison): string {
  const lines = inventory.map(inventoryLine);
  if (isUnchanged(diff) && lines.length === 0) return "no differences";
  const { added, modified, removed } = diff;
  const counts = `${counted(added.length, "file")} added, ${modified.length} modified, ${removed.length} removed`;
  return [...[...removed, ...modified, ...added].map(patch), ...lines, counts].join("\n");
}

/** What a render would change on the environment's branch of the GitOps repository. */
export const diffCommand: Command = async (options, reader) => {
  const environment = required(options.environment, "--environment");
  const request = { environment, controlPlane: parseLocation(options.controlPlane) };
  const { value, diagnostics } = await renderEnvironment(reader, request);
  if (value === undefined) return { diagnostics, text: "", data: null };
  const { repo, branch } = value.schedule.gitops;
  const location = options.gitops === undefined ? { repo, ref: branch } : parseLocation(options.gitops);
  const read = await readGitOps(reader, location);
  const all = [...diagnostics, ...read.diagnostics];
  if (read.value === undefined || hasErrors(all)) return { diagnostics: all, text: "", data: null };
  const compared = compare(read.value, value);
  const everything = [...all, ...compared.diagnostics];
  if (hasErrors(everything)) return { diagnostics: everything, text: "", data: null };
  return { diagnostics: everything, text: diffText(compared.value), data: compared.value };
};
