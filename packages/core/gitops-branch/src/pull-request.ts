/** The text of a pull request. */
import { changedSpans, codeSpan } from "@kalypso-actions/diagnostics";
import type { ConfigChange } from "./config-changes.ts";
import type { HeldRegistration, InventoryChange } from "./inventory/index.ts";
import { pullRequestMarker } from "./marker.ts";
import { type ExceededRemovals, formatRemovalLimit, removalsLabel, removalsMarker } from "./removals.ts";
import type { TreeDiff } from "./tree-diff.ts";

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
  /** Of the proposal's content. */
  readonly digest: string;
  /** Removals that need consent; undefined if none do. */
  readonly removals?: (ExceededRemovals & { readonly digest: string }) | undefined;
}

/** The most of each that is named; the rest is counted. */
interface Limits {
  readonly names: number;
  /** Files with the same change. */
  readonly files: number;
  /** Different changes of one key. */
  readonly changes: number;
  readonly inventory: number;
}

const brief: Limits = { names: 20, files: 3, changes: 20, inventory: 50 };
const whole: Limits = { names: Infinity, files: Infinity, changes: Infinity, inventory: Infinity };

/** GitHub rejects longer bodies. */
const maxBody = 65_536;

function code(text: string): string {
  return codeSpan(text, 120);
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

function listed(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map(code).join("<br>");
  return names.length > most ? `${shown}<br>and ${names.length - most} more` : shown;
}

/** A target is new or removed if all of its changes are additions or removals. */
function targetsOf({ targets }: Counts, only: "added" | "removed" | undefined): readonly string[] {
  const names = [...targets].flatMap(([name, kinds]) => {
    const single = kinds.size === 1 ? [...kinds][0] : undefined;
    const isPlain = single === "added" || single === "removed";
    return (only === undefined ? !isPlain : single === only) ? [name] : [];
  });
  return names.sort();
}

function folderTable({ diff, targetPath }: PullRequestFacts, { names }: Limits): readonly string[] {
  const counts = countsByFolder(diff, targetPath);
  if (counts.size === 0) return [];
  const rows = [...counts].map(([folder, count]) => {
    const files = `+${count.added} ~${count.modified} -${count.removed}`;
    const targets = (["added", "removed", undefined] as const).map((kind) => targetsOf(count, kind));
    return `| ${[code(folder), ...targets.map((found) => listed(found, names)), files].join(" | ")} |`;
  });
  return ["| | added | removed | changed | files |", "|---|---|---|---|---|", ...rows, ""];
}

/** A change of a key, and the files that have it. */
interface RepeatedChange extends Omit<ConfigChange, "path"> {
  readonly paths: string[];
}

/** The different changes by key. */
function repeatedChanges(configuration: readonly ConfigChange[]): readonly (readonly RepeatedChange[])[] {
  const byKey = new Map<string, Map<string, RepeatedChange>>();
  for (const { path, key, before, after } of configuration) {
    const changes = byKey.get(key) ?? new Map<string, RepeatedChange>();
    const same = JSON.stringify([before ?? null, after ?? null]);
    const known = changes.get(same);
    if (known === undefined) changes.set(same, { paths: [path], key, before, after });
    else known.paths.push(path);
    byKey.set(key, changes);
  }
  return [...byKey.values()].map((changes) => [...changes.values()]);
}

function changeRows(changes: readonly RepeatedChange[], limits: Limits): readonly string[] {
  const rows = changes
    .slice(0, limits.changes)
    .map(
      ({ paths, key, before, after }) =>
        `| ${listed(paths, limits.files)} | ${code(key)} | ${changedSpans(before, after).join(" | ")} |`,
    );
  const more = changes.slice(limits.changes);
  if (more.length === 0) return rows;
  const files = more.reduce((sum, { paths }) => sum + paths.length, 0);
  const key = code(more[0]?.key ?? "");
  return [...rows, `| ${files} more files | ${key} | ${more.length} more changes | |`];
}

function configurationTable({ configuration }: PullRequestFacts, limits: Limits): readonly string[] {
  if (configuration.length === 0) return [];
  const rows = repeatedChanges(configuration).flatMap((changes) => changeRows(changes, limits));
  return ["**Configuration**", "", "| file | key | old | new |", "|---|---|---|---|", ...rows, ""];
}

function inventoryTable({ inventory }: PullRequestFacts, limits: Limits): readonly string[] {
  if (inventory.length === 0) return [];
  const rows = inventory
    .slice(0, limits.inventory)
    .map(({ subject, before, after }) => `| ${code(subject)} | ${changedSpans(before, after).join(" | ")} |`);
  const more = inventory.length - rows.length;
  const rest = more === 0 ? [] : [`| and ${more} more | | |`];
  return ["**Inventory**", "", "| | old | new |", "|---|---|---|", ...rows, ...rest, ""];
}

function heldWhat({ registration, workload, deploymentTarget }: HeldRegistration): string {
  if (deploymentTarget !== undefined) return `target ${code(deploymentTarget)} of ${code(registration)}`;
  return workload === undefined ? code(registration) : `workload ${code(workload)} of ${code(registration)}`;
}

/** An address as we write it: nothing in it can end a link or a cell. */
const address = /^https:\/\/[\w./:%#+=,~?&-]+$/;

function heldReason({ reason, at }: HeldRegistration): string {
  if (at === undefined) return code(reason);
  return `${code(reason)}<br>${address.test(at) ? at : code(at)}`;
}

function heldKept(
  { isKnown, isReleased = false, commit, assignments }: HeldRegistration,
  names: number,
): string {
  if (isReleased) return "nothing: it is released";
  if (commit !== null) return `from ${code(commit.slice(0, 7))}`;
  if (!isKnown) return "nothing is removed";
  return listed(Object.keys(assignments).sort(), names);
}

/** What is held, why, and what is kept of it, as cells of a table. */
export function heldCells(
  held: HeldRegistration,
  names = 20,
): readonly [what: string, reason: string, kept: string] {
  return [heldWhat(held), heldReason(held), heldKept(held, names)];
}

function holds({ held }: PullRequestFacts, { names }: Limits): readonly string[] {
  if (held.length === 0) return [];
  const rows = held.map((each) => `| ${heldCells(each, names).join(" | ")} |`);
  const head = ["**Held**: something is wrong with these, so they stay as they were last good.", ""];
  return [...head, "| what | reason | what is kept |", "|---|---|---|", ...rows, ""];
}

function consent({ removals }: PullRequestFacts, { names }: Limits): readonly string[] {
  if (removals === undefined) return [];
  const { keys, of, limit, allowed } = removals;
  return [
    `**Removes ${keys.length} of ${of} assignments**; \`max-removed: ${formatRemovalLimit(limit)}\` allows ${allowed}. It is not merged automatically until somebody with write access adds the label \`${removalsLabel}\`.`,
    "",
    "| removed |",
    "|---|",
    `| ${listed(keys, names)} |`,
    "",
  ];
}

function promotion({ promoted: { before, after } }: PullRequestFacts): readonly string[] {
  if (after === undefined || before === after) return [];
  return [`Promotes ${code(after)}${before === undefined ? "" : ` (was ${code(before)})`}.`, ""];
}

function textOf(facts: PullRequestFacts, limits: Limits): string {
  const { introduction } = facts;
  return [
    ...(introduction === "" ? [] : [introduction, ""]),
    ...consent(facts, limits),
    ...promotion(facts),
    ...holds(facts, limits),
    ...folderTable(facts, limits),
    ...configurationTable(facts, limits),
    ...inventoryTable(facts, limits),
  ].join("\n");
}

interface PullRequestText {
  /** At most what GitHub accepts; says where the rest is. */
  readonly body: string;
  /** All of it, for the run's summary. */
  readonly summary: string;
}

/** What is assigned where, what configuration changes, and why. The same change of many files is one row. */
export function pullRequestText(facts: PullRequestFacts): PullRequestText {
  const summary = textOf(facts, whole);
  const asked = facts.removals === undefined ? "" : `${removalsMarker(facts.removals.digest)}\n`;
  const start = `${pullRequestMarker(facts.digest)}\n${asked}`;
  const short = textOf(facts, brief);
  const notice = short === summary ? "" : "\n*Shortened; the run's summary has the full text.*\n";
  const body = start + short + notice;
  if (body.length <= maxBody) return { body, summary };
  const cutNotice = "\n\n*Truncated at GitHub's size limit; the run's summary has the full text.*\n";
  const cut = (start + short).slice(0, maxBody - cutNotice.length);
  // Cut at the end of a line if one is close.
  return { body: cut.slice(0, Math.max(cut.lastIndexOf("\n"), cut.length - 1_000)) + cutNotice, summary };
}
