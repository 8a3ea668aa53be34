import { summarise } from "@kalypso-actions/scheduling";
import { describe, expect, test } from "vitest";
import { clusterType, policy, registration, scheduled, target, viewOf, workload } from "./view.ts";

const gitops = { repo: "https://github.com/contoso/platform-gitops", branch: "dev", path: "" };

const example = () => ({ ...plain(), gitops });

const plain = () =>
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

const commit = "0123456789".repeat(4);
const repo = "https://github.com/contoso/c";

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
        "**1 assignment** on 2 cluster types of `dev`. They go to [contoso/platform-gitops](https://github.com/contoso/platform-gitops), branch [`dev`](https://github.com/contoso/platform-gitops/tree/dev).",
        "",
        "```mermaid",
        "flowchart LR",
        '  target0("app-test")',
        '  policy0{{"all"}}',
        '  policy1{{"b"}}',
        '  type0["drone"]',
        "  target0 --> policy0",
        "  policy0 --> type0",
        "  target0 --> policy1",
        "  policy1 --> type0",
        "```",
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
    [{ ref: "main", commit }, `[\`main\`](${repo}/tree/main) at [\`0123456789\`](${repo}/commit/${commit})`],
    [{ ref: null, commit }, `at [\`0123456789\`](${repo}/commit/${commit})`],
    [{ ref: "main", commit: null }, `[\`main\`](${repo}/tree/main)`],
    [{ ref: null, commit: null }, ""],
  ])("shows the revision of a source %j as %s", (revision, shown) => {
    const source = { role: "base" as const, repo, path: "p", ...revision };
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
        "```mermaid",
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

  test("folds more rows than a glance away, and keeps what is held in sight", () => {
    const [first] = example().clusterTypes;
    if (first === undefined) throw new Error("no cluster type");
    const of = (count: number) => {
      const clusterTypes = Array.from({ length: count }, (_, index) => ({ ...first, name: `t${index}` }));
      return summarise({ ...example(), assignments: [], clusterTypes, held: [held] });
    };
    expect(of(50)).not.toContain("<summary>Assignments");
    expect(of(51).indexOf("<summary>Assignments")).toBeGreaterThan(of(51).indexOf("**Held**"));
  });

  test("links each policy to its line, and the commit of main that is promoted", () => {
    const [first, ...others] = example().policies;
    if (first === undefined) throw new Error("no policy");
    const place = { file: "a b/p.yaml", line: 7, column: 1, source: `${repo}@${commit}` };
    const text = summarise({
      ...example(),
      policies: [{ ...first, place }, ...others],
      promotedCommit: commit,
      sources: [{ role: "base", repo, ref: "main", commit, path: "" }],
    });
    expect(text).toContain(`| [\`all\`](${repo}/blob/${commit}/a%20b/p.yaml#L7), `);
    expect(text).toContain(`, from [\`0123456789\`](${repo}/commit/${commit}) of main.`);
  });
});

describe("the picture of a small schedule", () => {
  /** What each policy puts where. */
  const scheduleOf = (
    pairs: readonly (readonly [target: string, type: string, ...policies: string[]])[],
  ) => ({
    ...example(),
    assignments: pairs.map(([deploymentTarget, clusterType, ...policies]) => ({
      name: `${deploymentTarget}-${clusterType}`,
      deploymentTarget,
      clusterType,
      namespace: "n",
      policies,
    })),
  });
  const isDrawn = (pairs: Parameters<typeof scheduleOf>[0]) =>
    summarise(scheduleOf(pairs)).includes("```mermaid");

  test("is left out with more than 30 arrows, and without any", () => {
    const types = (count: number) =>
      Array.from({ length: count }, (_, index) => ["app", `t${index}`, "p"] as const);
    expect(isDrawn(types(29))).toBe(true);
    expect(isDrawn(types(30))).toBe(false);
    expect(isDrawn([])).toBe(false);
  });

  test("is left out where its arrows would say that something runs where it does not", () => {
    expect(
      isDrawn([
        ["a", "x", "p"],
        ["a", "y", "p"],
        ["b", "x", "p"],
        ["b", "y", "p"],
      ]),
    ).toBe(true);
    expect(
      isDrawn([
        ["a", "x", "p"],
        ["b", "y", "p"],
      ]),
    ).toBe(false);
    expect(
      isDrawn([
        ["a", "x", "p"],
        ["b", "y", "q"],
      ]),
    ).toBe(true);
  });

  test("has names of others as numbers wherever they could mean something", () => {
    const text = summarise(scheduleOf([["1. a_b", '"]; x --> y\n```', "-p&lt;"]]));
    expect(text).toContain('  target0("1#46; a#95;b")');
    expect(text).toContain('  policy0{{"#45;p#38;lt#59;"}}');
    expect(text).toContain('  type0["#34;#93;#59; x --#62; y #96;#96;#96;"]');
  });
});
