/** What is read of one environment, before anything is concluded from it. */
import type { Inventory } from "@kalypso-actions/gitops-branch";
import type { Judged } from "@kalypso-actions/promotion";

/** The newest status that a promotion or a check has set on a commit. */
export interface PromotionReport {
  readonly state: "pending" | "success" | "failure" | "error";
  readonly description: string;
  /** When it was set, as ISO 8601; undefined if GitHub does not say. */
  readonly at: string | undefined;
  /** The run that set it. */
  readonly url: string | undefined;
}

/** An open pull request that something waits for. */
export interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** Whether GitHub merges it when its requirements are met. */
  readonly autoMerge: boolean;
  /** As ISO 8601. */
  readonly since: string | undefined;
}

export interface EnvironmentReading {
  readonly name: string;
  /** The environment's branch of the control plane. */
  readonly controlPlane: { readonly repo: string; readonly branch: string };
  /** Where its manifests go; undefined if its branch cannot be read. */
  readonly gitops: { readonly repo: string; readonly branch: string; readonly path: string } | undefined;
  /** The commit of main that its branch pins; null while it follows main, undefined if that cannot be read. */
  readonly pinned: string | null | undefined;
  /** The newest commit of main. */
  readonly main: string | null;
  /** What its GitOps branch has; undefined without an inventory. */
  readonly inventory: Inventory | undefined;
  /** The newest commit of its GitOps branch. */
  readonly head: string | undefined;
  /** Of the pinned commit, by the environment's context; undefined if there is none, null if GitHub was not asked. */
  readonly report: PromotionReport | undefined | null;
  /** The pull request into its GitOps branch. */
  readonly proposal: OpenPullRequest | undefined;
  /** The pull request that would pin another commit. */
  readonly promotion: OpenPullRequest | undefined;
  /** What the clusters report about the newest commit of its GitOps branch; undefined if nobody was asked. */
  readonly judged: readonly Judged[] | undefined;
  /** What could not be read, for people. */
  readonly unread: readonly string[];
}
