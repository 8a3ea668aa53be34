import type { FileTree, Modes } from "./file-tree.ts";
import { clusterTypeReadme } from "./gitops-paths.ts";
import type { Inventory } from "./inventory/index.ts";
import { prunableFiles } from "./prunable.ts";

export interface FileChange {
  readonly path: string;
  /** Undefined for an added file. */
  readonly before?: string;
  /** Undefined for a removed file. */
  readonly after?: string;
  /** Git's mode, where it changes, or is not that of a plain file. */
  readonly mode?: string;
}

/** What has to change on a branch to make it contain a render, in path order. */
export interface TreeDiff {
  readonly added: readonly FileChange[];
  readonly modified: readonly FileChange[];
  readonly removed: readonly FileChange[];
}

export function isUnchanged({ added, modified, removed }: TreeDiff): boolean {
  return added.length + modified.length + removed.length === 0;
}

function folders(path: string): readonly [string, string | undefined] | undefined {
  const [first, second, third] = path.split("/");
  if (first === undefined || second === undefined) return undefined;
  return [first, third === undefined ? undefined : second];
}

/**
 * The operator's own rule for a branch without an inventory, restricted to folders that certainly belong to it: current
 * cluster types, and folders with its generated README. Root files and dot folders never belong to it.
 */
function operatorLeftovers(present: FileTree, wanted: FileTree, readme: string): readonly string[] {
  const clusterTypes = new Set<string>();
  const targets = new Set<string>();
  for (const path of wanted.keys()) {
    const [clusterType = "", target] = folders(path) ?? [];
    clusterTypes.add(clusterType);
    if (target !== undefined) targets.add(`${clusterType}/${target}`);
  }
  return [...present.keys()].filter((path) => {
    const [clusterType, target] = folders(path) ?? [];
    if (clusterType === undefined || clusterType.startsWith(".") || wanted.has(path)) return false;
    if (clusterTypes.has(clusterType))
      return target !== undefined && !targets.has(`${clusterType}/${target}`);
    return present.get(`${clusterType}/README.md`) === readme;
  });
}

export interface ComparedModes {
  readonly present: Modes;
  /** Without a path whose mode is unknown, as on Windows. */
  readonly wanted: Modes;
}

const plainMode = "100644";

/**
 * The mode to write. A link of the same path is replaced, never written through. Where the wanted mode is unknown, an
 * executable file stays one.
 */
export function modeOf(path: string, { present, wanted }: ComparedModes): string {
  const before = present.get(path) ?? "";
  return wanted.get(path) ?? (before.startsWith("100") ? before : plainMode);
}

interface FormerRender {
  /** What the last render wrote there; undefined for a branch last written by the Kalypso operator. */
  readonly inventory: Inventory | undefined;
  /** The content of the README that Kalypso generates for a cluster type, or its ID. */
  readonly readme?: string | undefined;
  /** With modes, a file is its content and its mode. */
  readonly modes?: ComparedModes | undefined;
}

/**
 * Compares a render with a branch. It removes a file only if an earlier render wrote it. Contents can be
 * texts, or anything that identifies them, such as git object IDs.
 * @param present the branch's files below the GitOps path
 */
export function diffTrees(
  present: FileTree,
  wanted: FileTree,
  { inventory, readme = clusterTypeReadme, modes }: FormerRender,
): TreeDiff {
  const stale =
    inventory === undefined
      ? operatorLeftovers(present, wanted, readme)
      : prunableFiles(present, inventory, modes?.present).filter((path) => !wanted.has(path));
  const added: FileChange[] = [];
  const modified: FileChange[] = [];
  for (const [path, after] of wanted) {
    const before = present.get(path);
    const mode = modes !== undefined && modeOf(path, modes);
    if (before === undefined) added.push({ path, after, ...(mode && mode !== plainMode ? { mode } : {}) });
    else if (mode && mode !== modes.present.get(path)) modified.push({ path, before, after, mode });
    else if (before !== after) modified.push({ path, before, after });
  }
  const removed = stale.map((path) => ({ path, before: present.get(path) ?? "" }));
  const byPath = (changes: FileChange[]) => changes.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { added: byPath(added), modified: byPath(modified), removed: byPath(removed) };
}
