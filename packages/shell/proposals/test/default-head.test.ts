import { refName } from "@kalypso-actions/names";
import { defaultHead } from "@kalypso-actions/proposals";
import fc from "fast-check";
import { expect, test } from "vitest";

test("the head of a branch's root is named after the branch, that of a folder after both", () => {
  expect(defaultHead("main", "")).toBe("kalypso/main");
  expect(defaultHead("dev-eu", "")).toBe("kalypso/dev-eu");
  expect(defaultHead("main", "dev")).toBe("kalypso/main-dev");
  expect(defaultHead("main", "eu/dev")).toMatch(/^kalypso\/main-eu-dev-[0-9a-f]{8}$/);
});

test("the heads of two folders always differ, and are names that git accepts", () => {
  const base = fc.stringMatching(/^[a-c](?:-?[a-c]){0,3}$/);
  const path = fc.oneof(
    fc.stringMatching(/^[a-c](?:[-/. ~^é]{0,2}[a-c]){0,3}$/),
    fc.constantFrom("a.lock", "..a", "a@{b", "~", "-"),
  );
  fc.assert(
    fc.property(fc.tuple(base, path), fc.tuple(base, path), ([base1, path1], [base2, path2]) => {
      const [first, second] = [defaultHead(base1, path1), defaultHead(base2, path2)];
      expect(first).toMatch(refName);
      expect(first === second).toBe(base1 === base2 && path1 === path2);
    }),
  );
});
