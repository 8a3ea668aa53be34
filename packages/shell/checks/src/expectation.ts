/** What must report, according to the branch. */
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { below, inventoryPath, parseInventory, tellsWhose } from "@kalypso-actions/gitops-branch";
import type { ApplicationLookup, ExpectedType } from "@kalypso-actions/promotion";
import { applicationLookup, changedTypes, expectedTypes } from "./expected.ts";

/** The GitOps repository at a commit. */
interface GitOpsReader {
  /** The text of a file; undefined if it does not exist. */
  readLarge(path: string, commit: string): Promise<string | undefined>;
  /** The paths that a commit changes. */
  changedPaths(commit: string): Promise<readonly string[]>;
}

export interface Expectation {
  readonly expected: readonly ExpectedType[];
  /** Whether these are all cluster types of the environment. */
  readonly isComplete: boolean;
  readonly applicationOf: ApplicationLookup;
  /** How many registrations, workloads and targets are held, and so not up to date. */
  readonly held: number;
}

/**
 * From the inventory at the commit; on a branch without one of this version, from the commit's changes.
 * @param folder the environment's folder on the branch; the empty string for its root
 * @throws DiagnosticError inventory-invalid, github-*
 */
export async function readExpectation(
  gitops: GitOpsReader,
  commit: string,
  folder: string,
): Promise<Expectation> {
  const path = below(folder, inventoryPath);
  const text = await gitops.readLarge(path, commit);
  const { value: inventory, diagnostics } = text === undefined ? none : parseInventory(text, path);
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  if (inventory !== undefined && tellsWhose(inventory))
    return {
      expected: expectedTypes(inventory),
      isComplete: true,
      applicationOf: applicationLookup(inventory),
      held: inventory.held?.length ?? 0,
    };
  const paths = await gitops.changedPaths(commit);
  return {
    expected: changedTypes(paths, folder),
    isComplete: false,
    applicationOf: applicationLookup(undefined),
    held: 0,
  };
}

const none = { value: undefined, diagnostics: [] };
