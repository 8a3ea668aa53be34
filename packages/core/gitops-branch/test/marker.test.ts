import {
  proposalContent,
  pullRequestMarker,
  readMarker,
  withoutDigest,
} from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";

const digest = "0123456789abcdef";

test("the marker carries a digest, and loses it when the pull request is withdrawn", () => {
  const body = `${pullRequestMarker(digest)}\nText.\n`;
  expect(readMarker(body)).toEqual({ digest });
  expect(withoutDigest(body)).toBe("<!-- kalypso-actions: open-pr -->\nText.\n");
  expect(readMarker(withoutDigest(body))).toEqual({ digest: undefined });
});

test.each(["", "<!-- kalypso-actions: open-pr x -->", "<!-- kalypso-actions: empty -->"])(
  "%j is no marker",
  (body) => expect(readMarker(body)).toBeUndefined(),
);

describe("a proposal's content", () => {
  const file = { path: "a", before: "1", after: "2" };
  const diff = { added: [], modified: [file], removed: [] };
  const told = { subject: "clusters of drone", before: undefined, after: "any 1" };

  test.each([
    ["another file", { diff: { ...diff, modified: [{ ...file, path: "b" }] }, inventory: [told] }],
    ["another content", { diff: { ...diff, modified: [{ ...file, after: "3" }] }, inventory: [told] }],
    [
      "another content on the branch",
      { diff: { ...diff, modified: [{ ...file, before: "3" }] }, inventory: [told] },
    ],
    ["an addition instead", { diff: { ...diff, modified: [], added: [file] }, inventory: [told] }],
    ["another inventory", { diff, inventory: [{ ...told, after: "any 2" }] }],
    ["no inventory", { diff, inventory: [] }],
  ])("is another with %s", (_, other) => {
    expect(proposalContent(other)).not.toBe(proposalContent({ diff, inventory: [told] }));
  });
});
