import type { Judged } from "@kalypso-actions/promotion";
import { expect, test } from "vitest";
import { report } from "../src/report.ts";

const subject = {
  environment: "dev",
  commit: "c".repeat(40),
  branch: "dev",
  gitops: { owner: "contoso", repo: "gitops" },
  promotedCommit: "a".repeat(40),
  controlPlane: { owner: "contoso", repo: "plane" },
  server: "https://github.com",
  runUrl: "https://github.com/contoso/plane/actions/runs/7",
};

const hostile =
  "failed\n::add-mask::a\r\n::set-output name=promotable::true ##[add-mask]e | <img src=x> @team `x`";

function judged(more: Partial<Judged>): Judged {
  return {
    id: "1",
    clusterId: "1",
    hasCommit: true,
    cluster: "drone-1",
    resourceGroup: "fleet",
    clusterTypes: ["drone"],
    commit: "c".repeat(40),
    complianceState: "Non-Compliant",
    verdict: "failed",
    message: hostile,
    troubles: [],
    ...more,
  };
}

const none = { name: "", isReached: false, diagnostics: [] };

function outcomeOf(each: Judged, kind: "success" | "failure") {
  const decision = {
    kind,
    reason: `failed: drone-1 (${each.message})`,
    judged: [each],
    silentClusterTypes: ["large"],
  };
  const elsewhere = [{ cluster: "edge", name: "p", repository: "https://git.contoso.com/contoso/gitops" }];
  return report({ checked: { decision, elsewhere }, isDecided: true, diagnostics: [] }, none, subject);
}

test("keeps a cluster's message inside its cell of the summary, without running workflow commands", () => {
  const { summary } = outcomeOf(judged({}), "failure");
  expect(summary).not.toMatch(/^\s*::|##\[/m);
  expect(summary).not.toMatch(/<img|@team/);
  const rows = summary.split("\n").filter((line) => line.startsWith("| drone-1"));
  expect(rows).toHaveLength(1);
  expect(rows[0]?.match(/(?<!\\)\|/g)).toHaveLength(7);
});

test("the table names each problem's owner, configurations that follow another server, and silent cluster types", () => {
  const application = {
    deploymentTarget: "hello",
    repository: "https://github.com/contoso/app-gitops",
    branch: "dev",
  };
  const troubles = [{ isFailure: true, application, message: "path not found" }];
  const { summary, diagnostics } = outcomeOf(
    judged({ verdict: "degraded", message: "path not found", troubles }),
    "success",
  );
  expect(summary).toContain(
    "| degraded | application hello (contoso/app-gitops, branch dev) [`dev`](https://github.com/contoso/app-gitops/tree/dev) | path not found |",
  );
  expect(summary).toContain(
    "- edge/p follows `https://git.contoso.com/contoso/gitops` on another server, so it is not counted.",
  );
  expect(summary).toContain("No configuration reports for: `large`.");
  expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([
    ["warning", "application-failing"],
    ["warning", "cluster-type-silent"],
  ]);
});

test("the summary says at once what failed, where, what was promoted, and what to do", () => {
  const { summary } = outcomeOf(judged({ message: "no space" }), "failure");
  const [heading, , next] = summary.split("\n");
  expect(heading).toBe(
    `**dev: not deployed**: [\`cccccccccc\`](https://github.com/contoso/gitops/commit/${"c".repeat(40)}) of [contoso/gitops](https://github.com/contoso/gitops), branch [\`dev\`](https://github.com/contoso/gitops/tree/dev), promoted from [\`aaaaaaaaaa\`](https://github.com/contoso/plane/commit/${"a".repeat(40)}): failed: drone-1 (no space).`,
  );
  expect(next).toBe(
    "Nothing is promoted further. Once the cause is mended, [run this check again](https://github.com/contoso/plane/actions/runs/7): it continues from what the clusters then report.",
  );
});

test.each([
  [{ ...none, name: "stage" }, "Next: **stage**."],
  [{ ...none, name: "stage", isReached: true }, "**stage** was given this commit before."],
  [none, "No environment follows."],
])("after success, the summary says what comes next: %j", (next, expected) => {
  const decision = {
    kind: "success" as const,
    reason: "1 configuration is compliant",
    judged: [],
    silentClusterTypes: [],
  };
  const checked = { decision, elsewhere: [] };
  const { summary } = report({ checked, isDecided: true, diagnostics: [] }, next, subject);
  expect(summary.split("\n")[2]).toBe(expected);
});
