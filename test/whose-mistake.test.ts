/** Whose mistake stops whom (docs/semantics.md#when-something-is-wrong), from each of the three sides. */
import { objectId } from "@kalypso-actions/files";
import { inventoryPath, parseInventory } from "@kalypso-actions/gitops-branch";
import { summarise } from "@kalypso-actions/scheduling";
import { describe, expect, test } from "vitest";
import {
  clusterType,
  type Files,
  host,
  Platform,
  policy,
  registration,
  resource,
} from "./support/platform.ts";

interface Target {
  readonly name?: string;
  readonly tier?: string;
  readonly environment?: string;
  readonly path?: string;
}

/** A Workload as a team writes it. */
function team(name: string, ...targets: readonly Target[]): string {
  const all = targets.length === 0 ? [{}] : targets;
  return resource("Workload", name, {
    deploymentTargets: all.map(({ name: own = "test", tier = "edge", environment = "dev", path = "." }) => ({
      name: own,
      environment,
      labels: { tier },
      manifests: { repo: `${host}/${name}`, branch: "dev", path },
    })),
  });
}

const misspelt = (text: string) => text.replace("deploymentTargets", "deploymentTarget");
const unclosed = (text: string) => `${text}extra: "not closed\n`;
const secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\n";

/** One repository of the team with two workloads, and another team's with one. */
async function platform(): Promise<Platform> {
  const made = new Platform();
  made.repositories.push("shop", "main", { "cart.yaml": team("cart"), "shop.yaml": team("shop") });
  await made.roll();
  expect(made.assignments()).toEqual(everything);
  return made;
}

const everything = ["bank-test", "cart-test", "shop-test"]
  .flatMap((name) => [`east/${name}`, `west/${name}`])
  .sort();

const without = (...names: readonly string[]) =>
  everything.filter((each) => !names.some((name) => each.endsWith(`/${name}`)));

const held = (told: readonly string[]) =>
  told.filter((line) => / (?:registration|workload|target)-held:/.test(line));

async function heldUnits(made: Platform) {
  const { schedule } = await made.schedule();
  return schedule?.held.map(({ registration: name, workload, deploymentTarget }) =>
    [name, workload, deploymentTarget].filter((part) => part !== undefined).join("/"),
  );
}

const remove = (files: Files, path: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));

describe("a team breaks its repository", () => {
  test.each<[what: string, files: Files, unit: string]>([
    [
      "a field of a Workload",
      { "cart.yaml": misspelt(team("cart")), "shop.yaml": team("shop") },
      "shop/cart",
    ],
    [
      "the YAML of a Workload",
      { "cart.yaml": unclosed(team("cart")), "shop.yaml": team("shop") },
      "shop/cart",
    ],
    [
      "a Workload that is there twice",
      { "a.yaml": team("cart"), "b.yaml": team("cart"), "shop.yaml": team("shop") },
      "shop/cart",
    ],
    [
      "a document that does not tell its name",
      { "cart.yaml": "kind: Workload\nmetadata: {\n", "shop.yaml": team("shop") },
      "shop",
    ],
    ["a document that may have swallowed another", { "all.yaml": `${team("cart")}${team("shop")}` }, "shop"],
    [
      "what is no Workload",
      { "cart.yaml": team("cart"), "s.yaml": secret, "shop.yaml": team("shop") },
      "shop",
    ],
    ["everything", {}, "shop"],
  ])("%s holds what it concerns, and nothing else", async (_, files, unit) => {
    const made = await platform();
    made.repositories.push("shop", "main", files);
    made.repositories.push("bank", "main", { "bank.yaml": team("bank", { name: "uat" }) });
    expect(await heldUnits(made)).toEqual([unit]);
    const { told } = await made.roll();
    expect(held(told)).toHaveLength(1);
    expect(told.filter((line) => line.startsWith("error"))).toEqual([]);
    expect(made.assignments()).toEqual([...without("bank-test"), "east/bank-uat", "west/bank-uat"].sort());
  });

  test("what is held is rendered from its last good commit, and the rest of the repository from today's", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", {
      "cart.yaml": misspelt(team("cart", { tier: "core" })),
      "shop.yaml": team("shop", { tier: "core" }),
    });
    made.dev = { ...made.dev, ...policy("core", ["west"]) };
    const { told } = await made.roll();
    expect(held(told)).toEqual([
      expect.stringMatching(
        /^warning workload-held: the workload `cart` is held; it is scheduled from its last good commit [0-9a-f]{7}: /,
      ),
    ]);
    expect(made.assignments()).toEqual(everything.filter((each) => each !== "east/shop-test"));
  });

  test("each workload keeps its own last good commit, however long it is held", async () => {
    const made = await platform();
    const [old, new_] = [{ path: "./old" }, { path: "./new" }];
    made.main = { ...made.main, ...printing("{{{Manifests.path}}}") };
    made.repositories.push("shop", "main", {
      "cart.yaml": team("cart", old),
      "shop.yaml": team("shop", old),
    });
    await made.roll();
    const broken = misspelt(team("cart"));
    made.repositories.push("shop", "main", { "cart.yaml": broken, "shop.yaml": team("shop", new_) });
    await made.roll();
    made.repositories.push("shop", "main", { "s.yaml": secret });
    made.main = { ...made.main, ...printing("again {{{Manifests.path}}}") };
    await made.roll();
    expect(made.branch["east/cart-test/reconciler.yaml"]).toContain("again ./old");
    expect(made.branch["east/shop-test/reconciler.yaml"]).toContain("again ./new");
  });

  test("what is nobody's mistake is no hold", async () => {
    const made = await platform();
    made.repositories.failWith("git-missing");
    const { told, isFailed } = await made.schedule();
    expect(isFailed).toBe(true);
    expect(told.filter((line) => line.startsWith("error git-missing"))).not.toEqual([]);
  });

  test("every problem is told at its line, with a link", async () => {
    const made = await platform();
    const text = team("cart").replace('"tier":"edge"', '"tier":"edge","n":1,"m":2');
    made.repositories.push("shop", "main", { "cart.yaml": text, "shop.yaml": team("shop") });
    const { diagnostics, schedule } = await made.schedule();
    const found = diagnostics.filter(({ place }) => place?.file === "cart.yaml");
    expect(found.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      "warning workload-held",
      "warning label-not-text",
    ]);
    expect(schedule?.held[0]?.place).toMatchObject({ file: "cart.yaml", line: 4 });
    const { body } = await made.roll();
    expect(body).toMatch(/https:\/\/github\.com\/contoso\/shop\/blob\/[0-9a-f]{7}\/cart\.yaml#L4/);
    if (schedule === undefined) throw new Error("no Schedule");
    expect(summarise(schedule)).toContain("workload `cart` of `shop`");
  });
});

describe("a team comes back, renames, leaves", () => {
  test("a mended workload is scheduled from today's commit, and nothing is held", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", {
      "cart.yaml": misspelt(team("cart")),
      "shop.yaml": team("shop"),
    });
    await made.roll();
    made.repositories.push("shop", "main", {
      "cart.yaml": team("cart", { name: "uat" }),
      "shop.yaml": team("shop"),
    });
    const { told, inventory } = await made.roll();
    expect(held(told)).toEqual([]);
    expect(inventory).not.toHaveProperty("held");
    expect(made.assignments()).toEqual([...without("cart-test"), "east/cart-uat", "west/cart-uat"].sort());
  });

  test("a workload that is gone from a readable repository is gone, whatever else is held", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", { "shop.yaml": team("shop") });
    await made.roll();
    expect(made.assignments()).toEqual(without("cart-test"));
  });

  test("a target that a readable workload no longer has is gone", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", {
      "cart.yaml": team("cart"),
      "shop.yaml": team("shop", { name: "uat" }),
    });
    await made.roll();
    expect(made.assignments()).toEqual([...without("shop-test"), "east/shop-uat", "west/shop-uat"].sort());
  });

  test("a workload that is renamed and broken at once keeps what the branch has", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", {
      "cart.yaml": misspelt(team("basket")),
      "shop.yaml": team("shop"),
    });
    expect(await heldUnits(made)).toEqual(["shop"]);
    await made.roll();
    expect(made.assignments()).toEqual(everything);
  });

  test.each(["develop", "staging"])(
    "a target of the unlisted environment %s is held alone",
    async (environment) => {
      const made = await platform();
      made.repositories.push("shop", "main", {
        "cart.yaml": team("cart", { environment }, { name: "uat" }),
        "shop.yaml": team("shop"),
      });
      expect(await heldUnits(made)).toEqual(["shop/cart/cart-test"]);
      const { told } = await made.roll();
      expect(held(told)).toHaveLength(1);
      expect(made.assignments()).toEqual([...everything, "east/cart-uat", "west/cart-uat"].sort());
      // Also when the branch records another commit of the registration.
      await made.roll();
      expect(made.assignments()).toEqual([...everything, "east/cart-uat", "west/cart-uat"].sort());
    },
  );

  test("a target that moves to a listed environment leaves this one", async () => {
    const made = await platform();
    const { [".environments/dev.yaml"]: dev = "" } = made.main;
    made.main = { ...made.main, ".environments/qa.yaml": dev.replaceAll("dev", "qa") };
    made.repositories.push("shop", "main", {
      "cart.yaml": team("cart", { environment: "qa" }),
      "shop.yaml": team("shop"),
    });
    expect(held((await made.roll()).told)).toEqual([]);
    expect(made.assignments()).toEqual(without("cart-test"));
  });

  test("a target that is there twice is held alone", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", { "cart.yaml": team("cart", {}, {}), "shop.yaml": team("shop") });
    expect(await heldUnits(made)).toEqual(["shop/cart/cart-test"]);
    await made.roll();
    expect(made.assignments()).toEqual(everything);
  });

  test("a new workload with an error is nobody's to hold: a warning, and an error before promotion", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", {
      "cart.yaml": team("cart"),
      "new.yaml": misspelt(team("new")),
      "shop.yaml": team("shop"),
    });
    const { told } = await made.roll();
    expect(told).toEqual([expect.stringContaining("warning resource-field-unknown")]);
    expect(made.assignments()).toEqual(everything);
    const base = objectId(`control-plane main ${JSON.stringify(made.main)}`);
    expect((await made.schedule({ base })).told[0]).toContain("error resource-field-unknown");
  });

  test("a name that is too long is left out alone", async () => {
    const made = await platform();
    const [name, long] = ["n".repeat(60), "n".repeat(52)];
    made.repositories.push("shop", "main", {
      "cart.yaml": team("cart", {}, { name }, { name: long }),
      "shop.yaml": team("shop"),
    });
    const { told } = await made.roll();
    expect(told.map((line) => line.slice(0, line.indexOf(":")))).toEqual([
      "warning name-invalid",
      "warning namespace-too-long",
    ]);
    expect(made.assignments()).toEqual(everything);
  });
});

describe("the platform changes while something is held", () => {
  async function holding(): Promise<Platform> {
    const made = await platform();
    made.repositories.push("shop", "main", {
      "cart.yaml": misspelt(team("cart")),
      "shop.yaml": team("shop"),
    });
    await made.roll();
    return made;
  }

  test("a policy, a cluster type and a registration are obeyed", async () => {
    const made = await holding();
    made.dev = { ...made.dev, ...clusterType("north"), ...policy("edge", ["east", "north"]) };
    await made.roll();
    expect(made.assignments().filter((each) => each.includes("cart"))).toEqual([
      "east/cart-test",
      "north/cart-test",
    ]);
    made.dev = remove(made.dev, "north.yaml");
    await made.roll();
    expect(made.assignments().filter((each) => each.includes("cart"))).toEqual(["east/cart-test"]);
    made.main = remove(made.main, "registrations/shop.yaml");
    await made.roll();
    expect(made.assignments()).toEqual(["east/bank-test"]);
  });

  test("today's templates are used, and an older commit of main when it is rolled back", async () => {
    const made = await holding();
    const before = made.main;
    made.main = { ...made.main, ...printing("second") };
    await made.roll();
    expect(made.branch["east/cart-test/reconciler.yaml"]).toContain("second");
    made.main = before;
    await made.roll();
    expect(made.branch["east/cart-test/reconciler.yaml"]).not.toContain("second");
    expect(await heldUnits(made)).toEqual(["shop/cart"]);
  });

  test.each([`ssh://git@github.com/Contoso/shop.git`, `https://github.com/contoso/shop/`])(
    "a registration is the same under another name and as %s",
    async (repo) => {
      const made = await holding();
      const spec = { workload: { repo, branch: "main", path: "./" }, workspace: "team" };
      made.repositories.alias(repo, "shop");
      made.main = {
        ...remove(made.main, "registrations/shop.yaml"),
        "registrations/store.yaml": resource("WorkloadRegistration", "store", spec),
      };
      expect(await heldUnits(made)).toEqual(["store/cart"]);
      await made.roll();
      expect(made.assignments()).toEqual(everything);
    },
  );

  test("a branch without an inventory keeps the files of who is broken until they are mended", async () => {
    const made = await platform();
    made.branch = remove(made.branch, inventoryPath);
    const files = { "cart.yaml": misspelt(team("cart")), "shop.yaml": team("shop") };
    made.repositories.push("shop", "main", files);
    for (const run of ["one", "two", "three"]) {
      made.main = { ...made.main, ...printing(run) };
      const { told } = await made.roll();
      expect(held(told)).toHaveLength(1);
      expect(made.assignments()).toEqual(everything);
    }
    // What has an owner can be removed meanwhile.
    made.main = remove(made.main, "registrations/bank.yaml");
    await made.roll();
    expect(made.assignments()).toEqual(without("bank-test"));
    made.repositories.push("shop", "main", { "shop.yaml": team("shop") });
    await made.roll();
    expect(made.assignments()).toEqual(without("bank-test", "cart-test"));
  });

  test("a mistake in the control plane still stops the environment", async () => {
    const made = await holding();
    made.dev = { ...made.dev, "bad.yaml": resource("ClusterType", "north", {}) };
    expect((await made.schedule()).isFailed).toBe(true);
  });

  test("`on-workload-error: stop` stops it too", async () => {
    const made = await holding();
    const { told, isFailed } = await made.schedule({ onWorkloadError: "stop" });
    expect(isFailed).toBe(true);
    expect(told.join()).toContain("error resource-field-unknown");
  });

  test("`release` takes what is held off the clusters, and leaves the rest of the registration", async () => {
    const made = await holding();
    const { told } = await made.roll({ release: ["shop"] });
    expect(told.join()).toContain("warning resource-field-unknown");
    expect(made.assignments()).toEqual(without("cart-test"));
    expect(held((await made.roll()).told)).toEqual([]);
    const wrong = await made.schedule({ release: ["shpo"] });
    expect(wrong.isFailed).toBe(true);
    expect(wrong.told.join()).toContain("error input-invalid: `release` names `shpo`");
  });

  test.each<[unit: string, text: string]>([
    ["workload", misspelt(team("cart"))],
    ["target", team("cart", {}, {})],
  ])("a %s that a policy took away while it is held comes back with the policy", async (_, text) => {
    const made = await platform();
    made.repositories.push("shop", "main", { "cart.yaml": text, "shop.yaml": team("shop") });
    const { dev } = made;
    made.dev = { ...dev, ...policy("edge", ["none"]) };
    await made.roll();
    expect(made.assignments()).toEqual([]);
    made.dev = dev;
    await made.roll();
    expect(made.assignments()).toEqual(everything);
  });

  test("the branch records what is held, and a hold alone proposes nothing", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", {
      "cart.yaml": misspelt(team("cart")),
      "shop.yaml": team("shop"),
    });
    expect((await made.roll()).plan.isEmpty).toBe(true);
    made.main = { ...made.main, ...printing("third") };
    const { inventory } = await made.roll();
    expect(inventory?.held).toMatchObject([{ registration: "shop", workload: "cart", isKnown: true }]);
  });
});

describe("an attacker", () => {
  test("cannot take a workload's name from who has it", async () => {
    const made = await platform();
    made.repositories.push("evil", "main", { "w.yaml": team("bank", { tier: "core" }) });
    made.main = { ...made.main, ...registration("a-evil", { repository: "evil" }) };
    const { told, inventory } = await made.roll();
    expect(told).toEqual([
      expect.stringMatching(/^warning workload-duplicate: .*`a-evil` provides a workload `bank`, which/),
    ]);
    expect(made.assignments()).toEqual(everything);
    expect(inventory?.assignments["east/bank-test"]?.registration).toBe("bank");
  });

  test("cannot take it while its holder is broken", async () => {
    const made = await platform();
    made.repositories.push("evil", "main", { "w.yaml": team("cart") });
    made.main = { ...made.main, ...registration("a-evil", { repository: "evil" }) };
    made.repositories.push("shop", "main", {
      "cart.yaml": misspelt(team("cart")),
      "shop.yaml": team("shop"),
    });
    await made.roll();
    const { value } = parseInventory(made.branch[inventoryPath] ?? "", inventoryPath);
    expect(value?.assignments["east/cart-test"]?.registration).toBe("shop");
  });

  test("cannot take a target's full name by dividing it elsewhere", async () => {
    const made = await platform();
    made.repositories.push("bank", "main", { "bank.yaml": team("bank-eu") });
    await made.roll();
    made.repositories.push("evil", "main", { "w.yaml": team("bank", { name: "eu-test" }) });
    made.main = { ...made.main, ...registration("a-evil", { repository: "evil" }) };
    const { told, inventory } = await made.roll();
    expect(told).toEqual([
      "warning target-duplicate: the workload `bank` has a deployment target `bank-eu-test`, which the workload `bank-eu` already has on the GitOps branch; the new one is ignored",
    ]);
    expect(inventory?.assignments["east/bank-eu-test"]?.workload).toBe("bank-eu");
  });

  test("cannot take it while its holder's files stay because its repository is gone", async () => {
    const made = await platform();
    made.repositories.push("bank", "main", { "bank.yaml": team("bank-eu") });
    await made.roll();
    made.repositories.push("evil", "main", { "w.yaml": team("bank", { name: "eu-test" }) });
    made.main = { ...made.main, ...registration("a-evil", { repository: "evil" }) };
    made.repositories.remove("bank");
    const { told, inventory } = await made.roll();
    expect(told.join()).toContain("which the workload `bank-eu` already has");
    expect(inventory?.assignments["east/bank-eu-test"]?.workload).toBe("bank-eu");
  });

  test("who asks for a new full name together with somebody else gets it no more than they", async () => {
    const made = await platform();
    made.repositories.push("evil", "main", { "w.yaml": team("cart-x", { name: "y" }) });
    made.main = { ...made.main, ...registration("evil") };
    made.repositories.push("shop", "main", {
      "cart.yaml": team("cart", {}, { name: "x-y" }),
      "shop.yaml": team("shop"),
    });
    const { told } = await made.roll();
    expect(told).toEqual([expect.stringContaining("The GitOps branch has neither, so neither is scheduled")]);
    expect(made.assignments()).toEqual(everything);
  });

  test("cannot fill the branch's inventory with what is wrong", async () => {
    const made = await platform();
    const text = team("cart").replace('"name":"test"', `"${"x".repeat(900_000)}":1,"name":"test"`);
    made.repositories.push("shop", "main", { "cart.yaml": text, "shop.yaml": team("shop") });
    made.main = { ...made.main, ...printing("other") };
    const { inventory, schedule } = await made.roll();
    expect(schedule?.held[0]?.reason.length).toBeLessThan(400);
    expect(inventory?.held?.[0]?.reason.length).toBeLessThan(400);
  });

  test.each<[what: string, text: string]>([
    ["a broken BaseRepo", resource("BaseRepo", "main", { repo: `${host}/x`, branch: "m", path: "../.." })],
    ["a policy with a broken selector", resource("SchedulingPolicy", "all", { deploymentTargetSelector: 1 })],
    ["an Assignment", resource("Assignment", "east", {})],
    ["aliases without end", "a: &a [*b]\n"],
    ["a kind that is a list", `apiVersion: scheduler.kalypso.io/v1alpha1\nkind: [Workload]\n`],
  ])("cannot stop the others with %s", async (_, text) => {
    const made = await platform();
    made.repositories.push("shop", "main", {
      "cart.yaml": team("cart"),
      "shop.yaml": team("shop"),
      "x.yaml": text,
    });
    expect((await made.schedule()).isFailed).toBe(false);
    expect(await heldUnits(made)).toEqual(["shop"]);
    await made.roll();
    expect(made.assignments()).toEqual(everything);
  });

  test("who asks for a new name together with somebody else gets it no more than they", async () => {
    const made = await platform();
    made.repositories.push("one", "main", { "w.yaml": team("fresh") });
    made.repositories.push("two", "main", { "w.yaml": team("fresh") });
    made.main = { ...made.main, ...registration("one"), ...registration("two") };
    const { told } = await made.roll();
    expect(told).toEqual([expect.stringContaining("so neither is scheduled")]);
    expect(made.assignments()).toEqual(everything);
  });

  test("cannot stay where a policy no longer wants it by breaking its repository", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", { "s.yaml": secret });
    made.dev = { ...made.dev, ...policy("edge", ["east"]) };
    await made.roll();
    expect(made.assignments()).toEqual(everything.filter((each) => each.startsWith("east/")));
  });

  test("cannot stay at a former state with a new one's rights: its workspace is today's", async () => {
    const made = await platform();
    made.repositories.push("shop", "main", {
      "cart.yaml": misspelt(team("cart")),
      "shop.yaml": team("shop"),
    });
    const key = "registrations/shop.yaml";
    made.main = { ...made.main, [key]: (made.main[key] ?? "").replace('"team"', '"other"') };
    const { inventory } = await made.roll();
    expect(inventory?.assignments["east/cart-test"]?.workspace).toBe("other");
  });
});

/** Ways to divide a render: what is held must not depend on it. */
const divisions = [undefined, 1, 2, 5] as const;

describe.each(divisions)("when it is rendered, in %s shards", (shards) => {
  const roll = (made: Platform) => made.roll({ ...(shards === undefined ? {} : { shards }) });
  const path = "{{{Manifests.path}}}{{#Manifests.note}} {{{Manifests.must}}}{{/Manifests.note}}";
  const noting = (text: string) => text.replace('"branch":', '"note":"x","branch":');

  async function rendered(): Promise<Platform> {
    const made = await platform();
    made.main = { ...made.main, ...printing(path) };
    await roll(made);
    return made;
  }

  test("what only one team's workload meets holds that workload, with all of its files", async () => {
    const made = await rendered();
    const before = made.of("cart");
    made.repositories.push("shop", "main", {
      "cart.yaml": noting(team("cart", { path: "./two" }, { name: "uat" })),
      "shop.yaml": team("shop", { path: "./two" }),
    });
    const { told, inventory, plan } = await roll(made);
    expect(made.of("cart")).toEqual(before);
    expect(made.branch["east/shop-test/reconciler.yaml"]).toContain("./two");
    expect(told.filter((line) => line.startsWith("error"))).toEqual([]);
    expect(held(told)[0]).toMatch(
      /^warning workload-held: the workload `cart` is held; its files stay unchanged on the GitOps branch: /,
    );
    expect(inventory?.held).toMatchObject([{ registration: "shop", workload: "cart" }]);
    expect(plan.held.map(({ assignments }) => Object.keys(assignments).sort())).toEqual([
      ["east/cart-test", "east/cart-uat", "west/cart-test", "west/cart-uat"],
    ]);
  });

  test("all of a team's workloads are held, and stop nobody", async () => {
    const made = await rendered();
    made.repositories.push("shop", "main", {
      "cart.yaml": noting(team("cart")),
      "shop.yaml": noting(team("shop")),
    });
    const { plan } = await roll(made);
    expect(plan.held.map(({ workload }) => workload).sort()).toEqual(["cart", "shop"]);
    expect(made.assignments()).toEqual(everything);
  });

  test("what is held, and cannot be rendered from its last good commit either, keeps its files", async () => {
    const made = await platform();
    const text = noting(team("cart"));
    made.repositories.push("shop", "main", { "cart.yaml": text, "shop.yaml": team("shop") });
    made.main = { ...made.main, ...printing("one") };
    await roll(made);
    const before = made.of("cart");
    made.repositories.push("shop", "main", { "cart.yaml": misspelt(text), "shop.yaml": team("shop") });
    made.main = { ...made.main, ...printing(path) };
    for (const _ of [1, 2]) {
      const { inventory } = await roll(made);
      expect(made.of("cart")).toEqual(before);
      expect(made.assignments()).toEqual(everything);
      expect(inventory?.held).toMatchObject([{ registration: "shop", workload: "cart" }]);
      expect(inventory?.held?.[0]?.commit).toMatch(/^[0-9a-f]{40}$/);
    }
  });

  test.each([undefined, "bank"])("an object of its own that is there twice, and of %s", async (other) => {
    const made = await platform();
    const manifest = "apiVersion: v1\nkind: Secret\nmetadata: {name: 'x-{{{Manifests.path}}}'}\n";
    const files = {
      "cart.yaml": team("cart", { path: "cart" }),
      "shop.yaml": team("shop", { path: "shop" }),
    };
    made.repositories.push("shop", "main", files);
    made.repositories.push("bank", "main", { "bank.yaml": team("bank", { path: "bank" }) });
    made.main = {
      ...made.main,
      "templates/flux.yaml": resource("Template", "flux", { type: "reconciler", manifests: [manifest] }),
    };
    await roll(made);
    const again = ["", "a", "b", "c", "d", "e", "f"].map((name) => ({ name: `test${name}`, path: "cart" }));
    made.repositories.push("shop", "main", { ...files, "cart.yaml": team("cart", ...again) });
    if (other !== undefined) {
      made.repositories.push(other, "main", { "bank.yaml": team("bank", { path: "cart" }) });
      await expect(roll(made)).rejects.toThrow("error manifest-duplicate");
      return;
    }
    const { told } = await roll(made);
    expect(told).toContainEqual(expect.stringContaining("warning manifest-duplicate"));
    expect(held(told).join()).toContain("the workload `cart` is held");
    expect(made.assignments()).toEqual(everything);
  });

  test("a template renders for a team whose own schema fails", async () => {
    const made = await rendered();
    const schema = '{"configSchemas":["{\\"required\\":[\\"NEVER\\"]}"],"deploymentTargets"';
    made.repositories.push("bank", "main", {
      "bank.yaml": team("bank").replace('{"deploymentTargets"', schema),
    });
    made.repositories.push("shop", "main", {
      "cart.yaml": noting(team("cart")),
      "shop.yaml": noting(team("shop")),
    });
    const { plan } = await roll(made);
    expect(plan.held.map(({ workload }) => workload).sort()).toEqual(["bank", "cart", "shop"]);
    expect(made.assignments()).toEqual(everything);
  });

  test("what several teams meet stops the environment", async () => {
    const made = await rendered();
    made.repositories.push("shop", "main", { "cart.yaml": noting(team("cart")), "shop.yaml": team("shop") });
    made.repositories.push("bank", "main", { "bank.yaml": noting(team("bank")) });
    await expect(roll(made)).rejects.toThrow("error template-value-missing");
  });

  test("what renders for nobody else stops the environment", async () => {
    const made = await rendered();
    made.main = remove(made.main, "registrations/bank.yaml");
    made.repositories.push("shop", "main", { "cart.yaml": noting(team("cart")), "shop.yaml": team("shop") });
    await expect(roll(made)).rejects.toThrow("error template-value-missing");
  });

  test("what the control plane takes away is gone although it is held", async () => {
    const made = await rendered();
    made.repositories.push("shop", "main", { "cart.yaml": noting(team("cart")), "shop.yaml": team("shop") });
    made.dev = { ...made.dev, ...policy("edge", ["east"]) };
    await roll(made);
    expect(made.assignments()).toEqual(everything.filter((each) => each.startsWith("east/")));
  });

  test("a released registration's workload leaves", async () => {
    const made = await rendered();
    made.repositories.push("shop", "main", { "cart.yaml": noting(team("cart")), "shop.yaml": team("shop") });
    await made.roll({ ...(shards === undefined ? {} : { shards }), release: ["shop"] });
    expect(made.assignments()).toEqual(without("cart-test"));
  });

  test.each<[whose: string, where: "spec" | "target", unit: object]>([
    ["a workload", "spec", { workload: "cart" }],
    ["a target", "target", { workload: "cart", deploymentTarget: "cart-test" }],
  ])("a schema of %s that fails on purpose holds that alone", async (_, where, unit) => {
    for (const schema of [
      '{"required":["NEVER"]}',
      "{",
      '{"pattern":"(?=x)","patternProperties":{"(?=x)":{}}}',
    ]) {
      const made = await rendered();
      const brought = `"configSchemas":${JSON.stringify([schema])}`;
      const text = team("cart", { path: "./two" }, { name: "uat" });
      made.repositories.push("shop", "main", {
        "cart.yaml":
          where === "spec"
            ? text.replace('{"deploymentTargets"', `{${brought},"deploymentTargets"`)
            : text.replace('{"name":"test"', `{${brought},"name":"test"`),
        "shop.yaml": team("shop", { path: "./two" }),
      });
      const { inventory, told } = await roll(made);
      expect(told.filter((line) => line.startsWith("error"))).toEqual([]);
      expect(inventory?.held).toEqual([expect.objectContaining(unit)]);
      expect(inventory?.held?.[0]).not.toHaveProperty(where === "spec" ? "deploymentTarget" : "none");
      expect(made.branch["east/shop-test/reconciler.yaml"]).toContain("./two");
      expect(made.branch["east/cart-test/reconciler.yaml"]).not.toContain("./two");
      const uat = where === "spec" ? [] : ["east/cart-uat", "west/cart-uat"];
      expect(made.assignments()).toEqual([...everything, ...uat].sort());
    }
  });

  test("a workload of nobody's to hold is left out, and an error before promotion", async () => {
    const made = await rendered();
    made.repositories.push("shop", "main", {
      "cart.yaml": team("cart"),
      "new.yaml": noting(team("new")),
      "shop.yaml": team("shop"),
    });
    await roll(made);
    expect(made.assignments()).toEqual(everything);
    const base = objectId(`control-plane main ${JSON.stringify(made.main)}`);
    await expect(made.roll({ ...(shards === undefined ? {} : { shards }), base })).rejects.toThrow(
      "error template-value-missing",
    );
  });
});

/** The reconciler with a note. */
function printing(text: string): Files {
  const manifest = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "{{Namespace}}"\n  annotations: {run: "${text}"}\n`;
  return {
    "templates/flux.yaml": resource("Template", "flux", { type: "reconciler", manifests: [manifest] }),
  };
}
