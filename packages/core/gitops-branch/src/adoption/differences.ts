/** What a first render changes on a branch that the Kalypso operator has written, each change by the rule that makes it. */
import type { FileTree } from "../file-tree.ts";
import { clusterTypeReadme, trackingPath } from "../gitops-paths.ts";
import { inventoryPath } from "../inventory/index.ts";
import { type Rule, ruleOf, rules } from "./rules.ts";

interface Compared {
  /** The branch's files below the environment's path. */
  readonly present: FileTree;
  /** The render's. */
  readonly wanted: FileTree;
  /** What the first pull request removes. */
  readonly removed: readonly string[];
  /** Folders whose files stay as they are, because something is held. */
  readonly isHeld: (path: string) => boolean;
}

export interface ExplainedDifference {
  readonly rule: Rule;
  /** In a sentence without its full stop. */
  readonly why: string;
  /** Below the environment's path, in their order. */
  readonly files: readonly string[];
}

function folderOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}

/** @param neighbours what is on the branch in the file's folder */
function addedRule(path: string, neighbours: readonly string[], { wanted }: Compared): Rule {
  if (path === trackingPath) return "tracking";
  if (/^[^/]+\/README\.md$/.test(path) && wanted.get(path) === clusterTypeReadme) return "readme";
  return neighbours.some((other) => !wanted.has(other)) ? "name" : "not-written";
}

function byFolder({ present }: Compared): ReadonlyMap<string, readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const path of present.keys()) {
    const folder = folderOf(path);
    const known = folders.get(folder);
    if (known === undefined) folders.set(folder, [path]);
    else known.push(path);
  }
  return folders;
}

/** Files that the operator has left inside the folder of an assignment that is still there. */
function leftOver({ present, wanted, removed }: Compared): readonly string[] {
  const gone = new Set(removed);
  const folders = new Set(
    [...wanted.keys()].map(folderOf).filter((folder) => folder.split("/").length === 2),
  );
  return [...present.keys()].filter(
    (path) => !wanted.has(path) && !gone.has(path) && folders.has(folderOf(path)) && !path.startsWith("."),
  );
}

/** Nothing for a branch that this render would not change. */
export function explainAdoption(compared: Compared): readonly ExplainedDifference[] {
  const { present, wanted, removed, isHeld } = compared;
  const folders = byFolder(compared);
  const found: [Rule, string][] = [];
  for (const [path, after] of wanted) {
    if (path === inventoryPath || isHeld(path)) continue;
    const before = present.get(path);
    if (before === undefined)
      found.push([addedRule(path, folders.get(folderOf(path)) ?? [], compared), path]);
    else if (before !== after)
      found.push([path === trackingPath ? "tracking" : ruleOf(path, before, after), path]);
  }
  for (const path of removed) found.push(["pruned", path]);
  for (const path of leftOver(compared))
    found.push([present.get(path)?.trim() === "" ? "empty" : "stale", path]);
  const names = Object.keys(rules) as Rule[];
  return names.flatMap((rule) => {
    const files = found.flatMap(([own, path]) => (own === rule ? [path] : [])).sort();
    return files.length === 0 ? [] : [{ rule, why: rules[rule], files }];
  });
}
