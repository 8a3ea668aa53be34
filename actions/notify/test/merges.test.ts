/** A checkout of a GitOps branch whose files are links: to whatever the runner has. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { trackingPath } from "@kalypso-actions/gitops-branch";
import { expect, test } from "vitest";
import { mergesOf } from "../src/merges.ts";

const [secret, promoted] = ["a secret of the runner", "b".repeat(40)];

async function promotedIn(path: string, gitopsPath?: string): Promise<string | undefined> {
  const { value } = await mergesOf({
    event: "check-promote",
    controlPlane: { owner: "contoso", repo: "control-plane" },
    token: "",
    environment: undefined,
    onlyIfPromoted: false,
    branch: "dev",
    path,
    commit: "a".repeat(40),
    promotedCommit: undefined,
    gitopsPath,
    gitopsBranch: undefined,
  });
  return value[0]?.promoted;
}

/** A folder with a tracking file. */
function tracked(folder: string, content: string): string {
  const file = join(folder, trackingPath);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
  return folder;
}

test("a tracking file that is a link, or in a folder that is one, is none", async () => {
  await using folder = await temporaryFolder();
  const outside = tracked(join(folder.path, "outside"), secret);
  const tree = tracked(join(folder.path, "tree"), promoted);
  mkdirSync(join(tree, "file/.github/tracking"), { recursive: true });
  symlinkSync(join(outside, trackingPath), join(tree, "file", trackingPath));
  mkdirSync(join(tree, "part"));
  symlinkSync(join(outside, ".github"), join(tree, "part/.github"));
  symlinkSync(outside, join(tree, "whole"));
  symlinkSync(".", join(tree, "loop"));
  for (const linked of ["file", "part", "whole", "loop"]) expect(await promotedIn(tree, linked)).toBe("");
  expect(await promotedIn(tree)).toBe(promoted);
});

test("the checkout itself may be reached through a link", async () => {
  await using folder = await temporaryFolder();
  tracked(join(folder.path, "tree"), promoted);
  symlinkSync("tree", join(folder.path, "link"));
  expect(await promotedIn(join(folder.path, "link"))).toBe(promoted);
});
