import {
  type Inventory,
  inventoryPath,
  parseInventory,
  plainInventory,
  planBranch,
  pullRequestText,
  trackingPath,
} from "@kalypso-actions/gitops-branch";
import { describe, expect, test } from "vitest";

const id = (digit: string) => digit.repeat(40);
const files = { "drone/README.md": id("1") };

const written: Inventory = {
  ...plainInventory(files),
  environment: "dev",
  promotedCommit: null,
  registrations: {
    app: { repo: "https://github.com/contoso/app", branch: "main", path: "", commit: id("c") },
  },
  clusterTypes: { drone: { clusters: ["drone-1"] }, large: {} },
};

interface Given {
  readonly inventory?: Inventory | undefined;
  readonly next?: Partial<Inventory>;
  readonly targetPath?: string;
  readonly present?: readonly string[];
  readonly promoted?: { readonly before: string | undefined; readonly after: string | undefined };
}

function plan({ inventory, next = {}, targetPath = "", present = [], promoted }: Given) {
  const at = (path: string) => (targetPath === "" ? path : `${targetPath}/${path}`);
  return planBranch({
    present: new Map([[at("drone/README.md"), id("1")], ...present.map((path) => [path, id("9")] as const)]),
    wanted: new Map([["drone/README.md", id("1")]]),
    inventory,
    written: { ...written, ...next },
    targetPath,
    readme: id("1"),
    promoted: promoted ?? { before: undefined, after: undefined },
  });
}

describe("is proposed even if no manifest changes", () => {
  test.each<[string, Partial<Inventory>, string]>([
    [
      "a new roster",
      { clusterTypes: { drone: { clusters: ["drone-1"] }, large: { minimumClusters: 18 } } },
      "any 18",
    ],
    [
      "a changed roster",
      { clusterTypes: { drone: { clusters: ["drone-1", "drone-2"] }, large: {} } },
      "drone-1, drone-2",
    ],
    ["a roster of zero clusters", { clusterTypes: { drone: { minimumClusters: 0 }, large: {} } }, "none"],
    [
      "a moved registration",
      {
        registrations: {
          app: { repo: "https://github.com/contoso/app", branch: "next", path: "", commit: id("c") },
        },
      },
      "https://github.com/contoso/app next .",
    ],
    [
      "a new registration",
      {
        registrations: {
          ...written.registrations,
          other: { repo: "r", branch: "b", path: "p", commit: id("d") },
        },
      },
      "r b p",
    ],
  ])("%s", (_, next, after) => {
    const { isEmpty, inventory, diff } = plan({ inventory: written, next });
    expect(isEmpty).toBe(false);
    expect(inventory).toEqual([expect.objectContaining({ after })]);
    const facts = {
      diff,
      inventory,
      targetPath: "",
      configuration: [],
      held: [],
      introduction: "",
      digest: "",
    };
    const { body } = pullRequestText({ ...facts, promoted: { before: undefined, after: undefined } });
    expect(body).toContain(`| \`${after}\` |`);
  });

  test("a removed registration", () => {
    expect(plan({ inventory: written, next: { registrations: {} } })).toMatchObject({
      isEmpty: false,
      inventory: [{ subject: "registration app", after: undefined }],
    });
  });

  test("a roster, if the branch has no inventory or one of version 1", () => {
    const first = { ...plainInventory(files), version: 1 as const };
    expect(plan({ inventory: first }).isEmpty).toBe(false);
    expect(plan({}).isEmpty).toBe(false);
  });
});

describe("nothing to propose", () => {
  test("for a changed source commit or promoted commit alone", () => {
    const registrations = {
      app: { repo: "https://github.com/contoso/app", branch: "main", path: "", commit: id("d") },
    };
    const promoted = { before: id("a"), after: id("b") };
    const found = plan({ inventory: written, next: { registrations, promotedCommit: id("b") }, promoted });
    expect(found).toMatchObject({ isEmpty: true, inventory: [] });
  });

  test("for an earlier inventory alone, or for a folder that no render wrote", () => {
    const first = { ...plainInventory(files), version: 1 as const };
    expect(plan({ inventory: first, next: { clusterTypes: { drone: {}, large: {} } } }).isEmpty).toBe(true);
    expect(plan({ inventory: first, next: { environment: null } }).isEmpty).toBe(true);
  });
});

describe("a change also brings", () => {
  const promoted = { before: id("a"), after: id("b") };

  test("the inventory with the promoted commit, its attributes and the tracking file, below the path", () => {
    const { texts } = plan({ inventory: written, targetPath: "envs/dev", promoted });
    expect([...texts.keys()]).toEqual([
      "envs/dev/.kalypso/inventory.json",
      "envs/dev/.kalypso/.gitattributes",
      "envs/dev/.github/tracking/Promoted_Commit_Id",
    ]);
    const told = parseInventory(texts.get("envs/dev/.kalypso/inventory.json") ?? "", "told").value;
    expect(told).toEqual({ ...written, promotedCommit: id("b") });
    expect(texts.get("envs/dev/.kalypso/.gitattributes")).toBe("inventory.json linguist-generated\n");
  });

  test("a move of a tracking file from the root", () => {
    const given = { inventory: written, targetPath: "dev", present: [trackingPath] };
    expect(plan({ ...given, promoted }).moved).toEqual([trackingPath]);
    expect(plan(given).moved).toEqual([]);
  });

  test("no move of the tracking file of an environment at the root", () => {
    const present = [trackingPath, inventoryPath];
    expect(plan({ inventory: written, targetPath: "dev", present, promoted }).moved).toEqual([]);
  });
});

describe("a change of an assignment that no manifest shows", () => {
  const assignment = {
    workload: "app",
    registration: "app",
    workspace: "team",
    labels: { a: "1" },
    policies: ["p"],
    objects: [],
    files: {},
  };
  const before = { ...written, assignments: { "drone/app": assignment, "drone/same": assignment } };

  test("is reported field by field", () => {
    const changed = { ...assignment, labels: { a: "2" }, policies: ["p", "q"] };
    const assignments = { "drone/app": changed, "drone/same": assignment, "drone/new": assignment };
    expect(plan({ inventory: before, next: { assignments } })).toMatchObject({
      isEmpty: false,
      inventory: [
        { subject: "labels of drone/app", before: '{"a":"1"}', after: '{"a":"2"}' },
        { subject: "policies of drone/app", before: '["p"]', after: '["p","q"]' },
      ],
    });
  });

  test("is not reported for an added or a removed assignment", () => {
    expect(plan({ inventory: before, next: { assignments: {} } }).inventory).toEqual([]);
    expect(plan({ inventory: written, next: before }).inventory).toEqual([]);
  });
});

describe("below a folder of the branch", () => {
  const at = (path: string) => `clusters/${path}`;
  const inputOf = (present: readonly string[], wanted: readonly string[] = ["drone/README.md"]) => ({
    present: new Map(present.map((path) => [path, id("1")])),
    wanted: new Map(wanted.map((path) => [path, id("1")])),
    inventory: written,
    written,
    targetPath: "clusters",
    readme: id("1"),
    promoted: { before: undefined, after: undefined },
  });

  // `diff` and `open-pr` take their answer from here.
  test("a person's files beside ours, and beside the folder, are nobody's to remove", () => {
    const files = [
      at("drone/README.md"),
      at("drone/by-hand.yaml"),
      at("notes.txt"),
      "clusters-other/x",
      "README.md",
    ];
    const { diff, isEmpty } = planBranch(inputOf(files));
    expect({ diff, isEmpty }).toEqual({ diff: { added: [], modified: [], removed: [] }, isEmpty: true });
  });

  test.each([
    ["the folder is a file", ["clusters"], { path: "clusters/drone/README.md", by: "clusters" }],
    ["a cluster type is a file", [at("drone")], { path: "clusters/drone/README.md", by: "clusters/drone" }],
    [
      "a file is a folder",
      [at("drone/README.md/x")],
      { path: "clusters/drone/README.md", by: "clusters/drone/README.md/x" },
    ],
    ["ours is a file", [at(".kalypso")], { path: at(inventoryPath), by: "clusters/.kalypso" }],
  ])("%s: it is in the way", (_, present, blocked) => {
    expect(planBranch(inputOf(present)).blocked).toEqual([blocked]);
  });

  test("what the plan removes is not in the way", () => {
    const wrote = { ...written, environment: null, files: { drone: id("1") } };
    expect(planBranch({ ...inputOf([at("drone")]), inventory: wrote }).blocked).toEqual([]);
  });
});

describe("with modes", () => {
  const planned = (present: string | undefined, wanted: string | undefined, held = false) => {
    const path = "drone/t/a.sh";
    const holding = {
      registration: "app",
      reason: "x",
      isKnown: true,
      commit: null,
      assignments: { "drone/t": [] },
    };
    const assignment = {
      workload: "w",
      registration: "app",
      workspace: "s",
      labels: {},
      policies: [],
      objects: [],
      files: { "a.sh": id("1") },
    };
    const before = { ...written, assignments: { "drone/t": assignment } };
    return planBranch({
      present: new Map([[path, id("1")]]),
      wanted: new Map(held ? [] : [[path, id("1")]]),
      inventory: before,
      written: held ? { ...before, assignments: {}, held: [holding] } : before,
      targetPath: "",
      readme: id("1"),
      promoted: { before: undefined, after: undefined },
      modes: {
        present: new Map(present === undefined ? [] : [[path, present]]),
        wanted: new Map(wanted === undefined ? [] : [[path, wanted]]),
      },
    }).diff.modified.map(({ path: changed }) => changed);
  };

  test.each([
    ["100644", "100644", []],
    ["100644", "100755", ["drone/t/a.sh"]],
    ["100755", "100644", ["drone/t/a.sh"]],
    ["120000", "100644", ["drone/t/a.sh"]],
    ["160000", undefined, ["drone/t/a.sh"]],
    // The mode is unknown, as on Windows.
    ["100755", undefined, []],
    ["120000", undefined, ["drone/t/a.sh"]],
  ])("%s on the branch and %s in the folder", (present, wanted, modified) => {
    expect(planned(present, wanted)).toEqual(modified);
  });

  test("what is held keeps its mode, whatever it is", () => {
    expect(planned("100755", undefined, true)).toEqual([]);
    expect(planned("120000", undefined, true)).toEqual([]);
  });
});
