import { summarise } from "@kalypso-actions/scheduling";
import { describe, expect, test } from "vitest";
import { clusterType, policy, registration, scheduled, target, viewOf, workload } from "./view.ts";

const example = () =>
  scheduled(
    viewOf(
      [
        policy("all", "{labelSelector: {}}", "{matchLabels: {edge: 'true'}}"),
        policy("b", "{labelSelector: {}}", "{matchLabels: {edge: 'true'}}"),
        clusterType("drone", "edge: 'true'"),
        clusterType("large"),
        registration("app"),
      ],
      [workload("app", [target("test")])],
    ),
  ).schedule;

const held = {
  registration: "app",
  repo: "https://git.example/contoso/r",
  branch: "main",
  reason: "gone",
  isKnown: true,
  commit: null,
  assignments: [],
};

describe("the summary of a Schedule", () => {
  test("has a row for each assignment with its policies, and one for a cluster type without any", () => {
    expect(summarise(example())).toBe(
      [
        "**1 assignment** on 2 cluster types of `dev`.",
        "",
        "| cluster type | deployment target | namespace | policies |",
        "|---|---|---|---|",
        "| `drone` | `app-test` | `dev-drone-app-test` | `all`, `b` |",
        "| `large` | *nothing* | | |",
        "",
        "<details><summary>Sources</summary>",
        "",
        "| role | repository | revision | path |",
        "|---|---|---|---|",
        "",
        "</details>",
      ].join("\n"),
    );
  });

  test.each([
    [{ ref: "main", commit: "0123456789".repeat(4) }, "`main` at `0123456`"],
    [{ ref: null, commit: "0123456789".repeat(4) }, "at `0123456`"],
    [{ ref: "main", commit: null }, "`main`"],
    [{ ref: null, commit: null }, ""],
  ])("shows the revision of a source %j as %s", (revision, shown) => {
    const source = { role: "base" as const, repo: "https://github.com/contoso/c", path: "p", ...revision };
    expect(summarise({ ...example(), sources: [source] })).toContain(
      `\n| base | https://github.com/contoso/c | ${shown} | p |\n`,
    );
  });

  test.each([
    [{}, "0 assignments"],
    [{ commit: "0123456789".repeat(4) }, "as of `0123456`"],
    [{ isKnown: false }, "everything on the branch"],
  ])("shows what is kept of a held registration: %j", (more, stays) => {
    const text = summarise({ ...example(), held: [{ ...held, ...more }] });
    expect(text).toContain(
      [
        "**Held**: something is wrong with these, so they stay as they were last good.",
        "",
        "| what | repository | branch | what is kept | reason |",
        "|---|---|---|---|---|",
        `| \`app\` | https://git.example/contoso/r | \`main\` | ${stays} | ${held.reason} |`,
        "",
        "<details>",
      ].join("\n"),
    );
  });

  test("has at most 500 rows and counts the others", () => {
    const rows = (count: number) => {
      const [first] = example().clusterTypes;
      if (first === undefined) throw new Error("no cluster type");
      const clusterTypes = Array.from({ length: count }, (_, index) => ({ ...first, name: `t${index}` }));
      return summarise({ ...example(), assignments: [], clusterTypes });
    };
    expect(rows(500).match(/\*nothing\*/g)).toHaveLength(500);
    expect(rows(500)).not.toContain("more");
    expect(rows(503).match(/\*nothing\*/g)).toHaveLength(500);
    expect(rows(503)).toContain("\n| | 3 more | | |\n");
  });
});
