/** What a pull request of a render would change: the plan that `open-pr` carries out, with texts. */
import type { Outcome } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/files";
import type { Snapshot } from "@kalypso-actions/git";
import {
  below,
  clusterTypeReadme,
  type FileChange,
  type FileTree,
  type InventoryChange,
  inventoryPath,
  objectShared,
  parseInventory,
  pathBlocked,
  planBranch,
  type Removals,
  type TreeDiff,
  trackingPath,
} from "@kalypso-actions/gitops-branch";
import { inventoryOf, type Rendering } from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";

export interface RenderedEnvironment {
  readonly schedule: Schedule;
  readonly files: FileTree;
  /** What could not be rendered and keeps its files. */
  readonly held: Rendering["held"];
}

/** Paths are relative to the repository. */
export interface Comparison extends TreeDiff {
  readonly inventory: readonly InventoryChange[];
  /** Assignments that leave the branch. */
  readonly removals: Removals;
  /** Whether nothing would be proposed. A promoted commit alone is nothing. */
  readonly isEmpty: boolean;
}

/** Git object IDs, as the plan compares them. */
function identified(files: FileTree): FileTree {
  return new Map([...files].map(([path, text]) => [path, objectId(text)]));
}

/** The tracking file, which is written with everything else. */
function trackingChange(
  path: string,
  before: string | undefined,
  after: string | null,
): readonly FileChange[] {
  if (after === null || before === after) return [];
  return [before === undefined ? { path, after } : { path, before, after }];
}

/** `render` writes no links and nothing executable. */
const renderedMode = "100644";

function modeOf({ kind, isExecutable }: Snapshot["files"][number]): string {
  return kind === "symlink" ? "120000" : isExecutable === true ? "100755" : renderedMode;
}

/** Compares a render with the branch. */
export function compare(snapshot: Snapshot, rendered: RenderedEnvironment): Outcome<Comparison> {
  const { schedule, files, held } = rendered;
  const { path } = schedule.gitops;
  const texts = new Map(snapshot.files.map((file) => [file.path, file.text]));
  const at = below(path, inventoryPath);
  const known = texts.get(at);
  const read = known === undefined ? undefined : parseInventory(known, at);
  const tracking = below(path, trackingPath);
  const plan = planBranch({
    // A link, and what is no text, is no file of a render.
    present: new Map([...texts].map(([name, text]) => [name, text === undefined ? "" : objectId(text)])),
    wanted: identified(files),
    inventory: read?.value,
    written: inventoryOf({ schedule, files, objectId, held }),
    targetPath: path,
    readme: objectId(clusterTypeReadme),
    promoted: {
      before: texts.get(tracking) ?? texts.get(trackingPath),
      after: schedule.promotedCommit ?? undefined,
    },
    modes: {
      present: new Map(snapshot.files.map((file) => [file.path, modeOf(file)])),
      wanted: new Map([...files.keys()].map((name) => [name, renderedMode])),
    },
  });
  const wanted = new Map([...files].map(([name, text]) => [below(path, name), text]));
  const withTexts = (changes: readonly FileChange[]) =>
    changes.map(({ path: name, before, after }) => ({
      path: name,
      ...(before === undefined ? {} : { before: texts.get(name) ?? "" }),
      ...(after === undefined ? {} : { after: wanted.get(name) ?? "" }),
    }));
  const { diff, inventory, moved, isEmpty } = plan;
  const tracked = isEmpty ? [] : trackingChange(tracking, texts.get(tracking), schedule.promotedCommit);
  const gone = isEmpty ? [] : moved.map((name) => ({ path: name, before: texts.get(name) ?? "" }));
  const value = {
    added: [...tracked.filter(({ before }) => before === undefined), ...withTexts(diff.added)],
    modified: [...tracked.filter(({ before }) => before !== undefined), ...withTexts(diff.modified)],
    removed: [...gone, ...withTexts(diff.removed)],
    inventory: isEmpty ? [] : inventory,
    removals: plan.removals,
    isEmpty,
  };
  const { branch } = schedule.gitops;
  const problems = [
    ...plan.blocked.map((found) => pathBlocked(branch, found)),
    ...plan.shared.map((found) => objectShared(branch, found)),
  ];
  return { value, diagnostics: [...(read?.diagnostics ?? []), ...problems] };
}
