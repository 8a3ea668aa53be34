/** Which environments a push to a GitOps branch changed, and the commits that they were rendered from. */

import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { type Diagnostic, DiagnosticError, type Outcome } from "@kalypso-actions/diagnostics";
import { Checkout } from "@kalypso-actions/git";
import {
  below,
  changedFolders,
  environmentFolders,
  type Inventory,
  inventoryPath,
  parseInventory,
  trackingPath,
} from "@kalypso-actions/gitops-branch";
import { gitHubCommit } from "@kalypso-actions/names";
import type { MergedNotification } from "./inputs.ts";

export interface Merge {
  readonly environment: string;
  /** The environment's folder; the empty string for the root. */
  readonly folder: string;
  /** The content of the tracking file, unchecked. */
  readonly promoted: string;
}

interface Folder {
  readonly folder: string;
  readonly inventory: Inventory;
}

/** The commit before the push; undefined if something else triggered the run, or the push created the branch. */
async function commitBefore(commit: string): Promise<string | undefined> {
  const file = process.env["GITHUB_EVENT_PATH"];
  const text = file === undefined ? "" : await readFile(file, "utf8").catch(() => "");
  try {
    const { before, after }: { before?: unknown; after?: unknown } = JSON.parse(text);
    const isKnown = after === commit && typeof before === "string" && gitHubCommit.test(before);
    return isKnown && !/^0+$/.test(before) ? before : undefined;
  } catch {
    return undefined;
  }
}

function unknownPush(): Diagnostic {
  return {
    severity: "warning",
    code: "push-unknown",
    message:
      "the commit before the push is not in the checkout; every environment on the branch is treated as changed",
    hint: "Check out with `fetch-depth: 0`; add `filter: blob:none` if the history is long.",
  };
}

async function changed(
  checkout: Checkout,
  commit: string,
  folders: readonly string[],
): Promise<Outcome<readonly string[]>> {
  const before = await commitBefore(commit);
  if (before === undefined) return { value: folders, diagnostics: [] };
  const changes = await checkout.changes(before, commit);
  if (changes !== undefined) return { value: changedFolders(folders, changes), diagnostics: [] };
  // With only one environment, the push almost certainly concerns it.
  return { value: folders, diagnostics: folders.length > 1 ? [unknownPush()] : [] };
}

async function readFolders(checkout: Checkout, commit: string, folders: readonly string[]) {
  const found: Folder[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const folder of folders) {
    const path = below(folder, inventoryPath);
    const read = parseInventory((await checkout.text(commit, path)) ?? "", path);
    diagnostics.push(...read.diagnostics);
    if (read.value !== undefined) found.push({ folder, inventory: read.value });
  }
  return { value: found, diagnostics };
}

function nameless(folder: string): Diagnostic {
  return {
    severity: "warning",
    code: "environment-nameless",
    message: `${below(folder, inventoryPath)} does not name its environment, and the branch has several; no event was sent for it`,
    hint: "The environment's next pull request adds the name.",
  };
}

function noSuchEnvironment(environment: string, folders: readonly Folder[]): DiagnosticError {
  const known = folders.map(({ folder, inventory }) => inventory.environment ?? below(folder, "?"));
  return new DiagnosticError({
    severity: "error",
    code: "input-invalid",
    message: `the branch has no environment \`${environment}\`; its inventories name ${known.join(", ")}`,
    hint: "Correct the input `environment`, or remove it.",
  });
}

/** If the inventory does not name it, an earlier release wrote the commit to the root. */
async function promotedIn(
  checkout: Checkout,
  commit: string,
  { folder, inventory }: Folder,
): Promise<string> {
  const own = await checkout.text(commit, below(folder, trackingPath));
  const earlier = inventory.version === 1 ? await checkout.text(commit, trackingPath) : undefined;
  return (own ?? inventory.promotedCommit ?? earlier ?? "").trim();
}

async function fromInventories(
  notification: MergedNotification,
  checkout: Checkout,
  folders: readonly string[],
): Promise<Outcome<readonly Merge[]>> {
  const { environment, branch, commit } = notification;
  const read = await readFolders(checkout, commit, folders);
  const isAlone = folders.length === 1;
  const nameOf = ({ inventory }: Folder) => inventory.environment ?? (isAlone ? branch : undefined);
  const wanted = read.value.filter((found) => environment === undefined || nameOf(found) === environment);
  if (environment !== undefined && wanted.length === 0 && read.diagnostics.length === 0)
    throw noSuchEnvironment(environment, read.value);
  const push = await changed(checkout, commit, folders);
  const diagnostics = [...read.diagnostics, ...push.diagnostics];
  const merges: Merge[] = [];
  for (const found of wanted.filter(({ folder }) => push.value.includes(folder))) {
    const name = nameOf(found);
    if (name === undefined) diagnostics.push(nameless(found.folder));
    else
      merges.push({
        environment: name,
        folder: found.folder,
        promoted: await promotedIn(checkout, commit, found),
      });
  }
  return { value: merges, diagnostics };
}

/** A file of a checkout; the empty text for none. A link could lead to any file of the runner, so it is none. */
async function fileIn(path: string, name: string): Promise<string> {
  try {
    const file = join(await realpath(path), name);
    return (await realpath(file)) === file ? await readFile(file, "utf8") : "";
  } catch {
    return "";
  }
}

/** What was merged: from the inputs, from the commit's inventories or, without any, the whole branch. */
export async function mergesOf(notification: MergedNotification): Promise<Outcome<readonly Merge[]>> {
  const { branch, path, commit, promotedCommit, gitopsPath } = notification;
  if (promotedCommit === undefined && gitopsPath === undefined) {
    const checkout = new Checkout(path);
    const folders = environmentFolders((await checkout.paths(commit)) ?? []);
    if (folders.length > 0) return fromInventories(notification, checkout, folders);
  }
  const folder = gitopsPath ?? "";
  const promoted = promotedCommit ?? (await fileIn(path, below(folder, trackingPath))).trim();
  return { value: [{ environment: branch, folder, promoted }], diagnostics: [] };
}
