/**
 * `npm run bench`: what each stage costs as the fleet grows, next to a floor measured in the same run: the least that
 * the same work could cost with the same libraries. On a shared machine, ratios say more than milliseconds.
 *
 *   --only <part>,...       languages, stages, realistic, start, gate
 *   --seed <number>         seed of the realistic fleets; defaults to a random one
 *   --large                 realistic fleets of 650, 20,000 and 100,000 assignments
 *   --assignments <n>,...   realistic fleets of these sizes
 *   --templates <folder>    realistic fleets with the Templates in a folder
 *   --beside <bundle>       another build's actions/render/dist/index.js, measured alternately with this one's
 *   --jobs <n>              number of threads for the render action
 */

import { randomInt } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { present } from "@kalypso-actions/diagnostics";
import { objectId } from "@kalypso-actions/files";
import { formatInventory } from "@kalypso-actions/gitops-branch";
import { inventoryOf, render } from "@kalypso-actions/manifests";
import { ConfigComposer } from "@kalypso-actions/platform-config";
import { readResources, type Schedule, type SourceFile } from "@kalypso-actions/resources";
import { schedule } from "@kalypso-actions/scheduling";
import mustache from "mustache";
import { parseAllDocuments } from "yaml";
import { writeOutputFolder } from "../test/support/output-folder.ts";
import { type FleetSize, fleet } from "./bench/fleet.ts";
import { measureGate } from "./bench/gate.ts";
import { measureLanguages } from "./bench/languages.ts";
import { measureRealistic } from "./bench/realistic.ts";
import { measureStart } from "./bench/start.ts";
import { tableText } from "./bench/table.ts";

const sizes: readonly FleetSize[] = [
  { clusterTypes: 50, targets: 200, configMaps: 200, spread: 5 },
  { clusterTypes: 100, targets: 1000, configMaps: 500, spread: 5 },
  { clusterTypes: 100, targets: 1000, configMaps: 2000, spread: 20 },
  { clusterTypes: 500, targets: 1000, configMaps: 2000, spread: 20 },
];

interface Timed<T> {
  readonly value: T;
  readonly ms: number;
}

function timed<T>(work: () => T): Timed<T> {
  globalThis.gc?.();
  const begin = performance.now();
  const value = work();
  return { value, ms: performance.now() - begin };
}

async function timedAsync<T>(work: () => Promise<T>): Promise<Timed<T>> {
  globalThis.gc?.();
  const begin = performance.now();
  const value = await work();
  return { value, ms: performance.now() - begin };
}

function scheduled(files: readonly SourceFile[]) {
  const read = timed(() => readResources(files));
  const { resources } = read.value.value;
  const [registration] = resources.WorkloadRegistration;
  if (registration === undefined) throw new Error("the fleet has a registration");
  const workloads = resources.Workload.map((workload) => ({ workload, workspace: "team", registration }));
  const view = {
    environment: "dev",
    promotedCommit: null,
    gitops: resources.GitOpsRepo[0],
    controlPlane: read.value.value,
    workloads,
    sources: [],
    held: [],
  };
  return { read, planned: timed(() => schedule(view)) };
}

function compose(made: Schedule): void {
  const composer = new ConfigComposer(made);
  const types = new Map(made.clusterTypes.map((type) => [type.name, type]));
  const targets = new Map(made.deploymentTargets.map((target) => [target.name, target]));
  for (const assignment of made.assignments) {
    const clusterType = types.get(assignment.clusterType);
    const deploymentTarget = targets.get(assignment.deploymentTarget);
    if (clusterType && deploymentTarget) composer.compose({ clusterType, deploymentTarget });
  }
}

/** Mustache only, with prepared values and entries and without checking the output. */
function renderFloor(made: Schedule): number {
  const texts = made.templates.flatMap(({ manifests }) => manifests.map(({ text }) => text));
  const entries = Array.from({ length: 15 }, (_, index) => ({ key: `KEY_${index}`, yaml: "value" }));
  let length = 0;
  for (const { namespace, deploymentTarget } of made.assignments) {
    const data = {
      Namespace: namespace,
      DeploymentTargetName: deploymentTarget,
      Environment: "dev",
      Workspace: "team",
      Workload: "app",
      Manifests: { repo: "r", branch: "b", path: "p" },
      ConfigEntries: entries,
    };
    for (const text of texts) length += mustache.render(text, data, undefined, { escape: String }).length;
  }
  return length;
}

const rows: string[][] = [];

/** The least that the same work could cost, and what it consists of. */
interface Floor {
  readonly name: string;
  readonly ms: number;
}

interface Stage {
  readonly name: string;
  readonly ms: number;
  readonly assignments: number;
}

function row({ name, ms, assignments }: Stage, floor?: Floor): void {
  const rate = Math.round((assignments / ms) * 1000).toLocaleString("en");
  const ratio = floor === undefined ? "" : `${(ms / floor.ms).toFixed(2)}x`;
  rows.push([
    name,
    `${ms.toFixed(0)} ms`,
    rate,
    floor?.name ?? "",
    floor === undefined ? "" : `${floor.ms.toFixed(0)} ms`,
    ratio,
  ]);
}

function printRows(): void {
  process.stdout.write(
    tableText([["stage", "time", "assignments/s", "floor", "its time", "ratio"], ...rows]),
  );
  rows.length = 0;
}

async function measure(size: FleetSize): Promise<void> {
  const sources = fleet(size);
  const { read, planned } = scheduled(sources);
  const made = planned.value.value;
  const count = made.assignments.length;
  const composed = timed(() => compose(made));
  const rendered = timed(() => render(made));
  if (rendered.value.value.size === 0) throw new Error(JSON.stringify(rendered.value.diagnostics[0]));
  const memory = process.memoryUsage().rss;
  const place = mkdtempSync(join(tmpdir(), "kalypso-bench-"));
  try {
    const files = rendered.value.value;
    const inventory = timed(() => inventoryOf({ schedule: made, files, objectId }));
    const written = await timedAsync(() => writeOutputFolder(join(place, "out"), files, inventory.value));
    const bytes = Buffer.byteLength(formatInventory(inventory.value));
    const copied = timed(() => cpSync(join(place, "out"), join(place, "copy"), { recursive: true }));
    process.stdout.write(
      `\n${size.clusterTypes} cluster types x ${size.targets} deployment targets, ${size.configMaps} ConfigMaps: ${count.toLocaleString("en")} assignments, ${files.size.toLocaleString("en")} files\n`,
    );
    const stage = (name: string, ms: number): Stage => ({ name, ms, assignments: count });
    row(stage("parse", read.ms), {
      name: "the YAML library alone",
      ms: timed(() => sources.map(({ text }) => parseAllDocuments(text))).ms,
    });
    row(stage("schedule", planned.ms));
    row(stage("compose", composed.ms));
    row(stage("compose, render, check", rendered.ms), {
      name: "mustache.js alone",
      ms: timed(() => renderFloor(made)).ms,
    });
    row(stage("schedule to files in memory", planned.ms + rendered.ms));
    row(stage("inventory", inventory.ms));
    row(stage("write, rename", written.ms), { name: "copying the same tree", ms: copied.ms });
    printRows();
    process.stdout.write(
      `  inventory: ${(bytes / 1e6).toFixed(1)} MB; at 100,000 assignments ${((bytes / count) * 0.1).toFixed(1)} MB\n`,
    );
    process.stdout.write(`  resident memory after rendering: ${Math.round(memory / 1024 / 1024)} MiB\n`);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function languages(): void {
  const rates = measureLanguages();
  const floor = rates[0];
  process.stdout.write("\nmanifests of the samples, parsed and rendered a second\n");
  for (const { language, parsed, rendered } of rates) {
    const beside = (value: number, base: number | undefined) =>
      `${Math.round(value).toLocaleString("en").padStart(9)} (${(value / (base ?? value)).toFixed(2)}x)`;
    process.stdout.write(
      `  ${language.padEnd(12)} parsed ${beside(parsed, floor?.parsed)}  rendered ${beside(rendered, floor?.rendered)}\n`,
    );
  }
}

const { values: options } = parseArgs({
  options: {
    seed: { type: "string" },
    large: { type: "boolean", default: false },
    only: { type: "string" },
    assignments: { type: "string" },
    templates: { type: "string" },
    beside: { type: "string" },
    jobs: { type: "string" },
  },
});

/** @throws Error unless the text is a whole number of at least 1 */
function number(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${option} cannot be ${text}: expected a whole number`);
  return Number(text);
}

function realistic(): void {
  const counts =
    options.assignments?.split(",").map((text) => number("assignments", text)) ??
    (options.large ? [650, 20_000, 100_000] : [650, 3_000]);
  measureRealistic({
    // A different fleet each time, so that nothing can be tuned for it.
    seed: options.seed === undefined ? randomInt(1, 1_000_000) : number("seed", options.seed),
    sizes: counts.map((assignments) => ({ assignments, configMaps: 2_000, configSchemas: 300 })),
    templates: options.templates,
    beside: options.beside,
    inputs: present({ INPUT_JOBS: options.jobs }),
  });
}

const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  languages,
  stages: async () => {
    for (const size of sizes) await measure(size);
    const peak = Math.round(process.resourceUsage().maxRSS / 1024);
    process.stdout.write(`\npeak resident memory of all sizes in one process: ${peak} MiB\n`);
  },
  realistic,
  start: measureStart,
  gate: () => measureGate(10_000, 120),
};

const only = options.only?.split(",") ?? Object.keys(parts);
const unknown = only.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined)
  throw new Error(`--only cannot be ${unknown}: expected some of ${Object.keys(parts).join(", ")}`);
for (const [name, part] of Object.entries(parts)) if (only.includes(name)) await part();
