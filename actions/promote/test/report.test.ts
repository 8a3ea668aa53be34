import { expect, test } from "vitest";
import { report } from "../src/report.ts";

const [older, newer] = ["a".repeat(40), "b".repeat(40)];
const plane = { owner: "contoso", repo: "plane" };
const page = "https://github.com/contoso/plane";
const subject = { environment: "stage", commit: newer, repository: plane, server: "https://github.com" };
const promotion = {
  promoted: true,
  reason: "stage had aaaaaaaaaa",
  commit: newer,
  from: older,
  branch: "stage",
  base: { owner: "contoso", repo: "base" },
  diagnostics: [],
};

test("the summary of a promotion links the commit, the one before, and what is new", () => {
  expect(report(promotion, subject).summary.split("\n")).toEqual([
    "**Promoted**: stage had aaaaaaaaaa.",
    "",
    "| | |",
    "|---|---|",
    `| environment | **stage**, branch [\`stage\`](${page}/tree/stage) |`,
    `| it has now | [\`bbbbbbbbbb\`](https://github.com/contoso/base/commit/${newer}) |`,
    `| before | [\`aaaaaaaaaa\`](https://github.com/contoso/base/commit/${older}) ([what is new](https://github.com/contoso/base/compare/${older}...${newer})) |`,
  ]);
});

test("the summary of none says what the environment has, what was asked for, and which pull request waits", () => {
  const pullRequest = { number: 7, url: `${page}/pull/7` } as never;
  const kept = { ...promotion, promoted: false, reason: "proposed in #7", commit: older, pullRequest };
  expect(report(kept, subject).summary.split("\n").slice(5)).toEqual([
    `| it has now | [\`aaaaaaaaaa\`](https://github.com/contoso/base/commit/${older}) |`,
    `| asked for | [\`bbbbbbbbbb\`](https://github.com/contoso/base/commit/${newer}) |`,
    `| pull request | [#7](${page}/pull/7) |`,
  ]);
  const none = { ...kept, commit: "", from: undefined, pullRequest: undefined };
  expect(
    report(none as never, { ...subject, commit: "pinned" })
      .summary.split("\n")
      .slice(5),
  ).toEqual(["| it has now | no commit |"]);
});
