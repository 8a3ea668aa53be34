import { decidePromotion, isUnchecked, promotedStatus, statusContext } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";

const wanted = `${"a".repeat(10)}x`;
const present = `${"b".repeat(10)}x`;
const question: Parameters<typeof decidePromotion>[0] = {
  ...{ environment: "dev", wanted, present, relation: "ahead", allowsRollback: false },
};

describe("a commit", () => {
  test.each<[string, Partial<Parameters<typeof decidePromotion>[0]>, string, string]>([
    [
      "goes to an environment that has none",
      { present: undefined, relation: "unknown" },
      "promote",
      "dev had no commit pinned",
    ],
    ["that is there already is kept", { present: wanted }, "keep", "dev has aaaaaaaaaa already"],
    ["goes forward", {}, "promote", "dev had bbbbbbbbbb"],
    [
      "goes back where that is allowed",
      { relation: "behind", allowsRollback: true },
      "promote",
      "dev goes back from bbbbbbbbbb, as allowed",
    ],
    ["does not go back", { relation: "behind" }, "keep", "dev has bbbbbbbbbb, which is newer"],
    [
      "that is the same by another name is kept",
      { relation: "identical" },
      "keep",
      "dev has bbbbbbbbbb, which is newer",
    ],
    [
      "of another line is refused",
      { relation: "diverged" },
      "refuse",
      "dev has bbbbbbbbbb, and aaaaaaaaaa is on another line of history than it",
    ],
    [
      "that nothing is known of is refused",
      { relation: "unknown" },
      "refuse",
      "dev has bbbbbbbbbb, and how aaaaaaaaaa relates to it cannot be told: one of the two is not in the repository",
    ],
    [
      "of another line goes where going back is allowed",
      { relation: "diverged", allowsRollback: true },
      "promote",
      "dev goes back from bbbbbbbbbb, as allowed",
    ],
  ])("%s", (_, more, kind, reason) => {
    expect(decidePromotion({ ...question, ...more })).toEqual({ kind, reason });
  });
});

test("a promotion is unchecked until its status says something else", () => {
  expect(isUnchecked(promotedStatus)).toBe(true);
  expect(isUnchecked({ ...promotedStatus, description: "Checking" })).toBe(false);
  expect(isUnchecked({ ...promotedStatus, state: "success" })).toBe(false);
  expect(isUnchecked(undefined)).toBe(false);
  expect(statusContext("dev")).toBe("dev environment");
});
