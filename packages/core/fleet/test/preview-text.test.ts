import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { Inventory } from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";
import {
  blastRadius,
  type EnvironmentReadings,
  limitTexts,
  noLimits,
  parseLimits,
  previewComment,
  previewOf,
  previewSummary,
} from "../src/index.ts";

type Assignments = Readonly<Record<string, Readonly<Record<string, string>>>>;

function inventory(assignments: Assignments, clusterTypes: Inventory["clusterTypes"] = {}): Inventory {
  const assignment = { workload: "app", registration: "app", workspace: "team", labels: {}, policies: ["p"] };
  return {
    version: 2,
    environment: "dev",
    promotedCommit: null,
    registrations: {},
    clusterTypes,
    assignments: Object.fromEntries(
      Object.entries(assignments).map(([key, files]) => [key, { ...assignment, objects: [], files }]),
    ),
    files: {},
  };
}

const schedule = {
  apiVersion: "kalypso-actions/v1" as const,
  kind: "Schedule" as const,
  environment: "dev",
  promotedCommit: null,
  gitops: { repo: "https://github.com/acme/gitops", branch: "dev", path: "" },
  sources: [],
  clusterTypes: [],
  deploymentTargets: [],
  templates: [],
  configMaps: [],
  configSchemas: [],
  policies: [],
  assignments: [],
  held: [],
};

function state(found: Inventory | undefined, diagnostics: readonly Diagnostic[] = []) {
  const rendered = found && { schedule, inventory: found, held: found.held ?? [] };
  return { rendered, diagnostics };
}

const limits = { removed: noLimits, changed: noLimits };
const frame = { of: "main", consent: { label: "removals-allowed", by: undefined } } as const;

function preview(given: Partial<EnvironmentReadings>, name = "dev") {
  return previewOf(
    { environment: name, before: undefined, after: undefined, branch: undefined, ...given },
    limits,
  );
}

const rosters = { large: { clusters: ["a", "b"] }, small: { minimumClusters: 18 }, edge: {} };
const error: Diagnostic = {
  severity: "error",
  code: "resource-field-unknown",
  message: "WorkloadRegistration has no field `x`",
  place: { file: "a.yaml", line: 3, column: 1, source: "https://github.com/acme/cp@1234567" },
};

describe("the blast radius", () => {
  test("counts cluster types, assignments, and clusters by their rosters", () => {
    const before = inventory({ "large/a": { f: "1" }, "small/a": { f: "1" }, "edge/a": { f: "1" } }, rosters);
    const after = inventory({ "large/a": { f: "2" }, "small/a": { f: "1" }, "edge/b": { f: "1" } }, rosters);
    const shown = blastRadius(preview({ before: state(before), after: state(after) }));
    expect(shown).toBe(
      "2 of 3 cluster types, 3 of 4 assignments, 2 of 20 clusters (and those of 1 type without a roster)",
    );
  });

  test("is nothing if no file changes", () => {
    const same = inventory({ "large/a": { f: "1" } }, rosters);
    expect(blastRadius(preview({ before: state(same), after: state(same) }))).toBe("no change");
  });

  test("says what cannot be rendered", () => {
    expect(blastRadius(preview({ before: state(undefined), after: state(undefined, [error]) }))).toBe(
      "cannot be rendered: 1 error",
    );
  });
});

describe("an environment", () => {
  test("that is not rendered before is compared with its branch, and the text says so", () => {
    const branch = inventory({ "large/a": { f: "1" } });
    const fixed = preview({ before: state(undefined, [error]), after: state(branch), branch });
    expect(blastRadius(fixed)).toBe("no change");
    const text = previewSummary([fixed], frame);
    expect(text).toContain("this compares with what the GitOps branch has");
    expect(text).toContain("1 problem less than before.");
  });

  test("that is new has nothing to be compared with; one that goes stays as it is", () => {
    const after = inventory({ "large/a": { f: "1" } });
    expect(previewSummary([preview({ after: state(after) })], frame)).toContain(
      "This change lists the environment for the first time.",
    );
    expect(previewSummary([preview({ before: state(after) })], frame)).toContain(
      "dev: no longer listed; its branches and clusters stay as they are",
    );
  });

  test("has warnings only if they are new, wherever their line moved", () => {
    const warning: Diagnostic = { ...error, severity: "warning" };
    const moved: Diagnostic = {
      ...warning,
      place: { file: "a.yaml", line: 9, column: 1, source: "https://github.com/acme/cp@7654321" },
    };
    const same = inventory({});
    expect(preview({ before: state(same, [warning]), after: state(same, [moved]) }).warnings).toEqual([]);
    expect(preview({ before: state(same), after: state(same, [moved]) }).warnings).toEqual([moved]);
  });

  test("begins and ends holds", () => {
    const held = { registration: "shop", reason: "no `name`", isKnown: true, commit: null, assignments: {} };
    const holding = { ...inventory({}), held: [held] };
    const begun = previewSummary([preview({ before: state(inventory({})), after: state(holding) })], frame);
    expect(begun).toMatch(/\| begins \| `shop` \| `no 'name'` \|/);
    const ended = previewSummary([preview({ before: state(holding), after: state(inventory({})) })], frame);
    expect(ended).toContain("| ends | `shop`");
    const lasting = preview({ before: state(holding), after: state(holding) });
    expect(lasting.held).toEqual({ begun: [], ended: [], lasting: 1 });
  });
});

describe("limits", () => {
  test.each([
    ["25%", { everywhere: { value: 25, unit: "percent" }, byEnvironment: new Map() }],
    [
      "25%, prod: 5%\n, dev:0",
      {
        everywhere: { value: 25, unit: "percent" },
        byEnvironment: new Map([
          ["prod", { value: 5, unit: "percent" }],
          ["dev", { value: 0, unit: "assignments" }],
        ]),
      },
    ],
    ["25%, 3", undefined],
    ["prod:5, prod:6", undefined],
    ["101%", undefined],
    ["Prod:5", undefined],
    ["prod=5", undefined],
    ["-1", undefined],
  ])("%s", (text, expected) => {
    expect(parseLimits(text.split(/[\n,]/).filter((part) => part.trim() !== ""))).toEqual(expected);
  });

  test("of an environment take the place of those for all", () => {
    const before = inventory({ "large/a": { f: "1" }, "large/b": { f: "1" } });
    const after = inventory({ "large/a": { f: "2" } });
    const shown = (removed: string, changed: string) => {
      const given = {
        removed: parseLimits(removed.split(",")) ?? noLimits,
        changed: changed === "" ? noLimits : (parseLimits(changed.split(",")) ?? noLimits),
      };
      const readings = { environment: "dev", before: state(before), after: state(after), branch: undefined };
      return limitTexts(previewOf(readings, given));
    };
    expect(shown("0", "")).toEqual(["dev removes 1 of 2 assignments; `max-removed: 0` allows 0"]);
    expect(shown("0, dev:1", "")).toEqual([]);
    expect(shown("5, dev:0", "1")).toEqual([
      "dev removes 1 of 2 assignments; `max-removed: 0` allows 0",
      "dev changes 2 of 2 assignments; `max-changed: 1` allows 1",
    ]);
    // A share is never fewer than five.
    expect(shown("0%", "0%")).toEqual([]);
  });
});

describe("the comment", () => {
  const many = (count: number, id: string) =>
    inventory(
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}/${"x".repeat(40)}${i}`, { f: id }])),
    );
  const all = Array.from({ length: 40 }, (_, i) =>
    preview({ before: state(many(0, "1")), after: state(many(400, "1")) }, `env-${i}`),
  );

  test("is at most what GitHub accepts, is cut between environments, and says where the rest is", () => {
    const comment = previewComment(all, frame, "<!-- marker -->");
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment.startsWith("<!-- marker -->\n")).toBe(true);
    expect(comment.endsWith("*Shortened: the run's summary and its artifact have all of it.*\n")).toBe(true);
    // Each environment has its line, and each table that begins is whole.
    for (let i = 0; i < 40; i++) expect(comment).toContain(`**env-${i}: `);
    const tables = comment.split("| deployment target | cluster types | policies |").slice(1);
    expect(tables.length).toBeGreaterThan(1);
    for (const each of tables)
      expect(each).toMatch(/^\n\|---\|---\|---\|\n(?:\|.*\|\n){20}\| and 380 more \| \| \|\n/);
  });

  test("is whole if it fits, and the summary always is", () => {
    const [first] = all;
    if (first === undefined) throw new Error("there is none");
    const small = previewComment([first], frame, "<!-- marker -->");
    expect(small).toBe(`<!-- marker -->\n${previewSummary([first], frame)}`);
    expect(previewSummary(all, frame)).not.toContain("more");
  });

  const rendered = (inventoryAfter: Inventory, changes: Partial<typeof schedule> = {}) => ({
    rendered: { schedule: { ...schedule, ...changes }, inventory: inventoryAfter, held: [] },
    diagnostics: [],
  });

  test.each([
    ["GitOps repo", { repo: "https://github.com/acme/other", branch: "dev", path: "" }],
    ["GitOps branch", { ...schedule.gitops, branch: "prod" }],
    ["GitOps path", { ...schedule.gitops, path: "elsewhere" }],
  ])("says that the manifests go elsewhere, though no file changes: %s", (what, gitops) => {
    const same = inventory({ "large/a": { f: "1" } });
    const shown = preview({ before: rendered(same), after: rendered(same, { gitops }) });
    expect(blastRadius(shown)).toBe("1 setting");
    const text = previewSummary([shown], frame);
    expect(text).toContain("- **dev: 1 setting**");
    expect(text).toMatch(new RegExp(`\\| ${what} \\| \`[^|]*\` \\| \`[^|]+\` \\|`));
  });

  test("says which clusters need not report any more, and what is no longer promoted first", () => {
    const before = rendered(inventory({ "large/a": { f: "1" } }, rosters));
    const after = rendered(
      inventory({ "large/a": { f: "1" } }, { ...rosters, large: { minimumClusters: 0 } }),
    );
    const shown = preview({ before, after, promotedAfter: { before: ["stage"], after: [] } });
    const text = previewSummary([shown], frame);
    expect(text).toContain("| promoted after | `stage` | ` ` |");
    expect(text).toContain("| clusters of large | `a, b` | `at least 0` |");
  });

  test("shows where long values begin to differ", () => {
    const shown = preview({
      before: state(inventory({ "large/a": { f: "1" } })),
      after: state(inventory({ "large/a": { f: "2" } })),
    });
    if (shown.difference === undefined) throw new Error("there is none");
    const set = (value: string) => ({ value, place: undefined });
    const configuration = [
      { key: "LONG", before: set(`${"x".repeat(500)}harmless`), after: set(`${"x".repeat(500)}evil`) },
      { key: "LINES", before: set("a b"), after: set("a\nb") },
    ].map((each) => ({ ...each, assignments: ["large/a"] }));
    const text = previewSummary([{ ...shown, difference: { ...shown.difference, configuration } }], frame);
    const start = `...${"x".repeat(40)}`;
    expect(text).toContain(`| \`LONG\` | \`${start}harmless\` | \`${start}evil\` |`);
    expect(text).toContain("| `LINES` | `a b` | `a\\nb` |");
  });

  test("keeps the lines of what runs, whatever else is new, and errors of any length fit", () => {
    const long: Diagnostic = {
      ...error,
      message: "<".repeat(2_000),
      hint: "<".repeat(2_000),
      place: {
        file: `${"\u00e4".repeat(2_000)}.yaml`,
        line: 1,
        column: 1,
        source: "https://github.com/acme/cp@1234567",
      },
    };
    const added = Array.from({ length: 120 }, (_, i) =>
      preview({ after: state(many(60, "1")) }, `a-new-${i}`),
    );
    const running = preview({ before: state(many(3, "1")), after: state(many(2, "1")) }, "prod");
    const comment = previewComment(
      [...added, running],
      { ...frame, errors: Array.from({ length: 30 }, () => long) },
      "<!-- marker -->",
    );
    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).toContain("- **prod: ");
    expect(comment).toContain("### prod");
    expect(comment).toContain("and 21 more environments");
  });

  test("cannot be ended, linked or formatted by the text of others", () => {
    const hostile: Diagnostic = {
      ...error,
      message: "`a` <!-- --> | @team #1 \n\n# Title <img src=x> ::error::",
      hint: "[x](https://evil.example) <script>",
      place: { file: "a|b](x).yaml", line: 1, column: 1, source: "https://github.com/acme/cp@1234567" },
    };
    const text = previewComment([preview({ after: state(undefined, [hostile]) })], frame, "<!-- marker -->");
    const rows = text.split("\n").filter((line) => line.startsWith("| error"));
    expect(rows).toHaveLength(1);
    expect(text).not.toMatch(/<img|<script|@team|\n# |\]\(https:\/\/evil/);
    expect(text.match(/<!--/g)).toHaveLength(1);
  });
});
