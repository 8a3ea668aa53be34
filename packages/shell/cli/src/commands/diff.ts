import { type Location, parseLocation } from "@kalypso-actions/control-plane";
import { counted, hasErrors, visible } from "@kalypso-actions/diagnostics";
import { readFolder, type SnapshotReader } from "@kalypso-actions/git";
import {
  type FileChange,
  type InventoryChange,
  isUnchanged,
  maxInventoryBytes,
} from "@kalypso-actions/gitops-branch";
import { createTwoFilesPatch } from "diff";
import { type Command, onlyProblems } from "../command.ts";
import { type Comparison, compare } from "../comparison.ts";
import { required } from "../options.ts";
import type { Line, Style } from "../text.ts";
import { renderEnvironment } from "./render.ts";

async function readGitOps(reader: SnapshotReader, location: Location) {
  const wants = () => true;
  // Inventories of large fleets are larger than any resource.
  if ("folder" in location)
    return { value: await readFolder(location.folder, wants, maxInventoryBytes), diagnostics: [] };
  return reader.read(location, wants, maxInventoryBytes);
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
  const from = before === undefined ? "/dev/null" : visible(`a/${path}`);
  const to = after === undefined ? "/dev/null" : visible(`b/${path}`);
  return createTwoFilesPatch(from, to, before ?? "", after ?? "", undefined, undefined, { context: 3 })
    .replace(/^=+\n/, "")
    .trimEnd()
    .split("\n")
    .map(patchLine);
}

function inventoryLine({ subject, before = "", after = "" }: InventoryChange): string {
  return `inventory: ${subject}: ${before || "nothing"} -> ${after || "nothing"}`;
}

function diffText({ isEmpty, inventory, ...diff }: Comparison): readonly Line[] {
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
  const everything = [...all, ...compared.diagnostics];
  if (hasErrors(everything)) return onlyProblems(everything);
  const exitCode = options.exitCode && !compared.value.isEmpty ? 1 : 0;
  return { diagnostics: everything, text: () => diffText(compared.value), data: compared.value, exitCode };
};
