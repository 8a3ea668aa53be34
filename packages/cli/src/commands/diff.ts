import { type Location, parseLocation } from "@kalypso-actions/control-plane";
import { hasErrors, visible } from "@kalypso-actions/diagnostics";
import { readFolder, type Snapshot, type SnapshotReader } from "@kalypso-actions/git";
import {
  diffTrees,
  type FileChange,
  type FileTree,
  inventoryPath,
  isUnchanged,
  parseInventory,
  plainInventory,
  type TreeDiff,
} from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";
import { createTwoFilesPatch } from "diff";
import type { Command } from "../command.ts";
import { required } from "../options.ts";
import { counted } from "../table.ts";
import { renderEnvironment } from "./render.ts";

/** Where the promoted commit is noted on the GitOps branch, whatever the GitOps path. */
const trackingPath = ".github/tracking/Promoted_Commit_Id";

async function readGitOps(reader: SnapshotReader, location: Location) {
  const wants = () => true;
  if ("folder" in location) return { value: await readFolder(location.folder, wants), diagnostics: [] };
  return reader.read(location, wants);
}

function below(snapshot: Snapshot, path: string): FileTree {
  const prefix = path === "" ? "" : `${path}/`;
  const files = snapshot.files.filter((file) => file.path.startsWith(prefix));
  return new Map(files.map((file) => [file.path.slice(prefix.length), file.text ?? ""]));
}

/** What changes on the branch, with paths from the repository's root. */
function compare(snapshot: Snapshot, schedule: Schedule, files: FileTree): TreeDiff {
  const { path } = schedule.gitops;
  const root = below(snapshot, "");
  const inventory = root.get(inventoryPath);
  const diff = diffTrees(
    below(snapshot, path),
    files,
    inventory === undefined ? undefined : parseInventory(inventory, inventoryPath).value,
  );
  const rooted = (changes: readonly FileChange[]) =>
    path === "" ? changes : changes.map((change) => ({ ...change, path: `${path}/${change.path}` }));
  const tracking =
    schedule.promotedCommit === null ? new Map() : new Map([[trackingPath, schedule.promotedCommit]]);
  const tracked = diffTrees(root, tracking, plainInventory({}));
  return {
    added: [...tracked.added, ...rooted(diff.added)],
    modified: [...tracked.modified, ...rooted(diff.modified)],
    removed: rooted(diff.removed),
  };
}

function patch({ path, before, after }: FileChange): string {
  const from = before === undefined ? "/dev/null" : visible(`a/${path}`);
  const to = after === undefined ? "/dev/null" : visible(`b/${path}`);
  return createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, { context: 3 })
    .replace(/^=+\n/, "")
    .trimEnd();
}

function diffText(diff: TreeDiff): string {
  if (isUnchanged(diff)) return "no differences";
  const { added, modified, removed } = diff;
  const counts = `${counted(added.length, "file")} added, ${modified.length} modified, ${removed.length} removed`;
  return [...[...removed, ...modified, ...added].map(patch), counts].join("\n");
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
  const diff = compare(read.value, value.schedule, value.files);
  return { diagnostics: all, text: diffText(diff), data: diff };
};
