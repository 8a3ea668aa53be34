import { objectId } from "@kalypso-actions/files";
import { formatInventory, inventoryPath, plainInventory } from "@kalypso-actions/gitops-branch";
import { summarise } from "@kalypso-actions/scheduling";
import { describe, expect, test } from "vitest";
import {
  clusterType,
  type Files,
  Platform,
  policy,
  registration,
  template,
  workload,
} from "../support/platform.ts";

const all = ["east/bank-test", "east/shop-test", "west/bank-test", "west/shop-test"];

function without(files: Files, ...paths: readonly string[]): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));
}

async function rolled(): Promise<Platform> {
  const platform = new Platform();
  await platform.roll();
  expect(platform.assignments()).toEqual(all);
  return platform;
}

describe("a registration whose repository no longer exists", () => {
  test("keeps its files byte for byte while the others are rendered", async () => {
    const platform = await rolled();
    const shop = platform.of("shop");
    platform.repositories.remove("shop");
    platform.repositories.push("bank", "main", { "bank.yaml": workload("bank", "core") });
    platform.dev = { ...platform.dev, ...policy("core", ["west"]), ...template("x", "config", "X") };
    const { told, body, schedule, inventory } = await platform.roll();
    expect(platform.of("shop")).toEqual(shop);
    expect(platform.assignments()).toEqual(["east/shop-test", "west/bank-test", "west/shop-test"]);
    expect(told.filter((line) => line.includes("registration-held"))).toEqual([
      "warning registration-held: held; 2 assignments stay unchanged on the GitOps branch: WorkloadRegistration `shop`: https://github.com/contoso/shop cannot be read",
    ]);
    expect(body).toContain("**Held**");
    expect(body).toContain("`east/shop-test`<br>`west/shop-test`");
    expect(summarise(schedule)).toContain(
      "| `shop` | https://github.com/contoso/shop | `main` | 2 assignments |",
    );
    expect(Object.keys(inventory?.assignments ?? {})).toEqual(platform.assignments());
    const commit = inventory?.registrations["shop"]?.commit;
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(inventory?.held).toMatchObject([{ registration: "shop", commit }]);
  });

  test("stays held run after run, and proposes nothing unless something else changes", async () => {
    const platform = await rolled();
    platform.repositories.remove("shop");
    await platform.roll();
    const { branch } = platform;
    const { plan } = await platform.roll();
    expect(plan.isEmpty).toBe(true);
    expect(platform.branch).toEqual(branch);
  });

  test.each<[string, (platform: Platform) => void, readonly string[]]>([
    [
      "its registration",
      (platform) => {
        platform.main = without(platform.main, "registrations/shop.yaml");
      },
      [],
    ],
    [
      "a cluster type",
      (platform) => {
        platform.dev = without(platform.dev, "west.yaml");
      },
      ["east/shop-test"],
    ],
    [
      "a policy",
      (platform) => {
        platform.dev = { ...platform.dev, ...policy("edge", ["east"]) };
      },
      ["east/shop-test"],
    ],
  ])("is removed if the control plane removes %s", async (_, takeAway, left) => {
    const platform = await rolled();
    platform.repositories.remove("shop");
    takeAway(platform);
    await platform.roll();
    expect(platform.assignments().filter((assignment) => assignment.includes("shop"))).toEqual(left);
  });

  test("is not scheduled anywhere new", async () => {
    const platform = await rolled();
    platform.repositories.remove("shop");
    platform.dev = { ...platform.dev, ...clusterType("north"), ...policy("edge", ["east", "west", "north"]) };
    await platform.roll();
    expect(platform.assignments()).toEqual([...all, "north/bank-test"].sort());
  });

  test("stays held under another name", async () => {
    const platform = await rolled();
    platform.repositories.remove("shop");
    platform.main = {
      ...without(platform.main, "registrations/shop.yaml"),
      ...registration("web-shop", { repository: "shop.git" }),
    };
    await platform.roll();
    expect(platform.assignments()).toEqual(all);
    await platform.roll();
    expect(platform.assignments()).toEqual(all);
  });

  test("stops the environment on request", async () => {
    const platform = await rolled();
    platform.repositories.remove("shop");
    const { told, isFailed } = await platform.schedule({ onWorkloadError: "stop" });
    expect(isFailed).toBe(true);
    expect(told.join()).toContain("error git-unreachable");
  });
});

describe("a registration that exists but cannot be read", () => {
  test.each<[string, Files]>([
    ["without a Workload", { "README.md": "moved\n" }],
    ["without its path", { "elsewhere/shop.yaml": workload("shop", "edge") }],
  ])("is scheduled from its last good commit with today's templates: %s", async (_, files) => {
    const platform = new Platform();
    platform.main = { ...platform.main, ...registration("shop", { path: "deploy" }) };
    platform.repositories.push("shop", "main", { "deploy/shop.yaml": workload("shop", "edge") });
    const { inventory: before } = await platform.roll();
    platform.repositories.push("shop", "main", files);
    platform.main = { ...platform.main, ...template("flux", "reconciler", "Secret") };
    const { told, inventory, plan, body } = await platform.roll();
    expect(told.filter((line) => line.includes("registration-held"))).toHaveLength(1);
    expect(told.join()).toContain("it is scheduled from its last good commit");
    expect(platform.assignments()).toEqual(all);
    expect(platform.branch["east/shop-test/reconciler.yaml"]).toContain("kind: Secret");
    expect(inventory?.registrations).toEqual(before?.registrations);
    expect(plan.inventory).toEqual([]);
    expect(body).toMatch(/\| `shop` \| .* \| from `[0-9a-f]{7}` \|/);
  });
});

describe("a registration that no inventory knows", () => {
  test("cannot be held: it gets a warning, and the others are scheduled", async () => {
    const platform = await rolled();
    platform.main = { ...platform.main, ...registration("typo") };
    const { told } = await platform.roll();
    expect(told).toEqual([
      "warning git-ref-missing: WorkloadRegistration `typo`: https://github.com/contoso/typo cannot be read",
    ]);
    expect(platform.assignments()).toEqual(all);
  });

  test("is an error when validated before promotion", async () => {
    const platform = await rolled();
    platform.main = { ...platform.main, ...registration("typo") };
    await platform.schedule();
    const base = objectId(`control-plane main ${JSON.stringify(platform.main)}`);
    const { told, isFailed } = await platform.schedule({ base });
    expect(isFailed).toBe(true);
    expect(told.join()).toContain("error git-ref-missing");
  });

  test("leaves everything if the contents of the branch are unknown", async () => {
    const platform = await rolled();
    const inventory = platform.branch[inventoryPath] ?? "";
    platform.repositories.remove("shop");
    platform.repositories.remove("bank");
    platform.branch = {
      ...platform.branch,
      [inventoryPath]: inventory.replace(`"version": 2`, `"version": 7`),
    };
    const { schedule, told } = await platform.schedule();
    expect(schedule?.held.map(({ registration: name, isKnown }) => [name, isKnown])).toEqual([
      ["bank", false],
      ["shop", false],
    ]);
    expect(told.join()).toContain("nothing is removed from it");
  });
});

const secret = template("flux", "reconciler", "Secret");
const nothing = { "README.md": "moved\n" };

describe("scheduled from the last good commit", () => {
  test("even if that gives a warning", async () => {
    const platform = new Platform();
    const text = workload("shop", "edge").replace('"labels":{}', '"labels":{"edge":yes}');
    platform.repositories.push("shop", "main", { "shop.yaml": text });
    await platform.roll();
    platform.repositories.push("shop", "main", nothing);
    platform.main = { ...platform.main, ...secret };
    await platform.roll();
    expect(platform.branch["east/shop-test/reconciler.yaml"]).toContain("kind: Secret");
  });

  test("at the path that was read", async () => {
    const platform = new Platform();
    platform.main = { ...platform.main, ...registration("shop", { path: "deploy" }) };
    platform.repositories.push("shop", "main", { "deploy/shop.yaml": workload("shop", "edge") });
    await platform.roll();
    platform.main = { ...platform.main, ...registration("shop", { path: "depoly" }), ...secret };
    await platform.roll();
    expect(platform.branch["east/shop-test/reconciler.yaml"]).toContain("kind: Secret");
  });

  test.each<[string, Files]>([
    [
      "a path with something else",
      { "d.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\n" },
    ],
    [
      "a kustomization of missing files",
      { "shop.yaml": workload("shop", "edge"), "kustomization.yaml": "resources: [gone.yaml]\n" },
    ],
  ])("for %s, with the reason", async (_, files) => {
    const platform = await rolled();
    platform.repositories.push("shop", "main", files);
    const { told } = await platform.roll();
    expect(told.filter((line) => line.includes("registration-held"))).toHaveLength(1);
    expect(platform.assignments()).toEqual(all);
  });
});

describe("ownership", () => {
  test("a new registration of an already registered repository holds none of the other's assignments", async () => {
    const platform = await rolled();
    platform.main = {
      ...platform.main,
      ...registration("next", { repository: "shop", branch: "nxt" }),
      ...secret,
    };
    const { told } = await platform.roll();
    expect(told).toEqual([expect.stringContaining("warning git-ref-missing: WorkloadRegistration `next`")]);
    expect(platform.branch["east/shop-test/reconciler.yaml"]).toContain("kind: Secret");
  });

  test("two unreadable registrations are separate: one does not remove the other's assignments", async () => {
    const platform = await rolled();
    platform.repositories.remove("shop");
    platform.main = { ...platform.main, ...registration("shop2", { repository: "shop", branch: "nxt" }) };
    await platform.roll();
    platform.main = without(platform.main, "registrations/shop2.yaml");
    await platform.roll();
    expect(platform.assignments()).toEqual(all);
  });

  test.each<[string, boolean]>([
    ["whose repository no longer exists", true],
    ["that is scheduled from its last good commit", false],
  ])("a workload stays with the held registration that provides it, one %s", async (_, isGone) => {
    const platform = await rolled();
    if (isGone) platform.repositories.remove("shop");
    else platform.repositories.push("shop", "main", nothing);
    platform.repositories.push("moved", "main", { "shop.yaml": workload("shop", "edge") });
    platform.main = { ...platform.main, ...registration("moved"), ...secret };
    const { told, inventory } = await platform.roll();
    expect(told.join()).toContain(
      "warning workload-duplicate: the registration `moved` provides a workload `shop`",
    );
    expect(inventory?.assignments["east/shop-test"]?.registration).toBe("shop");
    // When the old one is removed, the new one provides it; when that is removed too, nothing is left.
    platform.main = without(platform.main, "registrations/shop.yaml");
    expect((await platform.roll()).inventory?.assignments["east/shop-test"]?.registration).toBe("moved");
    platform.main = without(platform.main, "registrations/moved.yaml");
    await platform.roll();
    expect(Object.keys(platform.of("shop"))).toEqual([]);
  });
});

/** Everything below the platform's folders. */
const rendered = (platform: Platform) =>
  Object.entries(platform.branch).filter(([path]) => /^(?:east|west)\//.test(path));

describe("nothing is removed", () => {
  test.each<[string, (inventory: string, platform: Platform) => string | undefined]>([
    ["without an inventory, as the operator leaves a branch", () => undefined],
    [
      "with an inventory of files alone",
      (_, platform) => {
        const ids = rendered(platform).map(([path, text]) => [path, objectId(text)] as const);
        return formatInventory(plainInventory(Object.fromEntries(ids)));
      },
    ],
    [
      "with an inventory of version 1",
      (_, platform) => {
        const files = Object.fromEntries(rendered(platform).map(([path]) => [path, "0"]));
        return JSON.stringify({ version: 1, files });
      },
    ],
    ["with an unreadable inventory", () => "{"],
  ])("from a branch %s, and the spared files are removed later", async (_, change) => {
    const platform = await rolled();
    const text = change(platform.branch[inventoryPath] ?? "", platform);
    const other = without(platform.branch, inventoryPath);
    platform.branch = text === undefined ? other : { ...other, [inventoryPath]: text };
    platform.repositories.remove("shop");
    platform.dev = without(platform.dev, "west.yaml");
    platform.main = { ...platform.main, ...secret };
    const { told } = await platform.schedule();
    expect(told.join()).toContain("nothing is removed from it");
    if (text === "{") return;
    await platform.roll();
    expect(platform.assignments()).toEqual(all);
    platform.main = without(platform.main, "registrations/shop.yaml");
    await platform.roll();
    expect(platform.assignments()).toEqual(["east/bank-test"]);
  });

  test("if the branch becomes readable too late", async () => {
    const platform = await rolled();
    platform.repositories.remove("shop");
    platform.repositories.remove("gitops");
    platform.dev = without(platform.dev, "west.yaml");
    const { inventory } = await platform.roll();
    expect(platform.assignments()).toEqual(all);
    expect(Object.keys(inventory?.assignments ?? {}).sort()).toEqual(all);
    platform.main = without(platform.main, "registrations/shop.yaml");
    await platform.roll();
    expect(platform.assignments()).toEqual(["east/bank-test"]);
  });

  test("from an inventory larger than any resource", async () => {
    const platform = await rolled();
    platform.repositories.remove("shop");
    const inventory = `${platform.branch[inventoryPath]}${" ".repeat(1024 * 1024)}`;
    platform.branch = { ...platform.branch, [inventoryPath]: inventory };
    const { told } = await platform.roll();
    expect(told.join()).toContain("2 assignments stay unchanged");
    expect(platform.assignments()).toEqual(all);
  });

  test("because a registration has the name of an object's built-in property", async () => {
    const platform = await rolled();
    platform.main = { ...platform.main, ...registration("constructor"), ...secret };
    platform.branch = without(platform.branch, inventoryPath);
    const { inventory } = await platform.roll();
    expect(Object.keys(inventory?.registrations ?? {}).sort()).toEqual(["bank", "shop"]);
  });
});
