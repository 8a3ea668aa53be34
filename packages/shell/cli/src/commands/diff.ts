import { type Location, parseLocation } from "@kalypso-actions/control-plane";
import { counted, type Diagnostic, hasErrors, visible } from "@kalypso-actions/diagnostics";
import { readFolder, type SnapshotReader } from "@kalypso-actions/git";
import {
  exceededRemovals,
  type FileChange,
  type InventoryChange,
  isUnchanged,
  maxInventoryBytes,
  type RemovalLimit,
  removalsLabel,
} from "@kalypso-actions/gitops-branch";
import { type Command, onlyProblems } from "../command.ts";
import { type Comparison, compare } from "../comparison.ts";
import { required } from "../options.ts";
import { patchText } from "../patch.ts";
import { renderEnvironment } from "../rendered-environment.ts";
import type { Line, Style } from "../text.ts";

const defaultLimit: RemovalLimit = { value: 25, unit: "percent" };

async function readGitOps(reader: SnapshotReader, location: Location) {
  const wants = () => true;
  // Inventories of large fleets are larger than any resource.
  if ("folder" in location)
    return { value: await readFolder(location.folder, wants, maxInventoryBytes), diagnostics: [] };
  return reader.read(location, wants, { fileBytes: maxInventoryBytes });
}

const patchStyles: readonly (readonly [start: string, style: Style])[] = [
  ["---", "bold"],
  ["+++", "bold"],
  ["@@", "cyan"],
  ["-", "red"],
  ["+", "green"],
];

function patchLine(text: string): Line {
  const style = patchStyles.find(([start]) => text.startsWith(start))?.[1];
  return style === undefined ? text : [{ text, style }];
}

function patch({ path, before, after }: FileChange): readonly Line[] {
  // What differs is its mode: it is executable on the branch.
  if (before !== undefined && before === after) return [`${visible(path)}: mode 100755 -> 100644`];
  const from = before === undefined ? "/dev/null" : visible(`a/${path}`);
  const to = after === undefined ? "/dev/null" : visible(`b/${path}`);
  return patchText({ from, to, before: before ?? "", after: after ?? "" })
    .split("\n")
    .map(patchLine);
}

function inventoryLine({ subject, before = "", after = "" }: InventoryChange): string {
  return `inventory: ${subject}: ${before || "nothing"} -> ${after || "nothing"}`;
}

/** What `open-pr` lets nobody merge without consent. */
function exceeded({ removals }: Comparison, limit: RemovalLimit): readonly Diagnostic[] {
  const found = exceededRemovals(removals, limit);
  if (found === undefined) return [];
  const { keys, of, allowed } = found;
  return [
    {
      severity: "warning",
      code: "removals-exceeded",
      message: `${keys.length} of ${counted(of, "assignment")} on the branch are removed; \`max-removed\` allows ${allowed}`,
      hint: `Check whether that is intended: a pull request of these changes waits for the label \`${removalsLabel}\`.`,
    },
  ];
}

function diffText({ isEmpty, inventory, removals: _, ...diff }: Comparison): readonly Line[] {
  if (isEmpty) return ["no differences"];
  const { added, modified, removed } = diff;
  const isRecordOnly = isUnchanged(diff) && inventory.length === 0;
  return [
    ...[...removed, ...modified, ...added].flatMap(patch),
    ...inventory.map(inventoryLine),
    ...(isRecordOnly ? ["inventory: brought up to date"] : []),
    `${counted(added.length, "file")} added, ${modified.length} modified, ${removed.length} removed`,
  ];
}

/** What a render would change on the environment's branch of the GitOps repository. */
export const diffCommand: Command = async (options, tools) => {
  const environment = required(options.environment, "--environment");
  const request = { environment, controlPlane: parseLocation(options.controlPlane) };
  const { value, diagnostics } = await renderEnvironment(tools, request);
  if (value === undefined) return onlyProblems(diagnostics);
  const { repo, branch } = value.schedule.gitops;
  const location = options.gitops === undefined ? { repo, ref: branch } : parseLocation(options.gitops);
  const read = await readGitOps(tools.reader, location);
  const all = [...diagnostics, ...read.diagnostics];
  if (read.value === undefined || hasErrors(all)) return onlyProblems(all);
  const compared = compare(read.value, value);
  const everything = [
    ...all,
    ...compared.diagnostics,
    ...exceeded(compared.value, options.maxRemoved ?? defaultLimit),
  ];
  if (hasErrors(everything)) return onlyProblems(everything);
  const exitCode = options.exitCode && !compared.value.isEmpty ? 1 : 0;
  return { diagnostics: everything, text: () => diffText(compared.value), data: compared.value, exitCode };
};
