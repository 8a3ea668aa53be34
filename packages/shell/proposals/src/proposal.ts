/** Plans a proposal to a branch; other modules carry it out. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Diagnostic, DiagnosticError } from "@kalypso-actions/diagnostics";
import type { BranchState, BranchWriter, TreeFile } from "@kalypso-actions/git";
import {
  type BranchPlan,
  below,
  type ConfigChange,
  clusterTypeReadme,
  configChanges,
  exceededRemovals,
  inventoryPath,
  modeOf,
  objectShared,
  parseInventory,
  pathBlocked,
  planBranch,
  proposalContent,
  type RemovalLimit,
  trackingPath,
} from "@kalypso-actions/gitops-branch";
import type { ManifestFolder } from "./manifest-folder.ts";
import type { GuardedRemovals } from "./removal-guard.ts";

interface ProposalOptions {
  readonly base: string;
  /** Where the folder goes; the empty string for the root. */
  readonly targetPath: string;
  readonly promotedCommit: string | undefined;
  readonly maxRemoved: RemovalLimit;
}

export interface Proposal {
  readonly base: BranchState;
  readonly plan: BranchPlan;
  readonly promoted: { readonly before: string | undefined; readonly after: string | undefined };
  readonly configuration: readonly ConfigChange[];
  /** Of what is proposed, whatever the commits that it comes from. */
  readonly digest: string;
  /** Removals beyond the limit. */
  readonly removals: GuardedRemovals | undefined;
  /** The branch's new tree; its current one if nothing changes. */
  readonly tree: string;
}

function isRegular({ mode }: TreeFile): boolean {
  return mode.startsWith("100");
}

/** The id of an empty or generated text, as git computes it. */
async function readmeObject(writer: BranchWriter): Promise<string> {
  return writer.writeText(clusterTypeReadme);
}

/** Links are not followed: theirs is no text of ours. */
async function textOf(writer: BranchWriter, file: TreeFile | undefined): Promise<string | undefined> {
  if (file === undefined || !isRegular(file)) return undefined;
  return (await writer.texts([file.object])).get(file.object);
}

function inventoryUnfit(path: string): Diagnostic {
  return {
    severity: "error",
    code: "inventory-invalid",
    message: `${path} on the branch is a link or a submodule; expected a file`,
    hint: "Restore it from the branch's history; without it, there is no record of which files may be removed.",
  };
}

async function inventoryOf(writer: BranchWriter, base: BranchState, targetPath: string) {
  const path = below(targetPath, inventoryPath);
  const file = base.files.get(path);
  // Without an inventory the branch would count as the operator's, and lose more.
  if (file !== undefined && !isRegular(file)) throw new DiagnosticError(inventoryUnfit(path));
  const text = await textOf(writer, file);
  if (text === undefined) return undefined;
  const { value, diagnostics } = parseInventory(text, `${path} on the branch`);
  if (value === undefined) throw new DiagnosticError(diagnostics);
  return value;
}

/** A folder and its destination. */
interface Source {
  readonly folder: ManifestFolder;
  readonly targetPath: string;
}

/** Changed values of ConfigMaps, for people to review. The table of folders shows new and removed files. */
async function changesOf(
  writer: BranchWriter,
  { base, plan: { diff } }: Pick<Proposal, "base" | "plan">,
  { folder, targetPath }: Source,
): Promise<readonly ConfigChange[]> {
  const isConfig = (path: string) => {
    const before = base.files.get(path);
    return /platform-config\.ya?ml$/.test(path) && before !== undefined && isRegular(before);
  };
  const changes = diff.modified.filter(({ path }) => isConfig(path));
  const before = await writer.texts(changes.flatMap((change) => change.before ?? []));
  const found: ConfigChange[] = [];
  for (const change of changes) {
    if (change.before === undefined) continue;
    const local = change.path.slice(targetPath === "" ? 0 : targetPath.length + 1);
    const after = await readFile(join(folder.path, local), "utf8");
    found.push(...configChanges(change.path, before.get(change.before), after));
  }
  return found;
}

function modesOf({ files }: BranchState): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, { mode }]) => [path, mode]));
}

function modeEntry(path: string, mode: string | undefined): readonly (readonly [string, string])[] {
  return mode === undefined ? [] : [[path, mode]];
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 40);
}

/** Writes the branch's new tree into the writer's local repository; pushes nothing. */
async function treeOf(
  writer: BranchWriter,
  { base, plan: { diff, texts, moved } }: Pick<Proposal, "base" | "plan">,
  { folder, targetPath }: Source,
): Promise<string> {
  const local = (path: string) => path.slice(targetPath === "" ? 0 : targetPath.length + 1);
  const written = [...diff.added, ...diff.modified].map(({ path }) => path);
  const objects = await writer.writeFiles(folder.path, written.map(local));
  const present = modesOf(base);
  const wanted = new Map(written.flatMap((path) => modeEntry(path, folder.modes.get(local(path)))));
  const changes = written.map((path, index) => {
    const mode = modeOf(path, { present, wanted });
    return { path, file: { object: objects[index] ?? "", mode } };
  });
  const gone = [...diff.removed.map(({ path }) => path), ...moved];
  const removed = gone.map((path) => ({ path, file: null }));
  const added = [];
  for (const [path, text] of texts)
    added.push({ path, file: { object: await writer.writeText(text), mode: "100644" } });
  return writer.tree(base.commit, [...changes, ...removed, ...added]);
}

/**
 * Compares a folder with a branch.
 * @throws DiagnosticError git-*, inventory-invalid, path-blocked, manifest-duplicate
 */
export async function prepareProposal(
  writer: BranchWriter,
  folder: ManifestFolder,
  { base: branch, targetPath, promotedCommit, maxRemoved }: ProposalOptions,
): Promise<Proposal> {
  const base = await writer.branch(branch);
  if (base === undefined)
    throw new DiagnosticError({
      severity: "error",
      code: "git-ref-missing",
      message: `the branch \`${branch}\` does not exist; expected the branch to merge into`,
      hint: "Create it with an initial commit.",
    });
  const { names } = folder;
  const objects = await writer.hashFiles(folder.path, names);
  // Earlier releases put it in the root, whatever the path.
  const tracking = base.files.get(below(targetPath, trackingPath)) ?? base.files.get(trackingPath);
  const promoted = { before: await textOf(writer, tracking), after: promotedCommit };
  const plan = planBranch({
    present: new Map([...base.files].map(([path, { object }]) => [path, object])),
    wanted: new Map(names.map((name, index) => [name, objects[index] ?? ""])),
    inventory: await inventoryOf(writer, base, targetPath),
    written: folder.inventory,
    targetPath,
    readme: await readmeObject(writer),
    promoted,
    modes: { present: modesOf(base), wanted: folder.modes },
  });
  const problems = [
    ...plan.blocked.map((found) => pathBlocked(branch, found)),
    ...plan.shared.map((found) => objectShared(branch, found)),
  ];
  if (problems.length > 0) throw new DiagnosticError(problems);
  const source = { folder, targetPath };
  const configuration = plan.isEmpty ? [] : await changesOf(writer, { base, plan }, source);
  const tree = plan.isEmpty ? base.tree : await treeOf(writer, { base, plan }, source);
  const exceeded = exceededRemovals(plan.removals, maxRemoved);
  const removals = exceeded && { ...exceeded, digest: digestOf(exceeded.keys.join("\n")) };
  return { base, plan, promoted, configuration, digest: digestOf(proposalContent(plan)), removals, tree };
}
