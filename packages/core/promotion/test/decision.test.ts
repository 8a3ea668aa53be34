import { decidePromotion, isUnchecked, promotedStatus, statusContext } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";

const wanted = `${"a".repeat(10)}x`;
const present = `${"b".repeat(10)}x`;
const question: Parameters<typeof decidePromotion>[0] = {
  environment: "dev",
  wanted,
  present,
  relation: "ahead",
  allowsRollback: false,
};

describe("a commit", () => {
  test.for<[string, Partial<Parameters<typeof decidePromotion>[0]>, string, string]>([
    [
      "is promoted to an environment that has none",
      { present: undefined, relation: "unknown" },
      "promote",
      "dev had no commit pinned",
    ],
    ["is kept if the environment has it already", { present: wanted }, "keep", "dev has aaaaaaaaaa already"],
    ["is promoted if it is newer", {}, "promote", "dev had bbbbbbbbbb"],
    [
      "is promoted if it is older and rollback is allowed",
      { relation: "behind", allowsRollback: true },
      "promote",
      "dev rolls back from bbbbbbbbbb, as allowed",
    ],
    ["is not promoted if it is older", { relation: "behind" }, "keep", "dev has bbbbbbbbbb, which is newer"],
    [
      "is not promoted if it is identical under another name",
      { relation: "identical" },
      "keep",
      "dev has bbbbbbbbbb, which is newer",
    ],
    [
      "is refused if it has diverged",
      { relation: "diverged" },
      "refuse",
      "dev has bbbbbbbbbb, and aaaaaaaaaa has diverged from it",
    ],
    [
      "is refused if its relation is unknown",
      { relation: "unknown" },
      "refuse",
      "dev has bbbbbbbbbb, and how aaaaaaaaaa relates to it is unknown: one of the two is not in the repository",
    ],
    [
      "is promoted if it has diverged and rollback is allowed",
      { relation: "diverged", allowsRollback: true },
      "promote",
      "dev rolls back from bbbbbbbbbb, as allowed",
    ],
  ])("%s", ([_, more, kind, reason]) => {
    expect(decidePromotion({ ...question, ...more })).toEqual({ kind, reason });
  });
});

test("a promotion is unchecked until its status changes", () => {
  expect(isUnchecked(promotedStatus)).toBe(true);
  expect(isUnchecked({ ...promotedStatus, description: "Checking" })).toBe(false);
  expect(isUnchecked({ ...promotedStatus, state: "success" })).toBe(false);
  expect(isUnchecked(undefined)).toBe(false);
  expect(statusContext("dev")).toBe("dev environment");
});
