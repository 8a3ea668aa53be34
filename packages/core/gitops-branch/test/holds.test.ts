import {
  type HeldRegistration,
  type Inventory,
  type InventoryAssignment,
  inventoryPath,
  parseInventory,
  plainInventory,
  planBranch,
} from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";

const id = (digit: string) => digit.repeat(40);
const readme = id("1");

function assignment(registration: string, files: Readonly<Record<string, string>>): InventoryAssignment {
  return {
    workload: registration,
    registration,
    workspace: "team",
    labels: {},
    policies: ["then"],
    objects: [],
    files,
  };
}

const registration = (name: string) => ({
  repo: `https://github.com/contoso/${name}`,
  branch: "main",
  path: "",
  commit: id("c"),
});

/** The branch has `app` and `gone` on drone. */
const base: Inventory = {
  ...plainInventory({ "drone/README.md": readme }),
  environment: "dev",
  registrations: { app: registration("app"), gone: registration("gone") },
  clusterTypes: { drone: {} },
  assignments: {
    "drone/app-test": assignment("app", { "a.yaml": id("2"), "b.yaml": id("3") }),
    "drone/gone-test": assignment("gone", { "a.yaml": id("4") }),
  },
};

const present = new Map([
  ["drone/README.md", readme],
  ["drone/app-test/a.yaml", id("2")],
  ["drone/app-test/b.yaml", id("3")],
  ["drone/gone-test/a.yaml", id("4")],
]);

function hold(more: Partial<HeldRegistration> = {}): HeldRegistration {
  return {
    registration: "app",
    reason: "no branch",
    isKnown: true,
    commit: null,
    assignments: { "drone/app-test": ["today"] },
    ...more,
  };
}

/** The render has only the README, and holds. */
function plan(held: readonly HeldRegistration[], more: Partial<Parameters<typeof planBranch>[0]> = {}) {
  const written = { ...base, registrations: {}, assignments: {}, held };
  const { diff, texts, ...rest } = planBranch({
    present,
    wanted: new Map([["drone/README.md", readme]]),
    inventory: base,
    written,
    targetPath: "",
    readme,
    promoted: { before: undefined, after: undefined },
    ...more,
  });
  const inventory = parseInventory(texts.get(inventoryPath) ?? "", "i").value;
  const paths = (changes: readonly { readonly path: string }[]) => changes.map(({ path }) => path);
  return { ...rest, removed: paths(diff.removed), added: paths(diff.added), inventory };
}

describe("a held assignment", () => {
  test("stays on the branch and in its inventory, with its current policies, while other assignments are removed", () => {
    const { removed, inventory, held } = plan([hold()]);
    expect(removed).toEqual(["drone/gone-test/a.yaml"]);
    expect(inventory?.assignments).toEqual({
      "drone/app-test": { ...base.assignments["drone/app-test"], policies: ["today"] },
    });
    expect(inventory?.registrations).toEqual({ app: registration("app") });
    expect(held).toEqual([hold()]);
  });

  test("is recorded on the branch, with the last good commit of its registration", () => {
    const { commit } = registration("app");
    expect(plan([hold()]).inventory?.held).toMatchObject([{ registration: "app", commit, assignments: {} }]);
    expect(plan([hold({ assignments: { "drone/never": ["today"] } })]).inventory).not.toHaveProperty("held");
  });

  test("keeps its folder to itself: nothing else is written there", () => {
    const wanted = new Map([
      ["drone/README.md", readme],
      ["drone/app-test/new.yaml", id("9")],
    ]);
    expect(plan([hold()], { wanted }).added).toEqual([]);
  });

  test("moves to the registration's current name", () => {
    const { inventory } = plan([hold({ registration: "renamed" })]);
    expect(inventory?.assignments["drone/app-test"]?.registration).toBe("renamed");
    expect(inventory?.registrations).toEqual({ renamed: registration("app") });
  });

  test("is not taken from the branch if it is rendered from its last good commit", () => {
    const { inventory } = plan([hold({ commit: id("c"), assignments: {} })]);
    expect(inventory?.assignments).toEqual({});
  });

  test("may no longer exist on the branch", () => {
    const { inventory, removed } = plan([hold({ assignments: { "drone/never": ["today"] } })]);
    expect(inventory?.assignments).toEqual({});
    expect(inventory?.registrations).toEqual({ app: registration("app") });
    expect(removed).toContain("drone/app-test/a.yaml");
    const without = new Map([...present].filter(([path]) => path !== "drone/app-test/b.yaml"));
    expect(plan([hold()], { present: without }).added).toEqual([]);
  });

  test("may be named like an inherited property", () => {
    expect(plan([hold({ assignments: { constructor: ["today"] } })]).inventory?.assignments).toEqual({});
  });
});

describe("if it is unknown which files belong to a held registration", () => {
  const unknown = hold({ isKnown: false, assignments: {} });

  test("nothing is removed, and a later run knows what was spared", () => {
    const { removed, inventory } = plan([unknown]);
    expect(removed).toEqual([]);
    expect(inventory?.assignments).toEqual(base.assignments);
    expect(inventory?.registrations).toEqual(base.registrations);
  });

  test("nothing is removed, even if other held registrations are known", () => {
    expect(plan([hold(), unknown]).removed).toEqual([]);
  });

  test("spared files that belong to no assignment stay listed as such", () => {
    const inventory = {
      ...base,
      files: { ...base.files, "large/README.md": readme, "large/more.yaml": id("5") },
    };
    const more = new Map([...present, ["large/README.md", readme], ["large/more.yaml", id("5")]]);
    const found = plan([unknown], { inventory, present: more });
    expect(found.removed).toEqual([]);
    expect(found.inventory?.files).toMatchObject({ "large/README.md": readme, "large/more.yaml": id("5") });
  });

  test("an inventory that does not record the owner of each file removes nothing", () => {
    const first = { ...plainInventory({ "drone/gone-test/a.yaml": id("4") }), version: 1 as const };
    const found = plan([hold({ assignments: {} })], { inventory: first });
    expect(found.removed).toEqual([]);
    expect(found.inventory?.files).toMatchObject({ "drone/gone-test/a.yaml": id("4") });
    expect(plan([hold({ assignments: {} })], { inventory: undefined }).removed).toEqual([]);
  });

  test("spared files of an assignment that is rendered again stay listed with it, subfolders included", () => {
    const files = { "a.yaml": id("4"), "sub/old.yaml": id("6") };
    const inventory = { ...base, assignments: { "drone/gone-test": assignment("gone", files) } };
    const there = new Map([...present, ["drone/gone-test/sub/old.yaml", id("6")]]);
    const fresh = assignment("gone", { "a.yaml": id("4") });
    const written = { ...base, assignments: { "drone/gone-test": fresh }, held: [unknown] };
    const wanted = new Map([
      ["drone/README.md", readme],
      ["drone/gone-test/a.yaml", id("4")],
    ]);
    const found = plan([], { inventory, present: there, written, wanted });
    expect(found.inventory?.assignments["drone/gone-test"]?.files).toEqual(files);
  });
});

describe("a branch without an inventory", () => {
  test("loses nothing to another folder if no render for cluster types wrote it", () => {
    const wanted = new Map([["drone/notes.md", id("9")]]);
    const there = new Map([["drone/gone/a.yaml", id("4")]]);
    const plain = plainInventory({ "drone/notes.md": id("9") });
    expect(plan([], { wanted, present: there, inventory: undefined, written: plain }).removed).toEqual([]);
  });

  test("is adopted by a render for cluster types if the operator wrote it", () => {
    const there = new Map([...present, ["drone/gone/a.yaml", id("4")]]);
    const { removed } = plan([], { present: there, inventory: undefined });
    expect(removed).toEqual([
      "drone/app-test/a.yaml",
      "drone/app-test/b.yaml",
      "drone/gone-test/a.yaml",
      "drone/gone/a.yaml",
    ]);
  });

  test("changes only below the environment's folder", () => {
    const there = new Map([...present].map(([path, content]) => [`envs/dev/${path}`, content] as const));
    const outside = new Map([...there, ["drone/app-test/a.yaml", id("2")]]);
    const { removed } = plan([], { present: outside, targetPath: "envs/dev" });
    expect(removed).toEqual([
      "envs/dev/drone/app-test/a.yaml",
      "envs/dev/drone/app-test/b.yaml",
      "envs/dev/drone/gone-test/a.yaml",
    ]);
  });
});
