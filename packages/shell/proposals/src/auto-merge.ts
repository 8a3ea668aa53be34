/** Merging a pull request when its requirements are met. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { type MergeMethod, type PullRequest, type PullRequests, ruleHint } from "@kalypso-actions/github";

interface Merge {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param words GitHub's, which tell apart what one status stands for */
function hintFor(words: string): string {
  if (/auto.?merge is not allowed/i.test(words))
    return "Allow auto-merge in the repository's settings, or merge it by hand.";
  if (/(?:merge commits|squash merges|rebase merges|merge method).{0,300}not allowed/i.test(words))
    return "Set `merge-method` to a method that the repository allows, or allow this one in its settings, under Pull Requests.";
  if (/head branch was modified/i.test(words))
    return "Run again: somebody else moved its branch before the merge.";
  return ruleHint(words) ?? "Meet what GitHub's answer names, or merge it by hand.";
}

export async function autoMerge(pulls: PullRequests, pull: PullRequest, method: MergeMethod): Promise<Merge> {
  const outcome = await pulls.autoMerge(pull, method);
  if (typeof outcome === "string") return { text: outcome, diagnostics: [] };
  const diagnostic: Diagnostic = {
    severity: "warning",
    code: "auto-merge-refused",
    message: `pull request #${pull.number} is open, but GitHub will not merge it automatically: ${outcome.refused}`,
    hint: hintFor(outcome.refused),
  };
  return { text: "refused", diagnostics: [diagnostic] };
}
