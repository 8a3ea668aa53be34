/**
 * `npm run bench`: what each stage costs as the fleet grows, beside a floor measured in the same run: the least that
 * the same work could cost with the same libraries. Ratios say more than milliseconds on a machine that others use.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { objectId, writeOutputFolder } from "@kalypso-actions/files";
import { formatInventory } from "@kalypso-actions/gitops-branch";
import { inventoryOf, render } from "@kalypso-actions/manifests";
import { ConfigComposer } from "@kalypso-actions/platform-config";
import { readResources, type Schedule, type SourceFile } from "@kalypso-actions/resources";
import { schedule } from "@kalypso-actions/scheduling";
import mustache from "mustache";
import { parseAllDocuments } from "yaml";
import { type FleetSize, fleet } from "./bench/fleet.ts";
import { measureGate } from "./bench/gate.ts";
import { measureLanguages } from "./bench/languages.ts";

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

/** mustache alone, with values and entries at hand and no check of what comes out. */
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

function row(
  stage: string,
  ms: number,
  floor: string,
  floorMs: number | undefined,
  assignments: number,
): void {
  const rate = Math.round((assignments / ms) * 1000).toLocaleString("en");
  const ratio = floorMs === undefined ? "" : `${(ms / floorMs).toFixed(2)}x`;
  rows.push([
    stage,
    `${ms.toFixed(0)} ms`,
    rate,
    floor,
    floorMs === undefined ? "" : `${floorMs.toFixed(0)} ms`,
    ratio,
  ]);
}

function printRows(): void {
  const head = ["stage", "time", "assignments/s", "floor", "its time", "ratio"];
  const all = [head, ...rows];
  const widths = head.map((_, index) => Math.max(...all.map((cells) => (cells[index] ?? "").length)));
  for (const cells of all)
    process.stdout.write(
      `  ${cells
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
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
    row(
      "parse",
      read.ms,
      "the YAML library alone",
      timed(() => sources.map(({ text }) => parseAllDocuments(text))).ms,
      count,
    );
    row("schedule", planned.ms, "", undefined, count);
    row("compose", composed.ms, "", undefined, count);
    row("compose, render, check", rendered.ms, "mustache.js alone", timed(() => renderFloor(made)).ms, count);
    row("schedule to files in memory", planned.ms + rendered.ms, "", undefined, count);
    row("inventory", inventory.ms, "", undefined, count);
    row("write, rename", written.ms, "copying the same tree", copied.ms, count);
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

function startUp(): void {
  const action = fileURLToPath(new URL("../actions/render/dist/index.js", import.meta.url));
  const median = (args: readonly string[]) => {
    const times = Array.from(
      { length: 11 },
      () => timed(() => spawnSync(process.execPath, [...args], { stdio: "ignore" })).ms,
    );
    return times.sort((a, b) => a - b)[5] ?? 0;
  };
  const empty = median(["-e", "0"]);
  const started = median([action]);
  process.stdout.write(
    `\nstart of the bundled render action: ${started.toFixed(0)} ms (node alone: ${empty.toFixed(0)} ms), medians of 11\n`,
  );
}

languages();
for (const size of sizes) await measure(size);
process.stdout.write(
  `\npeak resident memory of the whole run: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB\n`,
);
startUp();
measureGate(10_000, 120);
