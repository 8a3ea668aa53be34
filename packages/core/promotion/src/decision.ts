/** Whether to promote a commit to an environment. */

/** How the wanted commit relates to the environment's current one. */
export type Relation = "identical" | "ahead" | "behind" | "diverged" | "unknown";

type PromotionDecision =
  | { readonly kind: "promote"; readonly reason: string }
  | { readonly kind: "keep"; readonly reason: string }
  | { readonly kind: "refuse"; readonly reason: string };

interface PromotionQuestion {
  readonly environment: string;
  readonly wanted: string;
  /** The environment's commit; undefined if it is not pinned. */
  readonly present: string | undefined;
  readonly relation: Relation;
  readonly allowsRollback: boolean;
}

const short = (commit: string) => commit.slice(0, 10);

/** Promotion only goes forward: an environment's current or earlier commits are not promoted again. */
export function decidePromotion(question: PromotionQuestion): PromotionDecision {
  const { environment, wanted, present, relation, allowsRollback } = question;
  if (present === undefined) return { kind: "promote", reason: `${environment} had no commit pinned` };
  if (wanted === present) return { kind: "keep", reason: `${environment} has ${short(wanted)} already` };
  if (relation === "ahead") return { kind: "promote", reason: `${environment} had ${short(present)}` };
  if (allowsRollback)
    return { kind: "promote", reason: `${environment} rolls back from ${short(present)}, as allowed` };
  if (relation === "behind" || relation === "identical")
    return { kind: "keep", reason: `${environment} has ${short(present)}, which is newer` };
  const why =
    relation === "diverged"
      ? `${short(wanted)} has diverged from it`
      : `how ${short(wanted)} relates to it is unknown: one of the two is not in the repository`;
  return { kind: "refuse", reason: `${environment} has ${short(present)}, and ${why}` };
}

/** The context of the statuses that a promotion sets on the promoted commit. */
export function statusContext(environment: string): string {
  return `${environment} environment`;
}

/** The status from the promotion until the cluster check starts. */
export const promotedStatus = { state: "pending", description: "Promoted" } as const;

/** Whether a commit is promoted and its check has not started. @param status the newest of the environment's context */
export function isUnchecked(
  status: { readonly state: string; readonly description: string } | undefined,
): boolean {
  return status?.state === promotedStatus.state && status.description === promotedStatus.description;
}
