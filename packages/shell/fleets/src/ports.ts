/** Where a fleet is read from, besides git. */
import type { OpenPullRequest, PromotionReport } from "@kalypso-actions/fleet";
import type { Inventory } from "@kalypso-actions/gitops-branch";
import type { Judged } from "@kalypso-actions/promotion";

/** One repository on the server of the pull requests and statuses. */
export interface ForgeRepository {
  /** The newest status of a context; undefined for none. @throws DiagnosticError github-* */
  report(commit: string, context: string): Promise<PromotionReport | undefined>;
  /** The newest open pull request to a branch, from the repository itself, whose body is one of ours. @throws DiagnosticError github-* */
  openPull(base: string, isOurs: (body: string) => boolean): Promise<OpenPullRequest | undefined>;
  /** The environment that the variable NEXT_ENVIRONMENT names. @throws DiagnosticError github-* */
  nextEnvironment(environment: string): Promise<string | undefined>;
}

/** @returns undefined for a repository on another server */
export type Forge = (address: string) => ForgeRepository | undefined;

/** The newest commit of an environment's GitOps branch, and what it has. */
export interface HealthSubject {
  readonly gitops: { readonly repo: string; readonly branch: string; readonly path: string };
  readonly commit: string;
  readonly inventory: Inventory;
}

/** What the clusters report about it. @throws DiagnosticError azure-*, github-* */
export type HealthReader = (subject: HealthSubject) => Promise<readonly Judged[]>;
