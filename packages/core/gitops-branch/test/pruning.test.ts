/** What a prepared branch gets removed: whoever can write to it can write its inventory too. */
import {
  diffTrees,
  formatInventory,
  type Inventory,
  type InventoryAssignment,
  parseInventory,
  plainInventory,
} from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";

const id = "1".repeat(40);
const assignment: InventoryAssignment = {
  workload: "w",
  registration: "r",
  workspace: "",
  labels: {},
  policies: [],
  objects: [],
  files: { "a.yaml": id },
};

/** An environment's inventory that lists these files besides those of one assignment. */
function prepared(files: readonly string[], environment: string | null = "dev"): Inventory {
  return {
    ...plainInventory(Object.fromEntries(files.map((path) => [path, id]))),
    environment,
    assignments: { "drone/t": assignment },
  };
}

const ours = "drone/t/a.yaml";

function removedBy(
  inventory: Inventory,
  present: readonly string[],
  modes: Readonly<Record<string, string>> = {},
) {
  const all = new Map([...present, ours].map((path) => [path, id]));
  const { removed } = diffTrees(all, new Map([["drone/README.md", id]]), {
    inventory,
    modes: {
      present: new Map([...all.keys()].map((path) => [path, modes[path] ?? "100644"])),
      wanted: new Map(),
    },
  });
  return removed.map(({ path }) => path);
}

describe("an inventory that lists files of others removes none of them", () => {
  test.each([
    ".github/workflows/check-promote.yml",
    ".github/CODEOWNERS",
    ".gitattributes",
    ".gitmodules",
    ".kalypso/inventory.json",
    "CODEOWNERS",
  ])("%s, for cluster types and for a team's folder", (path) => {
    expect(removedBy(prepared([path]), [path])).toEqual([ours]);
    expect(removedBy(prepared([path], null), [path])).toEqual([ours]);
  });

  test.each(["README.md", ".flux/settings.yaml"])("%s, which no render for cluster types writes", (path) => {
    expect(removedBy(prepared([path]), [path])).toEqual([ours]);
  });

  test("files of another environment whose folder is below the environment's own", () => {
    const others = ["stage/large/t/a.yaml", "stage/README.md"];
    expect(removedBy(prepared(others), [...others, "stage/.kalypso/inventory.json"])).toEqual([ours]);
  });

  test("links and submodules in the place of files", () => {
    const [link, submodule] = ["drone/link.yaml", "drone/module"];
    expect(
      removedBy(prepared([link, submodule]), [link, submodule], { [link]: "120000", [submodule]: "160000" }),
    ).toEqual([ours]);
    // Also in the place of a file that was ours.
    expect(removedBy(prepared([]), [], { [ours]: "120000" })).toEqual([]);
  });

  test("files whose names differ by case, a backslash, or Unicode's forms", () => {
    const files = ["Drone/t/b.yaml", "drone\\t\\b.yaml", "drone/t/caf\u00e9.yaml"];
    expect(removedBy(prepared(files), ["drone/t/b.yaml", "drone/t/cafe\u0301.yaml"])).toEqual([ours]);
  });

  test("files that only another environment's inventory does not list", () => {
    expect(removedBy(prepared([], "stage"), ["drone/t/person.yaml", "small/t/a.yaml"])).toEqual([ours]);
  });
});

describe("an inventory is refused", () => {
  test.each([
    "../other/a.yaml",
    "drone/../../a.yaml",
    "/etc/passwd",
    "",
    "a//b",
    "./a",
    "a/.",
    ".git/config",
    "a/.GIT/hooks/x",
    "a/",
  ])("that lists %j, in any of its forms", (path) => {
    const { value, diagnostics } = parseInventory(formatInventory(prepared([path])), "inventory.json");
    expect([value, diagnostics.map(({ code, message }) => [code, message])]).toEqual([
      undefined,
      [
        [
          "inventory-invalid",
          `inventory.json is not a valid inventory: it lists ${JSON.stringify(path)}, which is no file of a branch`,
        ],
      ],
    ]);
    const first = JSON.stringify({ version: 1, files: { [path]: id } });
    expect(parseInventory(first, "i").diagnostics).toMatchObject([{ code: "inventory-invalid" }]);
    const inAssignment = {
      ...prepared([]),
      assignments: { [`x/${path}`]: { ...assignment, files: { "../../y": id } } },
    };
    expect(parseInventory(formatInventory(inAssignment), "i").diagnostics).toMatchObject([
      { code: "inventory-invalid" },
    ]);
  });

  test.each([
    ["not: json"],
    ["[]"],
    ["null"],
    ['{"version":2}'],
    ['{"version":2,"__proto__":{"files":{}}}'],
    ["--- &a [*a]"],
  ])("that is %s", (text) => {
    expect(parseInventory(text, "i")).toMatchObject({
      value: undefined,
      diagnostics: [{ code: "inventory-invalid" }],
    });
  });
});

test("an inventory of 100,000 invented files removes those that are there", () => {
  const files = Array.from({ length: 100_000 }, (_, index) => `drone/invented/${index}.yaml`);
  const { value } = parseInventory(formatInventory(prepared(files)), "i");
  expect(removedBy(value ?? prepared([]), ["drone/own.yaml", "drone/invented/7.yaml"])).toEqual([
    "drone/invented/7.yaml",
    ours,
  ]);
});

test("100,000 listed files beside 50,000 prepared environments are told apart in time that grows with their number", () => {
  const files = Array.from({ length: 100_000 }, (_, index) => `drone/invented/${index}.yaml`);
  const environments = Array.from(
    { length: 50_000 },
    (_, index) => `drone/e${index}/.kalypso/inventory.json`,
  );
  const others = ["drone/e7/own.yaml", "drone/e7/below/own.yaml"];
  const removed = removedBy(prepared([...files, ...others]), [...files, ...environments, ...others]);
  expect(removed).toHaveLength(files.length + 1);
  expect(removed).not.toContain(others[0]);
  expect(removed).not.toContain(others[1]);
});
