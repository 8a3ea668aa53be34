import {
  assignmentOfObject,
  formatInventory,
  type Inventory,
  type InventoryAssignment,
  inventoryFiles,
  joinInventories,
  maxWrittenOut,
  parseInventory,
  plainInventory,
} from "@kalypso-actions/gitops-branch";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pack, unpack } from "../src/inventory/packed.ts";

const id = (digit: string) => digit.repeat(40);

function assignment(target: string, more: Partial<InventoryAssignment> = {}): InventoryAssignment {
  return {
    workload: "hello-world-app",
    registration: "hello-world-app",
    workspace: "kaizen-app-team",
    labels: { purpose: "functional-test", edge: "true", workload: "hello-world-app", workspace: "kaizen" },
    policies: ["functional-test-policy"],
    objects: [`GitRepository/flux-system/${target}`, `Kustomization/flux-system/${target}`],
    files: { "namespace.yaml": id("1"), "platform-config.yaml": id("2"), "reconciler.yaml": id("3") },
    manifests: { repo: "https://github.com/contoso/app-gitops", branch: "dev" },
    ...more,
  };
}

const inventory: Inventory = {
  ...plainInventory({ "drone/README.md": id("4") }),
  environment: "dev",
  promotedCommit: id("a"),
  registrations: {
    "hello-world-app": {
      repo: "https://github.com/contoso/app-src",
      branch: "main",
      path: "",
      commit: id("b"),
    },
  },
  clusterTypes: { drone: { clusters: ["drone-1"] }, large: { minimumClusters: 18 }, small: {} },
  assignments: {
    "drone/hello-world-app-test": assignment("hello-world-app-test"),
    "large/hello-world-app-test": assignment("hello-world-app-test"),
  },
};

const read = (text: string) => parseInventory(text, "inventory.json");
const problem = (text: string) => read(text).diagnostics.map(({ code, message }) => `${code}: ${message}`);

describe("an inventory's file", () => {
  test("has one line per entry and survives a round trip", () => {
    const text = formatInventory(inventory);
    expect(JSON.parse(text)).toEqual(inventory);
    expect(text.split("\n").find((line) => line.includes('"drone/hello-world-app-test"'))).toContain(
      "labels",
    );
    expect(read(text)).toEqual({ value: inventory, diagnostics: [] });
  });

  test("can be of version 1, which does not say which assignment a file belongs to", () => {
    const { value } = read(JSON.stringify({ version: 1, files: { "drone/README.md": "abc" } }));
    expect(value).toMatchObject({ version: 1, environment: null, assignments: {} });
    expect([...inventoryFiles(value ?? inventory)]).toEqual(["drone/README.md"]);
  });

  test("of version 1 is written as it was", () => {
    const first = { ...plainInventory({ "b.yaml": "2", "a.yaml": "1" }), version: 1 as const };
    expect(formatInventory(first)).toBe(
      '{\n  "version": 1,\n  "files": {\n    "a.yaml": "1",\n    "b.yaml": "2"\n  }\n}\n',
    );
  });

  test("stays under 30 MB with 100,000 assignments", () => {
    const count = 21_000;
    const assignments = Object.fromEntries(
      Array.from({ length: count }, (_, index) => {
        const target = `hello-world-app-${index % 3_000}-functional-test`;
        const clusterType = `command-center-${Math.floor(index / 3_000)}`;
        const digits = index.toString(16).padStart(40, "0");
        const files = { "namespace.yaml": digits, "platform-config.yaml": digits, "reconciler.yaml": digits };
        return [`${clusterType}/${target}`, assignment(target, { files, workload: target })] as const;
      }),
    );
    expect(count).toBeGreaterThan(maxWrittenOut);
    const large = { ...inventory, assignments };
    const text = formatInventory(large);
    expect((text.length / count) * 100_000).toBeLessThan(30_000_000);
    const again = read(text).value;
    expect(again?.assignments["command-center-3/hello-world-app-7-functional-test"]).toEqual(
      assignments["command-center-3/hello-world-app-7-functional-test"],
    );
    expect(Object.keys(again?.assignments ?? {})).toHaveLength(count);
  });

  test("restores its shared entries, whatever their names", () => {
    const name = fc.stringMatching(/^[a-c{}-]{1,4}$/);
    const one = fc.record({
      key: fc.tuple(name, name).map((parts) => parts.join("/")),
      assignment: fc.record({
        workload: name,
        registration: name,
        workspace: name,
        labels: fc.dictionary(name, name, { noNullPrototype: true }),
        policies: fc.array(name),
        objects: fc.array(fc.oneof(name, fc.constantFrom("{target}", "{{", "K/a-b-c/c", "{namespace}"))),
        files: fc.dictionary(name, fc.constantFrom(id("1"), id("2")), { noNullPrototype: true }),
      }),
    });
    fc.assert(
      fc.property(fc.array(one), (list) => {
        const all = Object.fromEntries(list.map((entry) => [entry.key, entry.assignment]));
        expect(unpack("a", pack("a", all))).toEqual(all);
      }),
    );
  });
});

describe("an invalid inventory is refused with the reason", () => {
  test.each([
    ["{", /it is not JSON/],
    ["[]", /expected version 1 or 2, found none/],
    ['{"version": 3}', /expected version 1 or 2, found 3/],
    ['{"version": 1}', /`files`/],
    [JSON.stringify({ ...inventory, registrations: { a: {} } }), /`registrations\.a\.repo`/],
    [JSON.stringify({ ...inventory, files: { a: "no id" } }), /`files\.a`: must be a git object ID/],
    [
      JSON.stringify({ ...inventory, targets: [], shapes: [], assignments: { "a/b": [0, 0, ""] } }),
      /refers to an entry that is not in the file/,
    ],
    [
      JSON.stringify({
        ...inventory,
        targets: [{ workload: "w", registration: "r", workspace: "", labels: {} }],
        shapes: [{ policies: ["p"], objects: [], files: ["a.yaml"] }],
        assignments: { "a/b": [0, 0, "no-id"] },
      }),
      /refers to an entry that is not in the file/,
    ],
    [JSON.stringify({ ...inventory, targets: 1, shapes: [] }), /`targets`/],
    [JSON.stringify({ ...inventory, other: 1 }), /inventory: Unrecognized key: "other"/],
    [JSON.stringify({ ...inventory, registrations: { a: {} } }), /; and 1 more$/],
  ])("%#", (text, message) => {
    expect(problem(text)).toEqual([expect.stringMatching(message)]);
    expect(problem(text)[0]).toMatch(/^inventory-invalid: inventory\.json is not a valid inventory/);
  });
});

describe("the parts of shards", () => {
  const first = {
    ...inventory,
    assignments: { "drone/a": assignment("a") },
    files: { "drone/README.md": id("4") },
  };
  const second = { ...inventory, assignments: { "large/a": assignment("a") }, files: {} };

  test("join by union, in any order", () => {
    const joined = joinInventories([first, second]).value;
    expect(Object.keys(joined?.assignments ?? {})).toEqual(["drone/a", "large/a"]);
    expect(joined).toMatchObject({ files: first.files, clusterTypes: inventory.clusterTypes });
    expect(joinInventories([second, first]).value).toEqual(joined);
  });

  const shard = (index: number, schedule = id("6")) => ({ index, count: 3, schedule });

  test("are refused if one is missing: its files would be removed", () => {
    const parts = [1, 2, 3].map((index) => ({ ...(index === 1 ? first : second), shard: shard(index) }));
    expect(joinInventories(parts).value).toEqual(joinInventories([first, second]).value);
    for (const some of [parts.slice(0, 2), parts.slice(0, 1)]) {
      const { value, diagnostics } = joinInventories(some);
      expect(value).toBeUndefined();
      expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining("3/3")]);
    }
    const mixed = joinInventories([...parts.slice(0, 2), second]);
    expect(mixed.value).toBeUndefined();
  });

  test("are refused with the numbers of the first three missing ones and a count of the others", () => {
    const { diagnostics } = joinInventories([{ ...first, shard: { index: 1, count: 6, schedule: id("6") } }]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/2\/6, .*3\/6, .*4\/6, and 2 more are missing/),
    ]);
  });

  test("have equal holds, which the joined inventory lists once", () => {
    const held = [{ registration: "a", reason: "r", isKnown: true, commit: null, assignments: {} }];
    const parts = [first, second].map((part) => ({ ...part, held }));
    const { value } = joinInventories(parts);
    expect(value?.held).toEqual(held);
    expect(parseInventory(formatInventory(value ?? first), "i").value?.held).toEqual(held);
    expect(joinInventories([{ ...first, held }, second]).value).toBeUndefined();
  });

  test("are refused if they come from two Schedules", () => {
    const parts = [1, 2, 3].map((index) => ({
      ...(index === 1 ? first : second),
      shard: shard(index, id(index === 3 ? "7" : "6")),
    }));
    expect(joinInventories(parts).diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining("the Schedule"),
    ]);
  });

  test("name their shard in their file; the whole does not", () => {
    const part = { ...first, shard: shard(2) };
    expect(parseInventory(formatInventory(part), "inventory.json").value).toEqual(part);
    const parts = [1, 2, 3].map((index) => ({ ...second, shard: shard(index) }));
    expect(joinInventories(parts).value).not.toHaveProperty("shard");
  });

  test("are refused if they come from two renders", () => {
    const other = { ...second, environment: "stage", files: { "drone/README.md": id("5") } };
    const { value, diagnostics } = joinInventories([first, other]);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining("`environment`"),
      expect.stringContaining("`files`, `drone/README.md`"),
    ]);
  });
});

describe("an object's assignment", () => {
  const object = "Kustomization/flux-system/hello-world-app-test";

  test("is the one on the given cluster type", () => {
    expect(assignmentOfObject(inventory, object, "large")).toMatchObject({
      key: "large/hello-world-app-test",
      clusterType: "large",
      deploymentTarget: "hello-world-app-test",
      assignment: { manifests: { branch: "dev" } },
    });
  });

  test("is the first one if the cluster type is unknown", () => {
    expect(assignmentOfObject(inventory, object, undefined)?.clusterType).toBe("drone");
  });

  test("is undefined for objects that no reconciler creates, and for another cluster type", () => {
    expect(assignmentOfObject(inventory, "Kustomization/flux-system/other", "drone")).toBeUndefined();
    expect(assignmentOfObject(inventory, object, "small")).toBeUndefined();
  });
});
