import { describe, expect, test } from "vitest";
import {
  chainOf,
  decideWorkflow,
  existingPlan,
  orderOf,
  parseBases,
  parseRecord,
  platformWorkflows,
  type Settings,
} from "../src/index.ts";
import { nameOf } from "../src/plan/things-of.ts";
import type { Kind } from "../src/things.ts";
import { readExamples, settings } from "./support.ts";

const place = (branch: string, gitopsBranch = branch, gitopsPath = "") => ({
  branch,
  gitopsBranch,
  gitopsPath,
});

const existing: Settings = {
  ...settings,
  organisation: "acme",
  existing: {
    controlPlane: "plane",
    gitops: "fleet",
    gitopsDefaultBranch: "main",
    places: { dev: place("env/dev", "all", "dev"), stage: place("stage", "all", "stage") },
    workloads: ["acme/shop"],
  },
};

describe("the workflows of an existing platform", () => {
  const { controlPlane, gitops } = platformWorkflows(readExamples(), existing);

  test("are on the branches that it has, and name its environments and repositories", () => {
    expect(Object.keys(controlPlane)).toEqual(["main", "env/dev", "stage"]);
    const text = controlPlane["env/dev"]?.[".github/workflows/schedule.yml"] ?? "";
    expect(text).toContain("branches: [env/dev]");
    expect(text).toMatch(/uses: acme\/plane\/.*\n +with:\n +environment: dev\n +branch: env\/dev\n/);
  });

  test("of a GitOps branch that environments share name none, and get the commit before the push", () => {
    const text = gitops["all"]?.[".github/workflows/check-promote.yml"] ?? "";
    expect(text).toContain("branches: [all]");
    expect(text).not.toMatch(/environment: (?:dev|stage)/);
    expect(text).toContain("environment: kalypso");
    expect(text).toContain("fetch-depth: 0");
  });

  test("of a GitOps branch with one environment in a folder name both", () => {
    const { existing: known } = existing;
    if (known === undefined) throw new Error("none");
    const places = { ...known.places, stage: place("stage", "stage", "folder") };
    const own = platformWorkflows(readExamples(), { ...existing, existing: { ...known, places } });
    const text = own.gitops["stage"]?.[".github/workflows/check-promote.yml"] ?? "";
    expect(text).toMatch(/\n +environment: stage\n +gitops-path: folder\n/);
  });

  test("that hear of labels are on the default branch, whose jobs may use the key", () => {
    expect(Object.keys(gitops["main"] ?? {})).toEqual([".github/workflows/removals.yml"]);
    const plan = existingPlan(existing, []);
    const key = plan.find(({ name }) => name === "environment acme/fleet kalypso");
    expect(key?.wants).toMatchObject({ branches: ["all", "main"] });
  });
});

test("the plan makes no repository, no content and no rule, and lets the App read the applications", () => {
  const plan = existingPlan(existing, []);
  const kinds = new Set(plan.map(({ kind }) => kind));
  for (const kind of ["repository", "content", "ruleset", "actions-settings", "aks-cluster"] as const)
    expect(kinds).not.toContain(kind);
  const installation = plan.find(({ kind }) => kind === "installation");
  expect(installation?.wants).toMatchObject({ repositories: ["acme/plane", "acme/fleet", "acme/shop"] });
});

describe("the record of an existing platform", () => {
  const { workloads: _, ...known } = existing.existing ?? { workloads: [] };
  const record = (kind: Kind, wants: object) =>
    parseRecord(
      JSON.stringify({
        version: 1,
        organisation: "acme",
        prefix: "plane",
        environments: ["dev"],
        existing: known,
        things: [{ kind, name: nameOf(kind, wants as never), id: "1", wants }],
      }),
      "acme/plane",
    );

  test("speaks of its repositories and of what init adds", () => {
    expect(record("variable", { repository: "acme/fleet", variable: "A", value: "" }).diagnostics).toEqual(
      [],
    );
  });

  test.each([
    ["repository", { repository: "acme/plane", description: "", visibility: "public", autoMerge: false }],
    ["content", { repository: "acme/plane", defaultBranch: "main", branches: {} }],
    [
      "aks-cluster",
      { group: "plane-rg", cluster: "drone", location: "westeurope", nodes: 1, nodeSize: "small" },
    ],
    ["variable", { repository: "acme/other", variable: "A", value: "" }],
  ] as const)("is refused with a %s that init has not added: %j", (kind, wants) => {
    expect(record(kind, wants).diagnostics.map(({ code }) => code)).toEqual(["setup-record-invalid"]);
  });
});

describe("the order of promotion", () => {
  test("is the chain of all environments, and none with a gap, a circle or two ends", () => {
    const names = ["stage", "dev", "prod"];
    expect(chainOf(names, { dev: "stage", stage: "prod", prod: "none" })).toEqual(["dev", "stage", "prod"]);
    expect(chainOf(names, { dev: "stage" })).toBeUndefined();
    expect(chainOf(names, { dev: "stage", stage: "dev" })).toBeUndefined();
    expect(chainOf(names, { dev: "stage", stage: "prod", prod: "dev" })).toBeUndefined();
    expect(chainOf(names, { dev: "prod", stage: "prod" })).toBeUndefined();
  });

  test("that a person names has every environment once", () => {
    expect(orderOf(["a", "b"], ["b", "a"], undefined).value).toEqual(["b", "a"]);
    expect(orderOf(["a", "b"], ["b"], undefined).diagnostics[0]?.code).toBe("input-invalid");
    expect(orderOf(["a", "b"], undefined, undefined).diagnostics[0]?.code).toBe("input-missing");
  });
});

describe("a workflow and a new release", () => {
  test.each([
    ["add", { base: undefined, present: undefined, next: "2" }],
    ["deleted", { base: "1", present: undefined, next: "2" }],
    ["same", { base: undefined, present: "2", next: "2" }],
    ["replace", { base: "1", present: "1", next: "2" }],
    ["merge", { base: "1", present: "mine", next: "2" }],
    ["kept", { base: "2", present: "mine", next: "2" }],
    ["unknown", { base: undefined, present: "mine", next: "2" }],
  ])("%s: %j", (change, versions) => {
    expect(decideWorkflow(versions)).toBe(change);
  });

  test.each(["", "[]", "null", '{"version":2}', '{"version":1,"release":"1","files":{"a":{"object":"x"}}}'])(
    "%j records nothing",
    (text) => {
      expect(parseBases(text)).toBeUndefined();
    },
  );
});
