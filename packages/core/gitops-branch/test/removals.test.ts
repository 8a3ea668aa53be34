import {
  allowedRemovals,
  exceededRemovals,
  formatRemovalLimit,
  type Inventory,
  parseRemovalLimit,
  plainInventory,
  planBranch,
  type RemovalLimit,
  readRemovalsMarker,
} from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";
import { removalsMarker } from "../src/removals.ts";

const limit = (text: string): RemovalLimit => parseRemovalLimit(text) ?? { value: -1, unit: "percent" };

test.each([
  ["25%", { value: 25, unit: "percent" }],
  ["0", { value: 0, unit: "assignments" }],
  ["100%", { value: 100, unit: "percent" }],
  ["101%", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["many", undefined],
  ["", undefined],
])("the limit %j", (text, wanted) => {
  expect(parseRemovalLimit(text)).toEqual(wanted);
});

test.each([
  ["25%", 300, 75],
  ["25%", 39, 9],
  ["25%", 8, 5],
  ["25%", 0, 5],
  ["0%", 300, 5],
  ["3", 300, 3],
  ["0", 300, 0],
])("%s of %d assignments are %d", (text, of, allowed) => {
  expect(allowedRemovals(limit(text), of)).toBe(allowed);
});

describe("assignments that a plan removes", () => {
  const assignment = {
    workload: "w",
    registration: "r",
    workspace: "s",
    labels: {},
    policies: [],
    objects: [],
    files: {},
  };
  const inventory = (...keys: readonly string[]): Inventory => ({
    ...plainInventory({}),
    environment: "dev",
    assignments: Object.fromEntries(keys.map((key) => [key, assignment])),
  });
  const removals = (before: Inventory | undefined, after: Inventory) =>
    planBranch({
      present: new Map(),
      wanted: new Map(),
      inventory: before,
      written: after,
      targetPath: "",
      readme: "",
      promoted: { before: undefined, after: undefined },
    }).removals;

  test("are those of the branch's inventory that are no longer there, not those that are new", () => {
    expect(removals(inventory("d/b", "d/a", "d/c"), inventory("d/c", "d/new"))).toEqual({
      keys: ["d/a", "d/b"],
      of: 3,
    });
  });

  test("are none where the branch has no inventory, or an assignment is held", () => {
    expect(removals(undefined, inventory("d/a"))).toEqual({ keys: [], of: 0 });
    const held = { registration: "r", reason: "x", isKnown: true, commit: null, assignments: { "d/a": [] } };
    expect(removals(inventory("d/a"), { ...inventory(), held: [held] })).toEqual({ keys: [], of: 1 });
  });

  test("exceed a limit by one", () => {
    const five = { keys: ["1", "2", "3", "4", "5"], of: 5 };
    expect(exceededRemovals(five, limit("25%"))).toBeUndefined();
    expect(exceededRemovals({ keys: [...five.keys, "6"], of: 20 }, limit("25%"))).toMatchObject({
      allowed: 5,
    });
    expect(exceededRemovals(five, limit("4"))).toMatchObject({ allowed: 4 });
  });
});

test("a limit is printed as it is written", () => {
  for (const text of ["25%", "0%", "10"]) {
    const limit = parseRemovalLimit(text);
    expect(limit && formatRemovalLimit(limit)).toBe(text);
  }
});

test("a pull request says which removals it asks consent for", () => {
  const own = "<!-- kalypso-actions: open-pr 12 -->";
  expect(readRemovalsMarker(`${own}\n${removalsMarker("abc123")}\nmore`)).toBe("abc123");
  // In the middle, it is text of somebody else.
  expect(readRemovalsMarker(`${own}\ntext\n${removalsMarker("abc123")}`)).toBeUndefined();
  expect(readRemovalsMarker("text")).toBeUndefined();
});
