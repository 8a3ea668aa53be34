/**
 * What GitHub's plans lack for private repositories, in its words:
 * https://docs.github.com/actions/reference/deployments-and-environments.
 */
import { Refusal } from "./http.ts";
import type { Account, RepositoryState } from "./state.ts";

interface Place {
  readonly repository: RepositoryState;
  readonly account: Account;
}

function isPrivateOn({ repository, account }: Place, ...plans: readonly Account["plan"][]): boolean {
  return repository.visibility !== "public" && plans.includes(account.plan);
}

export function demandRulesets(place: Place): void {
  if (isPrivateOn(place, "free"))
    throw new Refusal(403, "Upgrade to GitHub Pro or make this repository public to enable this feature.");
}

export function demandReviewers(place: Place): void {
  if (isPrivateOn(place, "free", "team")) throw unprotected("required reviewers");
}

export function demandBranchPolicies(place: Place): void {
  if (isPrivateOn(place, "free")) throw unprotected("branch policy");
}

export function demandEnvironmentSecrets(place: Place): void {
  if (isPrivateOn(place, "free"))
    throw new Refusal(403, "Upgrade to GitHub Pro or make this repository public to enable this feature.");
}

function unprotected(rule: string): Refusal {
  const hint = `Please ensure the billing plan supports the ${rule} protection rule.`;
  return new Refusal(422, `Failed to create the environment protection rule. ${hint}`);
}

/** The setting stays off where the plan lacks it: GitHub ignores what was asked for. */
export function canAutoMerge(place: Place): boolean {
  return !isPrivateOn(place, "free");
}
