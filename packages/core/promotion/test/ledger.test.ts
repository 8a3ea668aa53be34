import {
  needsPromotedStatus,
  promotionMessage,
  promotionPullRequest,
  promotionRejected,
  readPromotionMarker,
  withoutPromotion,
} from "@kalypso-actions/promotion";
import { expect, test } from "vitest";

const commit = "b".repeat(40);
const from = "a".repeat(40);
const record = {
  environment: "dev",
  commit,
  from,
  by: "octocat",
  runUrl: "https://github.com/x/y/actions/runs/7",
};

test("a promotion's message says what, from what, who and in which run, each on one line", () => {
  expect(promotionMessage({ ...record, by: "octo\n\ncat" })).toEqual({
    subject: "Promote bbbbbbbbbb to dev",
    trailers: [
      `Promoted-Commit: ${commit}`,
      `Promoted-From: ${from}`,
      "Promoted-By: octo cat",
      "Promoted-Run: https://github.com/x/y/actions/runs/7",
    ],
  });
});

test("what is not known is left out", () => {
  const { trailers } = promotionMessage({ ...record, from: undefined, by: undefined, runUrl: undefined });
  expect(trailers).toEqual([`Promoted-Commit: ${commit}`]);
});

test("a promotion's pull request carries its commit, until it is withdrawn", () => {
  const { title, body } = promotionPullRequest(record);
  expect(title).toBe("Promote bbbbbbbbbb to dev");
  expect(body).toContain(`(it has \`${from}\`)`);
  expect(promotionPullRequest({ ...record, from: undefined }).body).not.toContain("it has");
  expect(readPromotionMarker(body)).toEqual({ commit });
  expect(readPromotionMarker(withoutPromotion(body))).toEqual({ commit: undefined });
  expect(readPromotionMarker("mine")).toBeUndefined();
});

test("a pinned commit needs its first status, also after its pull request was rejected", () => {
  expect(needsPromotedStatus(undefined)).toBe(true);
  expect(needsPromotedStatus(promotionRejected(5))).toBe(true);
  expect(needsPromotedStatus({ description: "Promoted" })).toBe(false);
  expect(needsPromotedStatus({ description: "Rejected in #5" })).toBe(false);
});
