import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@kalypso-actions/github-sandbox";
import { type Inventory, joinInventories, parseInventory } from "@kalypso-actions/gitops-branch";
import { type Rendering, render } from "@kalypso-actions/manifests";
import { renderFolder } from "@kalypso-actions/rendering";
import { readResources, type Schedule, type SourceFile } from "@kalypso-actions/resources";
import { schedule } from "@kalypso-actions/scheduling";
import { describe, expect, test } from "vitest";
import { fleet } from "../../scripts/bench/fleet.ts";
import { textsBelow } from "../support/paths.ts";

/** Uses threads even for fleets that render faster without them. */
const threads = { program: new URL("../support/rendering-thread.ts", import.meta.url), perThread: 80 };
const files = fleet({ clusterTypes: 20, targets: 148, configMaps: 60, spread: 3 });

function scheduled(sources: readonly SourceFile[]): Schedule {
  const { value: controlPlane } = readResources(sources);
  const [registration] = controlPlane.resources.WorkloadRegistration;
  if (registration === undefined) throw new Error("the fleet has a registration");
  const workloads = controlPlane.resources.Workload.map((workload) => {
    return { workload, workspace: "team", registration };
  });
  const gitops = controlPlane.resources.GitOpsRepo[0];
  return schedule({
    environment: "dev",
    promotedCommit: null,
    gitops,
    controlPlane,
    workloads,
    sources: [],
    held: [],
  }).value;
}

const sound = scheduled(files);
let rendering: Rendering | undefined;
const inMemory = () => (rendering ??= render(sound));
/** The inventory of the first case, with one thread. */
let alone: string | undefined;
/** Prints a value that only some destinations have. */
const broken = scheduled(
  files.map((file) => ({
    ...file,
    text: file.text.replace(
      "interval: 30s",
      "interval: {{ConfigData.KEY_7}}\n        at: {{ConfigData.KEY_9}}",
    ),
  })),
);

/** One team's workload lacks what the template prints, and what every other team gives it. */
const lacking = (() => {
  const [first] = sound.deploymentTargets;
  if (first === undefined) throw new Error("the fleet has targets");
  const isTheirs = ({ workload }: typeof first) => workload === first.workload;
  const source = (name: string) => {
    const repo = `https://github.com/contoso/${name}`;
    return { role: "workload" as const, repo, ref: "main", commit: null, path: "", registrations: [name] };
  };
  return {
    ...sound,
    sources: [source(first.registration), source("theirs")],
    deploymentTargets: sound.deploymentTargets.map((target) =>
      isTheirs(target)
        ? { ...target, registration: "theirs" }
        : { ...target, manifests: { ...target.manifests, must: "x" } },
    ),
    templates: sound.templates.map((template) => ({
      ...template,
      manifests: template.manifests.map((manifest) => ({
        ...manifest,
        text: manifest.text.replace("interval: 30s", "interval: 30s # {{Manifests.must}}"),
      })),
    })),
  };
})();

describe.each([1, 2, 5])("with %i threads at most", (jobs) => {
  test("a folder equals an in-memory render byte for byte, and its inventory a single thread's", async () => {
    await using place = await temporaryFolder();
    expect(sound.assignments.length).toBeGreaterThan(5 * threads.perThread);
    const path = join(place.path, "out");
    const { written, diagnostics } = await renderFolder({ schedule: sound, path, jobs, ...threads });
    const whole = inMemory();
    expect(diagnostics).toEqual(whole.diagnostics);
    expect(textsBelow(path)).toEqual(new Map([...whole.value].sort()));
    expect(written?.files).toBe(whole.value.size);
    const inventory = readFileSync(`${path}.inventory.json`, "utf8");
    alone ??= inventory;
    expect(inventory).toBe(alone);
  });

  test("problems have the same words and order, and nothing is written", async () => {
    await using place = await temporaryFolder();
    const whole = render(broken);
    expect(whole.failures.size).toBeGreaterThan(10);
    const path = join(place.path, "below", "this", "out");
    const rendered = await renderFolder({ schedule: broken, path, jobs, ...threads });
    expect(rendered.written).toBeUndefined();
    expect(rendered.diagnostics).toEqual(whole.diagnostics);
    expect([...rendered.failures]).toEqual([...whole.failures]);
    expect(readdirSync(place.path)).toEqual([]);
  });
});

test("what one team alone meets is held, in whatever shards it is rendered", async () => {
  await using place = await temporaryFolder();
  const whole = render(lacking);
  expect(whole.held.map(({ registration }) => registration)).toEqual(["theirs"]);
  const kept = Object.keys(whole.held[0]?.assignments ?? {});
  expect(kept.length).toBeGreaterThan(0);
  const path = join(place.path, "out");
  const { written, diagnostics, held } = await renderFolder({ schedule: lacking, path, jobs: 2, ...threads });
  expect(diagnostics).toEqual(whole.diagnostics);
  expect(held).toEqual(whole.held);
  expect(textsBelow(path)).toEqual(new Map([...whole.value].sort()));
  expect(written?.files).toBe(whole.value.size);
  const inventories: Inventory[] = [];
  for (const index of [1, 2]) {
    const part = join(place.path, String(index));
    const shard = { index, count: 2 };
    await renderFolder({ schedule: lacking, path: part, jobs: 2, shard, ...threads });
    const { value } = parseInventory(readFileSync(`${part}.inventory.json`, "utf8"), part);
    if (value !== undefined) inventories.push(value);
  }
  const joined = joinInventories(inventories).value;
  expect(joined?.held?.map(({ registration }) => registration)).toEqual(["theirs"]);
  expect(Object.keys(joined?.held?.[0]?.assignments ?? {}).sort()).toEqual([...kept].sort());
});

test("leaves a folder with other content unchanged", async () => {
  await using place = await temporaryFolder();
  const path = join(place.path, "out");
  mkdirSync(path);
  writeFileSync(join(path, "mine"), "");
  const rendered = renderFolder({ schedule: sound, path, jobs: 2, ...threads });
  await expect(rendered).rejects.toMatchObject({ diagnostics: [{ code: "output-occupied" }] });
  expect(readdirSync(place.path)).toEqual(["out"]);
  expect(existsSync(join(path, "mine"))).toBe(true);
});

test("a thread program that does not render fails the run", async () => {
  await using place = await temporaryFolder();
  const nothing = new URL("data:text/javascript,0");
  const rendered = renderFolder({
    schedule: sound,
    path: join(place.path, "out"),
    jobs: 2,
    ...threads,
    program: nothing,
  });
  await expect(rendered).rejects.toMatchObject({ diagnostics: [{ code: "output-failed" }] });
  expect(readdirSync(place.path)).toEqual([]);
});

test("if the inventory cannot be written, the folder is unchanged and nothing is left next to it", async () => {
  await using place = await temporaryFolder();
  const path = join(place.path, "out");
  mkdirSync(join(`${path}.inventory.json`, "in the way"), { recursive: true });
  const request = { schedule: sound, path, jobs: 1, ...threads };
  const failed = { diagnostics: [{ code: "output-failed" }] };
  await expect(renderFolder(request)).rejects.toMatchObject(failed);
  expect(readdirSync(place.path)).toEqual(["out.inventory.json"]);
  mkdirSync(join(path, "an empty one"), { recursive: true });
  await expect(renderFolder(request)).rejects.toMatchObject(failed);
  expect(readdirSync(place.path)).toEqual(["out", "out.inventory.json"]);
  expect(readdirSync(path)).toEqual(["an empty one"]);
});
