import { changesSince, configurationsTable, type Judged } from "@kalypso-actions/promotion";
import { describe, expect, test } from "vitest";
import { helloWorld } from "./flux.ts";

function judged(cluster: string, more: Partial<Judged> = {}): Judged {
  return {
    id: `/fleet/${cluster}`,
    cluster,
    clusterId: `/fleet/${cluster}`,
    resourceGroup: "fleet",
    clusterTypes: ["drone"],
    commit: "0123456789abcdef",
    complianceState: "Compliant",
    hasCommit: true,
    verdict: "compliant",
    message: "",
    troubles: [],
    ...more,
  };
}

function table(rows: readonly Judged[], silentClusterTypes: readonly string[] = []) {
  return configurationsTable({ kind: "wait", reason: "", judged: rows, silentClusterTypes }).split("\n");
}

describe("the table of configurations", () => {
  test("has a row for each, with its commit and the owner of its problem", () => {
    const trouble = { isFailure: true, application: helloWorld, message: "m" };
    const platform = { ...trouble, application: undefined };
    const { repository: _, branch: __, ...named } = helloWorld;
    const short = { ...trouble, application: { ...named, repository: undefined, branch: undefined } };
    const rows = [
      judged("drone-1"),
      judged("drone-2", { verdict: "failing", message: "two", troubles: [trouble, platform, trouble] }),
      judged("drone-3", {
        commit: undefined,
        clusterTypes: ["drone", "large"],
        verdict: "stale",
        troubles: [short],
      }),
    ];
    const link = "[`dev`](https://github.com/contoso/app-gitops/tree/dev)";
    const head = ["| cluster | cluster type | commit | state | owner | |", "|---|---|---|---|---|---|"];
    expect(table(rows)).toEqual([
      ...head,
      `| drone-2 | drone | \`0123456789\` | failing | application hello-world-app-functional-test (contoso/app-gitops, branch dev) ${link}; platform | two |`,
      "| drone-3 | drone, large |  | stale | application hello-world-app-functional-test |  |",
      "",
      "<details><summary>1 configuration as wanted</summary>",
      "",
      ...head,
      "| drone-1 | drone | `0123456789` | compliant |  |  |",
      "",
      "</details>",
    ]);
  });

  test("has the worst first, and folds away what is as wanted where there is more than a glance of it", () => {
    const all = (count: number, verdict: Judged["verdict"] = "compliant") =>
      Array.from({ length: count }, (_, index) => judged(`${verdict}-${index}`, { verdict }));
    expect(table(all(20))[0]).toMatch(/^\| cluster/);
    expect(table(all(21))[0]).toBe("<details><summary>21 configurations as wanted</summary>");
    const mixed = table([...all(1, "progressing"), ...all(1), ...all(1, "failed"), ...all(1, "silent")]);
    expect(mixed.slice(2, 5).map((line) => line.split(" ")[1])).toEqual([
      "failed-0",
      "silent-0",
      "progressing-0",
    ]);
    const many = table(all(203, "failing"));
    expect(many).toHaveLength(2 + 200 + 1);
    expect(many.at(-1)).toBe("| and 3 more | | | | | |");
  });

  test("says that nothing reports, and for which cluster types", () => {
    expect(table([])).toEqual(["No configuration reports."]);
    expect(table([], ["drone", "large"])).toEqual([
      "No configuration reports.",
      "",
      "No configuration reports for: `drone`, `large`.",
    ]);
  });

  test("names configurations that follow a repository on another server", () => {
    const decision = { kind: "wait" as const, reason: "", judged: [], silentClusterTypes: [] };
    const elsewhere = [{ cluster: "drone-1", name: "platform", repository: "https://git.example/contoso/p" }];
    expect(configurationsTable(decision, elsewhere).split("\n").slice(1)).toEqual([
      "",
      "- drone-1/platform follows `https://git.example/contoso/p` on another server, so it is not counted.",
    ]);
  });
});

describe("the changes since the last poll", () => {
  test("have a line for each new or changed configuration", () => {
    const before = [judged("a"), judged("b"), judged("c"), judged("d")];
    const now = [
      judged("a"),
      judged("b", { verdict: "failing", message: "why" }),
      judged("c", { commit: undefined }),
      judged("d", { message: "said" }),
      judged("e"),
    ];
    expect(changesSince(before, now)).toEqual([
      "b: failing at 0123456789, why",
      "c: compliant at no commit",
      "d: compliant at 0123456789, said",
      "e: compliant at 0123456789",
    ]);
    expect(changesSince(before, before)).toEqual([]);
  });
});
