import { statusAfterProposal } from "@kalypso-actions/promotion";
import { expect, test } from "vitest";

const status = (state: string, description: string) => ({ state, description });
const promoted = status("pending", "Promoted");
const failure = status("failure", "Rejected in #5");

test.each([
  ["was rejected", promoted, { rejectedIn: 5, isPromotion: true }, failure],
  ["was rejected, and the commit has no status", undefined, { rejectedIn: 5, isPromotion: true }, failure],
  [
    "was rejected after a failed check",
    status("failure", "x"),
    { rejectedIn: 5, isPromotion: true },
    failure,
  ],
  [
    "was rejected, but the commit was deployed",
    status("success", "Deployed"),
    { rejectedIn: 5, isPromotion: true },
    undefined,
  ],
  [
    "was rejected, but is not about the commit",
    status("pending", "Deploying"),
    { rejectedIn: 5, isPromotion: false },
    undefined,
  ],
  ["is another after a rejection", failure, { rejectedIn: undefined, isPromotion: true }, promoted],
  [
    "is not needed any more after a rejection",
    failure,
    { rejectedIn: undefined, isPromotion: false },
    promoted,
  ],
  [
    "was never rejected",
    status("failure", "Failed to deploy"),
    { rejectedIn: undefined, isPromotion: true },
    undefined,
  ],
])("the status of a promoted commit whose proposal %s", (...[, present, outcome, wanted]) => {
  expect(statusAfterProposal(present, outcome)).toEqual(wanted);
});
