import { configChanges, pullRequestMarker, pullRequestText } from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";

const nothing: Parameters<typeof pullRequestText>[0] = {
  diff: { added: [], modified: [], removed: [] },
  targetPath: "",
  configuration: [],
  inventory: [],
  held: [],
  promoted: { before: undefined, after: undefined },
  introduction: "",
  digest: "d".repeat(40),
};
const marker = pullRequestMarker(nothing.digest);

const body = (facts: Partial<Parameters<typeof pullRequestText>[0]>) =>
  pullRequestText({ ...nothing, ...facts }).body;
const summary = (facts: Partial<Parameters<typeof pullRequestText>[0]>) =>
  pullRequestText({ ...nothing, ...facts }).summary;
const files = (...paths: readonly string[]) => paths.map((path) => ({ path, before: "1", after: "2" }));
const rowsOf = (text: string) => text.split("\n").filter((line) => line.startsWith("| `"));

describe("the table of assignments", () => {
  test("has a row for each cluster type, with the targets added, removed and changed", () => {
    const diff = {
      added: files("drone/new/a.yaml", "drone/both/a.yaml", "large/README.md"),
      modified: files("drone/changed/a.yaml", "drone/README.md"),
      removed: files("drone/gone/a.yaml", "drone/gone/b.yaml", "drone/both/b.yaml", "root.yaml"),
    };
    expect(rowsOf(body({ diff }))).toEqual([
      "| `.` |  |  |  | +0 ~0 -1 |",
      "| `drone` | `new` | `gone` | `both`<br>`changed` | +2 ~2 -3 |",
      "| `large` |  |  |  | +1 ~0 -0 |",
    ]);
  });

  test("shows paths relative to the environment's folder", () => {
    const diff = { ...nothing.diff, added: files("envs/dev/drone/new/a.yaml") };
    expect(rowsOf(body({ diff, targetPath: "envs/dev" }))).toEqual(["| `drone` | `new` |  |  | +1 ~0 -0 |"]);
  });

  test("names at most twenty targets and counts the others", () => {
    const of = (count: number) =>
      body({
        diff: { ...nothing.diff, added: files(...Array.from({ length: count }, (_, i) => `d/t${10 + i}/a`)) },
      });
    expect(of(20)).toContain("`t29` |");
    expect(of(23)).toContain("`t29`<br>and 3 more |");
  });

  test("escapes and shortens names", () => {
    const diff = { ...nothing.diff, added: files(`a\`|b\n| c/${"x".repeat(200)}/f`) };
    expect(rowsOf(body({ diff }))).toEqual([
      `| \`a'\\|b \\| c\` | \`${"x".repeat(117)}...\` |  |  | +1 ~0 -0 |`,
    ]);
  });
});

describe("the configuration changes", () => {
  const configMap = (...lines: readonly string[]) => ["kind: ConfigMap", "data:", ...lines, ""].join("\n");

  test("are listed key by key: new, changed, removed", () => {
    const changes = configChanges(
      "c.yaml",
      configMap("  A: '1'", "  B: x", "  C: y"),
      configMap("  B: z", "  C: y", "  D: '2'"),
    );
    expect(changes).toEqual([
      { path: "c.yaml", key: "A", before: "1", after: undefined },
      { path: "c.yaml", key: "B", before: "x", after: "z" },
      { path: "c.yaml", key: "D", before: undefined, after: "2" },
    ]);
    expect(rowsOf(body({ configuration: changes }))).toEqual([
      "| `c.yaml` | `A` | `1` |  |",
      "| `c.yaml` | `B` | `x` | `z` |",
      "| `c.yaml` | `D` |  | `2` |",
    ]);
  });

  test("show where long values begin to differ, and line ends", () => {
    const long = (end: string) => `${"x".repeat(500)}${end}`;
    const configuration = [
      { path: "a", key: "LONG", before: long("harmless"), after: long("evil") },
      { path: "a", key: "LINES", before: "a b", after: "a\nb" },
    ];
    const start = `...${"x".repeat(40)}`;
    expect(rowsOf(body({ configuration }))).toEqual([
      `| \`a\` | \`LONG\` | \`${start}harmless\` | \`${start}evil\` |`,
      "| `a` | `LINES` | `a b` | `a\\nb` |",
    ]);
  });

  test("come from every ConfigMap in a file, and from nothing else", () => {
    const text = `kind: Secret\ndata: {S: "1"}\n---\n${configMap("  A: '1'")}---\n${configMap("  B: '1'")}`;
    expect(configChanges("c", undefined, text).map(({ key }) => key)).toEqual(["A", "B"]);
    expect(configChanges("c", text, undefined).map(({ key, after }) => [key, after])).toEqual([
      ["A", undefined],
      ["B", undefined],
    ]);
  });

  test("show lists and maps as JSON", () => {
    expect(configChanges("c", undefined, configMap("  A: [1, b]"))).toEqual([
      { path: "c", key: "A", before: undefined, after: '[1,"b"]' },
    ]);
  });

  test("are empty for invalid YAML, an empty file, or ConfigMaps without data", () => {
    for (const text of [
      "kind: [",
      configMap("  ? [x]\n  : y"),
      "",
      "kind: ConfigMap\n",
      "kind: ConfigMap\ndata: text\n",
    ])
      expect(configChanges("c", undefined, text)).toEqual([]);
  });
});

describe("the same change of many files", () => {
  const changes = (count: number, values: (index: number) => string) =>
    Array.from({ length: count }, (_, index) =>
      ["A", "B", "C", "D"].map((key) => {
        const path = `drone/app-${1000 + index}/platform-config.yaml`;
        return { path, key, before: "old", after: values(index) };
      }),
    ).flat();

  test("is one row: four keys of 1,500 files are four", () => {
    const configuration = changes(1_500, () => "new");
    const files = [1000, 1001, 1002]
      .map((index) => `\`drone/app-${index}/platform-config.yaml\``)
      .join("<br>");
    expect(rowsOf(body({ configuration }))).toEqual(
      ["A", "B", "C", "D"].map((key) => `| ${files}<br>and 1497 more | \`${key}\` | \`old\` | \`new\` |`),
    );
    expect(body({ configuration })).toMatch(/\n\*Shortened; the run's summary has the full text\.\*\n$/);
    expect(summary({ configuration }).match(/app-\d+/g)).toHaveLength(6_000);
    expect(summary({ configuration })).not.toContain("more");
  });

  test("of a key with another value in each file is twenty rows, and how many more there are", () => {
    const configuration = changes(1_500, (index) => `value ${index}`);
    const rows = rowsOf(body({ configuration }));
    expect(rows).toHaveLength(80);
    expect(body({ configuration })).toContain("| 1480 more files | `D` | 1480 more changes | |\n");
    expect(rowsOf(summary({ configuration }))).toHaveLength(6_000);
  });
});

describe("what the inventory tells", () => {
  const changes = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      subject: `clusters of t${index}`,
      before: undefined,
      after: "any 1",
    }));

  test("has at most fifty rows and counts the others", () => {
    expect(rowsOf(body({ inventory: changes(50) }))).toHaveLength(50);
    expect(body({ inventory: changes(50) })).not.toContain("more");
    expect(rowsOf(body({ inventory: changes(52) }))).toHaveLength(50);
    expect(body({ inventory: changes(52) })).toContain("\n| and 2 more | | |\n");
    expect(rowsOf(body({ inventory: changes(1) }))).toEqual(["| `clusters of t0` |  | `any 1` |"]);
  });
});

describe("a held registration", () => {
  const held = { registration: "app", reason: "no branch `x`", isKnown: true, commit: null, assignments: {} };
  const keys = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`d/t${10 + index}`, ["p"]]));

  test.each([
    [{ commit: "0123456789".repeat(4) }, "from `0123456`"],
    [{ isKnown: false }, "nothing is removed"],
    [{ assignments: { "drone/b": ["p"], "drone/a": ["p"] } }, "`drone/a`<br>`drone/b`"],
    [{ assignments: keys(20) }, "`d/t29`"],
    [{ assignments: keys(21) }, "`d/t29`<br>and 1 more"],
  ])("has a row with its reason and what is kept: %j", (more, stays) => {
    const [row = ""] = rowsOf(body({ held: [{ ...held, ...more }] }));
    expect(row.startsWith("| `app` | `no branch 'x'` | ")).toBe(true);
    expect(row.endsWith(`${stays} |`)).toBe(true);
  });
});

describe("the body", () => {
  test("begins with the hidden marker, the user's introduction and the promoted commit", () => {
    const promoted = { before: "a", after: "b" };
    expect(body({ introduction: "Hello.", promoted })).toBe(
      `${marker}\nHello.\n\nPromotes \`b\` (was \`a\`).\n`,
    );
    expect(body({ promoted: { before: undefined, after: "b" } })).toBe(`${marker}\nPromotes \`b\`.\n`);
    expect(body({ promoted: { before: "b", after: "b" } })).toBe(`${marker}\n`);
    expect(body({})).toBe(`${marker}\n`);
  });

  test("is truncated at the end of a line if it exceeds GitHub's limit; the summary is not", () => {
    const configuration = Array.from({ length: 2_000 }, (_, index) => ({
      path: `folder-${index}/platform-config.yaml`,
      key: `KEY_${index}`,
      before: "1",
      after: "2",
    }));
    const text = body({ configuration });
    expect(rowsOf(summary({ configuration }))).toHaveLength(2_000);
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text.length).toBeGreaterThan(64_000);
    expect(text).toMatch(
      /\| `1` \| `2` \|\n\n\*Truncated at GitHub's size limit; the run's summary has the full text\.\*\n$/,
    );
    expect(body({ introduction: "x".repeat(70_000) })).toHaveLength(65_536 - 1_000);
  });
});
