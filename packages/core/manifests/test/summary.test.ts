import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { renderingSummary } from "@kalypso-actions/manifests";
import type { ClusterType, Schedule } from "@kalypso-actions/resources";
import { expect, test } from "vitest";
import { emptySchedule } from "./schedule.ts";

const repo = "https://github.com/contoso/plane";
const commit = "0123456789".repeat(4);
const assignment = (deploymentTarget: string, clusterType: string) => ({
  name: `${deploymentTarget}-${clusterType}`,
  deploymentTarget,
  clusterType,
  namespace: "n",
  policies: ["p"],
});
const schedule: Schedule = {
  ...emptySchedule,
  promotedCommit: commit,
  sources: [{ role: "base", repo, ref: "main", commit, path: "" }],
  clusterTypes: ["drone", "empty", "large"].map((name) => ({ name }) as ClusterType),
  assignments: [assignment("a", "drone"), assignment("b", "drone"), assignment("a", "large")],
};
const problem: Diagnostic = {
  severity: "error",
  code: "template-failed",
  message: "`x` is missing | <b>",
  place: { file: "templates/t.yaml", line: 4, column: 1, source: `${repo}@${commit}` },
};
const clean = { schedule, shard: undefined, failures: new Map(), held: [] };
const from = `from [\`0123456789\`](${repo}/commit/${commit}) of main`;

test("counts the files and, by cluster type, what they are for", () => {
  const told = { ...clean, shard: { index: 1, count: 1 }, written: { files: 19, path: "manifests" } };
  expect(renderingSummary(told).split("\n")).toEqual([
    `**19 files** for **dev** (shard 1 of 1), ${from}, in \`manifests\`.`,
    "",
    "| cluster type | assignments |",
    "|---|---|",
    "| `drone` | 2 |",
    "| `large` | 1 |",
  ]);
});

test("with errors, says that nothing was written, which assignments fail, why, and at which line", () => {
  const told = { ...clean, failures: new Map([["b-drone", [problem]]]), written: undefined };
  expect(renderingSummary(told).split("\n")).toEqual([
    `**Nothing was written** for **dev**, ${from}. 1 of 3 assignments cannot be rendered.`,
    "",
    "| cannot be rendered | why | where |",
    "|---|---|---|",
    `| \`b-drone\` | \`x\` is missing \\| &lt;b> | [templates/t.yaml:4](${repo}/blob/${commit}/templates/t.yaml#L4) |`,
    "",
    "| cluster type | assignments | cannot be rendered |",
    "|---|---|---|",
    "| `drone` | 2 | **1** |",
    "| `large` | 1 |  |",
  ]);
});

test("names what is held, and at most 50 failures", () => {
  const held = { registration: "r", reason: "gone", isKnown: true, commit, assignments: {} } as never;
  const failures = new Map(Array.from({ length: 53 }, (_, index) => [`x${index}`, [problem]]));
  const text = renderingSummary({ ...clean, held: [held], failures, written: undefined });
  expect(text).toContain(
    "| what | reason | what is kept |\n|---|---|---|\n| `r` | `gone` | from `0123456` |\n",
  );
  expect(text.match(/^\| `x\d+` /gm)).toHaveLength(50);
  expect(text).toContain("\n| and 3 more | | |\n");
});
