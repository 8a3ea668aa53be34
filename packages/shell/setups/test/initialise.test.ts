import { decide, planOf, type Settings, type Thing } from "@kalypso-actions/setup";
import { beforeEach, describe, expect, test } from "vitest";
import { readExamples, settings } from "../../../core/setup/test/support.ts";
import { destroy, initialise, look, lookForRemoval } from "../src/index.ts";
import { Memory, Store } from "./memory.ts";

const controlPlane = "acme/k8s-control-plane";
const examples = readExamples();
const given = new Map([["given", { platformToken: "t", gitKey: "k" }] as const]);

let memory: Memory;
let store: Store;

beforeEach(() => {
  memory = new Memory();
  store = new Store(memory, controlPlane);
});

async function init(more: Partial<Settings> = {}) {
  const wanted = { ...settings, ...more };
  const plan = planOf(wanted, examples);
  const looked = await look(plan, memory.drivers, given);
  const before = store.record();
  const decision = decide(looked, before);
  if (decision.diagnostics.length > 0) return { ...decision, told: [] };
  const told: string[] = [];
  const { organisation, prefix, environments } = wanted;
  await initialise({
    steps: decision.steps,
    drivers: memory.drivers,
    store,
    given,
    record: { organisation, prefix, environments },
    before: before?.things ?? [],
    controlPlane,
    tell: ({ thing, state }) => told.push(`${state} ${thing.name}`),
  });
  return { ...decision, told };
}

async function remove() {
  const removals = await lookForRemoval(store.record()?.things ?? [], memory.drivers, controlPlane);
  await destroy(removals.remove, memory.drivers, () => {});
  return removals;
}

describe("init", () => {
  test("makes everything once, in the plan's order, and a second run makes nothing", async () => {
    const { told, steps } = await init();
    expect(told.filter((line) => line.startsWith("made "))).toEqual(
      steps.map(({ thing }) => `made ${thing.name}`),
    );
    const calls = memory.calls.length;
    const again = await init();
    expect(memory.calls).toHaveLength(calls);
    expect(again.told.every((line) => line.startsWith("kept "))).toBe(true);
    expect(again.steps.flatMap(({ differences }) => differences)).toEqual([]);
  });

  test("the record on the control plane's main has an id of everything but what is made after it", async () => {
    await init();
    const unnamed = store.record()?.things.filter(({ id }) => id === null);
    expect(unnamed?.map(({ kind }) => kind)).toEqual(["content", "ruleset", "ruleset", "ruleset"]);
    expect(store.writes).toBe(1);
    expect(JSON.stringify(store.record())).not.toMatch(/privateKey of|platformToken/);
  });

  test("completes what is missing, changes nothing else, and tells what differs", async () => {
    await init();
    memory.forget("variable", { variable: "NEXT_ENVIRONMENT" });
    memory.change("repository", { repository: controlPlane }, { visibility: "private" });
    const { steps, told } = await init();
    expect(told.filter((line) => line.startsWith("made "))).toEqual([
      `made variable ${controlPlane} dev NEXT_ENVIRONMENT`,
    ]);
    expect(
      steps
        .filter(({ differences }) => differences.length > 0)
        .map(({ thing, differences }) => [thing.name, differences]),
    ).toEqual([[`repository ${controlPlane}`, ["visibility is private; expected public"]]]);
  });

  test.each([
    "repository acme/k8s-app-src",
    "github-app k8s-kalypso",
    "resource-group k8s-rg",
    "azure-application k8s-kalypso",
  ])("a %s of somebody else is in the way, and nothing is made", async (name) => {
    const thing = planOf(settings, examples).find((one: Thing) => one.name === name);
    memory.put(thing?.kind ?? "repository", thing?.wants ?? {});
    const { diagnostics } = await init();
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ["setup-name-taken", `there is already a ${name}, which init has not made`],
    ]);
    expect(memory.calls).toEqual([]);
  });

  test("what was made, removed and made anew by somebody else is not ours", async () => {
    await init();
    memory.replace("repository", { repository: "acme/k8s-app-src" });
    const { diagnostics } = await init();
    expect(diagnostics.map(({ code }) => code)).toEqual(["setup-replaced"]);
  });

  test("what is missing and made again is recorded, by one commit", async () => {
    await init();
    memory.forget("resource-group", { group: "k8s-rg" });
    const writes = store.writes;
    await init();
    expect(store.writes).toBe(writes + 1);
    expect((await init()).diagnostics).toEqual([]);
    expect(store.writes).toBe(writes + 1);
  });

  test("a key that is needed again and is not known any more is told with what to do", async () => {
    await init();
    memory.forget("secret", { repository: "acme/k8s-svc-src" });
    await expect(init()).rejects.toMatchObject({
      diagnostics: [{ code: "setup-value-lost", hint: expect.stringContaining("--app-key-file") }],
    });
  });
});

describe("ended at any call and run again", () => {
  test("init ends with the same, and destroy then leaves nothing", async () => {
    await init();
    const whole = memory.state();
    for (const [call, made] of [...memory.calls].entries())
      for (const when of ["before", "after"] as const) {
        memory = new Memory();
        store = new Store(memory, controlPlane);
        memory.killAt = { call, when };
        await expect(init()).rejects.toThrow("killed");
        memory.killAt = undefined;
        // Its key was shown to the run that was ended.
        const isKeyLost = await init().then(
          () => false,
          (error) => error.diagnostics[0].code === "setup-value-lost",
        );
        if (isKeyLost) expect(made).toMatch(/^make (?:github-app|secret)/);
        else expect(memory.state()).toEqual(whole);
        await remove();
        expect(memory.state()).toEqual([]);
      }
  });

  test("destroy leaves nothing", async () => {
    await init();
    const before = memory.calls.length;
    const record = store.record();
    await remove();
    const count = memory.calls.length - before;
    expect(count).toBeGreaterThan(10);
    for (let call = 0; call < count; call++)
      for (const when of ["before", "after"] as const) {
        memory = new Memory();
        store = new Store(memory, controlPlane);
        await init();
        memory.killAt = { call: memory.calls.length + call, when };
        await expect(remove()).rejects.toThrow("killed");
        memory.killAt = undefined;
        if (store.record() !== undefined) await remove();
        expect(memory.state()).toEqual([]);
      }
    expect(record?.things.length).toBeGreaterThan(50);
  });
});

describe("destroy", () => {
  test("removes what init has made and what is in it, the control plane with the record last", async () => {
    await init();
    const before = memory.calls.length;
    const { remaining } = await remove();
    expect(memory.state()).toEqual([]);
    expect(memory.calls.at(-1)).toContain(controlPlane);
    expect(memory.calls.slice(before).some((call) => call.startsWith("remove variable"))).toBe(false);
    expect(new Set(remaining.map(({ why }) => why))).toEqual(new Set(["goes-with"]));
  });

  test("leaves what has the name of something else, and what others have made", async () => {
    await init();
    memory.put("repository", { repository: "acme/other" });
    memory.replace("repository", { repository: "acme/k8s-app-src" });
    memory.forget("resource-group", { group: "k8s-rg" });
    const { remaining } = await remove();
    expect(memory.state().filter((key) => key.startsWith("repository"))).toEqual([
      expect.stringContaining("acme/k8s-app-src"),
      expect.stringContaining("acme/other"),
    ]);
    expect(
      remaining.filter(({ why }) => why !== "goes-with").map(({ thing, why }) => [why, thing.name]),
    ).toContainEqual(["replaced", "repository acme/k8s-app-src"]);
    expect(remaining).toContainEqual(
      expect.objectContaining({ why: "gone", thing: expect.objectContaining({ kind: "resource-group" }) }),
    );
  });
});
