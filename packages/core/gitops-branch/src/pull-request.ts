/** The text of a pull request. */
import { isMap, isScalar, parseAllDocuments } from "yaml";
import type { HeldRegistration, InventoryChange } from "./inventory/index.ts";
import type { TreeDiff } from "./tree-diff.ts";

/** A configuration key that changes. */
export interface ConfigChange {
  /** The file's path in the repository. */
  readonly path: string;
  readonly key: string;
  /** Undefined for a new key. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

interface PullRequestFacts {
  readonly diff: TreeDiff;
  /** Where the folder is in the repository; the empty string for the root. */
  readonly targetPath: string;
  readonly configuration: readonly ConfigChange[];
  /** Inventory changes that no manifest shows. */
  readonly inventory: readonly InventoryChange[];
  /** What stays as it was last good. */
  readonly held: readonly HeldRegistration[];
  readonly promoted: { readonly before: string | undefined; readonly after: string | undefined };
  /** The user's Markdown, placed first. */
  readonly introduction: string;
}

/** Hidden in the body; marks the pull request as one that this tool may edit. */
export const pullRequestMarker = "<!-- kalypso-actions: open-pr -->";

/** GitHub rejects longer bodies. */
const maxBody = 65_536;

function code(text: string): string {
  const cut = text.length > 120 ? `${text.slice(0, 117)}...` : text;
  return `\`${cut
    .replaceAll("`", "'")
    .replaceAll("|", "\\|")
    .replaceAll(/\s*\n\s*/g, " ")}\``;
}

interface Counts {
  added: number;
  modified: number;
  removed: number;
  /** The kinds of changes in each deployment target's folder. */
  readonly targets: Map<string, Set<keyof TreeDiff>>;
}

function countsByFolder(diff: TreeDiff, targetPath: string): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const kind of ["added", "modified", "removed"] as const) {
    for (const { path } of diff[kind]) {
      const [first = "", second, third] = path
        .slice(targetPath === "" ? 0 : targetPath.length + 1)
        .split("/");
      const folder = second === undefined ? "." : first;
      const count = counts.get(folder) ?? { added: 0, modified: 0, removed: 0, targets: new Map() };
      count[kind]++;
      if (second !== undefined && third !== undefined)
        count.targets.set(second, (count.targets.get(second) ?? new Set()).add(kind));
      counts.set(folder, count);
    }
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A target is new or removed if all of its changes are additions or removals. */
function targetNames({ targets }: Counts, only: "added" | "removed" | undefined): string {
  const names = [...targets].flatMap(([name, kinds]) => {
    const single = kinds.size === 1 ? [...kinds][0] : undefined;
    const isPlain = single === "added" || single === "removed";
    return (only === undefined ? !isPlain : single === only) ? [name] : [];
  });
  const shown = names.sort().slice(0, 20).map(code).join("<br>");
  return names.length > 20 ? `${shown}<br>and ${names.length - 20} more` : shown;
}

function folderTable({ diff, targetPath }: PullRequestFacts): readonly string[] {
  const counts = countsByFolder(diff, targetPath);
  if (counts.size === 0) return [];
  const rows = [...counts].map(([folder, count]) => {
    const files = `+${count.added} ~${count.modified} -${count.removed}`;
    const cells = [code(folder), targetNames(count, "added"), targetNames(count, "removed")];
    return `| ${[...cells, targetNames(count, undefined), files].join(" | ")} |`;
  });
  return ["| | added | removed | changed | files |", "|---|---|---|---|---|", ...rows, ""];
}

function configurationTable({ configuration }: PullRequestFacts): readonly string[] {
  if (configuration.length === 0) return [];
  const cell = (value: string | undefined) => (value === undefined ? "" : code(value));
  const rows = configuration.map(
    ({ path, key, before, after }) => `| ${code(path)} | ${code(key)} | ${cell(before)} | ${cell(after)} |`,
  );
  return ["**Configuration**", "", "| file | key | old | new |", "|---|---|---|---|", ...rows, ""];
}

const maxInventoryRows = 50;

function inventoryTable({ inventory }: PullRequestFacts): readonly string[] {
  if (inventory.length === 0) return [];
  const cell = (value: string | undefined) => (value === undefined ? "" : code(value));
  const rows = inventory
    .slice(0, maxInventoryRows)
    .map(({ subject, before, after }) => `| ${code(subject)} | ${cell(before)} | ${cell(after)} |`);
  const more = inventory.length - rows.length;
  const rest = more === 0 ? [] : [`| and ${more} more | | |`];
  return ["**Inventory**", "", "| | old | new |", "|---|---|---|", ...rows, ...rest, ""];
}

function heldWhat({ registration, workload, deploymentTarget }: HeldRegistration): string {
  if (deploymentTarget !== undefined) return `target ${code(deploymentTarget)} of ${code(registration)}`;
  return workload === undefined ? code(registration) : `workload ${code(workload)} of ${code(registration)}`;
}

function heldReason({ reason, at }: HeldRegistration): string {
  if (at === undefined) return code(reason);
  // Addresses are ours, and escaped.
  return `${code(reason)}<br>${at.startsWith("https://") ? at : code(at)}`;
}

function heldKept({ isKnown, isReleased = false, commit, assignments }: HeldRegistration): string {
  if (isReleased) return "nothing: it is released";
  if (commit !== null) return `from ${code(commit.slice(0, 7))}`;
  if (!isKnown) return "nothing is removed";
  const keys = Object.keys(assignments).sort();
  const shown = keys.slice(0, 20).map(code).join("<br>");
  return keys.length > 20 ? `${shown}<br>and ${keys.length - 20} more` : shown;
}

/** What is held, why, and what is kept of it, as cells of a table. */
export function heldCells(held: HeldRegistration): readonly [what: string, reason: string, kept: string] {
  return [heldWhat(held), heldReason(held), heldKept(held)];
}

function holds({ held }: PullRequestFacts): readonly string[] {
  if (held.length === 0) return [];
  const rows = held.map((each) => `| ${heldCells(each).join(" | ")} |`);
  const head = ["**Held**: something is wrong with these, so they stay as they were last good.", ""];
  return [...head, "| what | reason | what is kept |", "|---|---|---|", ...rows, ""];
}

function promotion({ promoted: { before, after } }: PullRequestFacts): readonly string[] {
  if (after === undefined || before === after) return [];
  return [`Promotes \`${after}\`${before === undefined ? "" : ` (was \`${before}\`)`}.`, ""];
}

/** The body: what is assigned where, which configuration changes, and why, truncated at GitHub's limit. */
export function pullRequestBody(facts: PullRequestFacts): string {
  const start = [pullRequestMarker, ...(facts.introduction === "" ? [] : [facts.introduction, ""])];
  const tables = [
    ...holds(facts),
    ...folderTable(facts),
    ...configurationTable(facts),
    ...inventoryTable(facts),
  ];
  const whole = [...start, ...promotion(facts), ...tables].join("\n");
  if (whole.length <= maxBody) return whole;
  const notice = "\n\n*Truncated at GitHub's size limit; the run's summary has the full text.*\n";
  const cut = whole.slice(0, maxBody - notice.length);
  // Cut at a line end if one is close.
  return cut.slice(0, Math.max(cut.lastIndexOf("\n"), cut.length - 1_000)) + notice;
}

/** The keys and values of the ConfigMaps in a text; none if the YAML is invalid. */
function configValues(text: string | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (text === undefined) return values;
  for (const document of parseAllDocuments(text)) {
    if (!("contents" in document) || document.errors.length > 0) continue;
    const data = document.get("kind") === "ConfigMap" ? document.get("data") : undefined;
    if (!isMap(data)) continue;
    for (const { key, value } of data.items)
      if (isScalar(key)) values.set(String(key.value), isScalar(value) ? String(value.value) : String(value));
  }
  return values;
}

/** The changes in a file's ConfigMaps. */
export function configChanges(
  path: string,
  before: string | undefined,
  after: string | undefined,
): readonly ConfigChange[] {
  const [old, now] = [configValues(before), configValues(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .sort()
    .map((key) => ({ path, key, before: old.get(key), after: now.get(key) }));
}
