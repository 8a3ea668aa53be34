import { expect, test } from "vitest";
import { blockedPaths, pathBlocked } from "../src/blocked-paths.ts";

test("a file in place of a folder, and a folder in place of a file, are in the way, once each", () => {
  const found = blockedPaths(
    ["drone", "large/x/notes.txt", "large/x/more.txt", "gone"],
    ["drone/a/reconciler.yaml", "drone/b/reconciler.yaml", "large/x", "gone/a.yaml", "free/a.yaml"],
    ["gone"],
  );
  expect(found.map((each) => pathBlocked("dev", each).message)).toEqual([
    "drone/a/reconciler.yaml cannot be written to the branch `dev`: drone is a file or link where its folder has to be; nothing was changed",
    "large/x cannot be written to the branch `dev`: large/x/more.txt is in a folder of that name; nothing was changed",
  ]);
});
