/** Keeps a pull request that removes too many assignments from merging itself. */
import { type Diagnostic, diagnosticsOf } from "@kalypso-actions/diagnostics";
import type { Commits, PullRequest, PullRequests } from "@kalypso-actions/github";
import {
  type ExceededRemovals,
  formatRemovalLimit,
  readRemovalsMarker,
  removalsContext,
  removalsLabel,
} from "@kalypso-actions/gitops-branch";

interface Ports {
  readonly pulls: PullRequests;
  readonly commits: Commits;
}

/** Removals beyond the limit, and the digest of their assignments. */
export interface GuardedRemovals extends ExceededRemovals {
  readonly digest: string;
}

/** `free`: within the limit. `allowed`: beyond it, and somebody with write access consents. `blocked`: nobody does yet. */
type RemovalState = "free" | "allowed" | "blocked";

/** Whether the label that consents is there, and was added by somebody who may write: a triager can add labels too. */
async function isConsented({ pulls }: Ports, { number, labels }: PullRequest): Promise<boolean> {
  if (!labels.includes(removalsLabel)) return false;
  const login = await pulls.labelledBy(number, removalsLabel);
  return login !== undefined && (await pulls.mayWrite(login));
}

/**
 * Decides before anything is pushed, and disables auto-merge where it must not happen: an earlier run may have enabled it.
 * @param found the open pull request
 */
export async function guardRemovals(
  ports: Ports,
  removals: GuardedRemovals | undefined,
  found: PullRequest | undefined,
): Promise<RemovalState> {
  if (removals === undefined) return "free";
  // Consent is to what the pull request said when the label was added.
  const isTold = found !== undefined && readRemovalsMarker(found.body) === removals.digest;
  if (isTold && (await isConsented(ports, found))) return "allowed";
  if (found?.autoMerge === true) await ports.pulls.disableAutoMerge(found);
  return "blocked";
}

/** Labels that no longer mean anything: consent to other removals. */
export function staleConsent(
  state: RemovalState,
  removals: GuardedRemovals | undefined,
  found: PullRequest | undefined,
): readonly string[] {
  if (state !== "blocked" || found === undefined || readRemovalsMarker(found.body) === removals?.digest)
    return [];
  return [removalsLabel];
}

function statusOf(state: RemovalState, removals: GuardedRemovals | undefined) {
  if (state === "free" || removals === undefined)
    return {
      state: "success",
      description: "No more assignments are removed than max-removed allows",
    } as const;
  const count = `${removals.keys.length} of ${removals.of} assignments are removed`;
  return state === "allowed"
    ? ({ state: "success", description: `${count}, as the label ${removalsLabel} allows` } as const)
    : ({ state: "failure", description: `${count}; to allow it, add the label ${removalsLabel}` } as const);
}

/**
 * Sets the head's status. A head within the limit has one only if it had one before.
 * @returns problems: they do not hide what was proposed
 */
export async function tellRemovals(
  { commits }: Ports,
  commit: string,
  { state, removals }: { readonly state: RemovalState; readonly removals: GuardedRemovals | undefined },
): Promise<readonly Diagnostic[]> {
  try {
    await commits.setStatus(commit, { context: removalsContext, ...statusOf(state, removals) });
    return [];
  } catch (error) {
    return diagnosticsOf(error);
  }
}

export function exceeded({ keys, of, limit, allowed }: ExceededRemovals, number: number): Diagnostic {
  return {
    severity: "warning",
    code: "removals-exceeded",
    message: `pull request #${number} removes ${keys.length} of ${of} assignments; \`max-removed: ${formatRemovalLimit(limit)}\` allows ${allowed}, so it is not merged automatically, and its status \`${removalsContext}\` is a failure`,
    hint: `If all of them are to go, somebody with write access adds the label \`${removalsLabel}\` to #${number}; the next run goes on. Otherwise, find what takes them away: the run of \`schedule\` names it.`,
  };
}
