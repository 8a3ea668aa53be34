/** What the promoted commit's status says of a proposal that somebody closed. */
import { promotedStatus } from "./decision.ts";

interface Status {
  readonly state: string;
  readonly description: string;
}

interface ProposalOutcome {
  /** The closed pull request; undefined if the proposal was not rejected. */
  readonly rejectedIn: number | undefined;
  /** Whether the proposal changes the promoted commit: otherwise it says nothing about it. */
  readonly isPromotion: boolean;
}

const start = "Rejected in #";

/**
 * The status to set after a proposal.
 * @param present the newest of the environment's context
 * @returns undefined to leave it: what was deployed stays deployed, and a check of another proposal may be under way
 */
export function statusAfterProposal(
  present: Status | undefined,
  { rejectedIn, isPromotion }: ProposalOutcome,
): { readonly state: "failure" | "pending"; readonly description: string } | undefined {
  const isRejected = present?.state === "failure" && present.description.startsWith(start);
  if (rejectedIn === undefined) return isRejected ? promotedStatus : undefined;
  if (!isPromotion || present?.state === "success") return undefined;
  return { state: "failure", description: `${start}${rejectedIn}` };
}
