/** What the branch says has to report. */
import { applicationLookup, changedTypes, expectedTypes } from "@kalypso-actions/checks";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import type { Commits, Contents } from "@kalypso-actions/github";
import { below, inventoryPath, parseInventory, tellsWhose } from "@kalypso-actions/gitops-branch";
import type { ApplicationLookup, ExpectedType } from "@kalypso-actions/promotion";

export interface Expectation {
  readonly expected: readonly ExpectedType[];
  /** Whether these are all cluster types of the environment. */
  readonly isComplete: boolean;
  readonly applicationOf: ApplicationLookup;
}

/**
 * By the inventory at the commit; on a branch without one of this version, by what the commit changes.
 * @param folder the environment's folder on the branch; the empty string for its root
 * @throws DiagnosticError inventory-invalid, github-*
 */
export async function readExpectation(
  gitops: { readonly contents: Contents; readonly commits: Commits },
  commit: string,
  folder: string,
): Promise<Expectation> {
  const path = below(folder, inventoryPath);
  const text = await gitops.contents.readLarge(path, commit);
  const { value: inventory, diagnostics } = text === undefined ? none : parseInventory(text, path);
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  if (inventory !== undefined && tellsWhose(inventory))
    return {
      ...{ expected: expectedTypes(inventory), isComplete: true },
      applicationOf: applicationLookup(inventory),
    };
  const paths = await gitops.commits.changedPaths(commit);
  return {
    ...{ expected: changedTypes(paths, folder), isComplete: false },
    applicationOf: applicationLookup(undefined),
  };
}

const none = { value: undefined, diagnostics: [] };
