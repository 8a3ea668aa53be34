/**
 * Runs realistic fleets through the bundled render action, each size in its own processes, and measures floors in the
 * same run. Figures are for whole processes, threads included.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PartResult } from "./part.ts";
import type { RealisticSize } from "./realistic-fleet.ts";
import { tableText } from "./table.ts";

export interface RealisticRun {
  readonly sizes: readonly RealisticSize[];
  readonly seed: number;
  /** A folder with Template files to use instead of generated ones. */
  readonly templates?: string | undefined;
  /** The bundle of another build, measured alternately with this one's. */
  readonly beside?: string | undefined;
  /** Further inputs of the action, such as `INPUT_JOBS`. */
  readonly inputs?: Readonly<Record<string, string>>;
}

interface Usage {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

interface Measured {
  readonly name: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Only for whole processes; unknown for a part. */
  readonly peakMiB?: number;
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const bundle = here("../../actions/render/dist/index.js");

/** Runs a script to its end. */
function run(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Usage & { out: string } {
  const usage = join(folder, "usage.json");
  const begin = performance.now();
  const { stdout, stderr, status, error } = spawnSync(
    process.execPath,
    ["--import", here("usage.mjs"), ...args],
    {
      env: { ...process.env, BENCH_USAGE: usage, ...env },
      encoding: "utf8",
      maxBuffer: 1 << 28,
    },
  );
  const wallMs = performance.now() - begin;
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${args.join(" ").slice(0, 200)}: ${stdout.slice(0, 2000)}${stderr}`);
  return { ...(JSON.parse(readFileSync(usage, "utf8")) as Usage), wallMs, out: stdout };
}

function part(folder: string, name: string, text = ""): PartResult {
  return JSON.parse(run(folder, [here("part.ts"), name, folder, text]).out) as PartResult;
}

function rendered(folder: string, action: string, inputs: Readonly<Record<string, string>> = {}): Usage {
  for (const name of ["out", "out.inventory.json"])
    rmSync(join(folder, name), { recursive: true, force: true });
  const files = { INPUT_SCHEDULE: join(folder, "schedule.json"), INPUT_PATH: join(folder, "out") };
  return run(folder, [action], { ...files, ...inputs, GITHUB_OUTPUT: "", GITHUB_STEP_SUMMARY: "" });
}

function rowOf(
  { name, wallMs, cpuMs, peakMiB }: Measured,
  { assignments, bytes }: { readonly assignments: number; readonly bytes: number },
  least: number,
) {
  const each = (ms: number) => (ms / assignments).toFixed(3);
  const perMb = (ms: number) => (ms / (bytes / 1e6)).toFixed(1);
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  const ratio = (cpuMs / least).toFixed(2);
  return [
    name,
    seconds(cpuMs),
    seconds(wallMs),
    each(cpuMs),
    each(wallMs),
    perMb(cpuMs),
    perMb(wallMs),
    peakMiB === undefined ? "" : peakMiB.toFixed(0),
    `${ratio}x`,
  ];
}

const head = [
  "",
  "CPU s",
  "wall s",
  "CPU ms each",
  "wall ms each",
  "CPU ms/MB",
  "wall ms/MB",
  "peak MiB",
  "to floors",
];

function costOf({ cpuMs, wallMs }: PartResult): Omit<Measured, "name"> {
  return { cpuMs, wallMs };
}

/** @returns the render action's CPU time, to compute the growth */
function measureSize(size: RealisticSize, { seed, templates, beside, inputs }: RealisticRun) {
  const folder = mkdtempSync(join(tmpdir(), "kalypso-bench-"));
  try {
    const prepared = part(folder, "prepare", JSON.stringify({ size, seed, templates }));
    const own = rendered(folder, bundle, inputs);
    const write = part(folder, "write");
    const parsed = part(folder, "parse");
    const engine = part(folder, "engine");
    const other = beside === undefined ? undefined : rendered(folder, beside, inputs);
    const { assignments = 0 } = prepared;
    const { bytes = 0, files = 0 } = write;
    const least = write.cpuMs + engine.cpuMs;
    const sampled = (parsed.share ?? 1) < 1 ? ", by sample" : "";
    const lines: readonly Measured[] = [
      { name: "read, schedule", ...costOf(prepared) },
      { ...own, name: "render action, whole process" },
      ...(other === undefined ? [] : [{ ...other, name: "render action beside it" }]),
      { name: "floor: the engine alone", ...costOf(engine) },
      { name: `floor: writing the same bytes${sampled}`, ...costOf(write) },
      { name: `floor: one parse by the YAML library${sampled}`, ...costOf(parsed) },
    ];
    const counted = (value: number) => value.toLocaleString("en");
    process.stdout.write(
      `\n${counted(assignments)} assignments, ${counted(files)} files, ${(bytes / 1e6).toFixed(1)} MB, ${counted(size.configMaps)} ConfigMaps, ${size.configSchemas} ConfigSchemas\n`,
    );
    process.stdout.write(
      tableText([head, ...lines.map((line) => rowOf(line, { assignments, bytes }, least))]),
    );
    return { assignments, bytes, cpuMs: own.cpuMs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * How much faster CPU time grows than the fleet: 1 is linear. Also by bytes, because fleets with the same seed differ
 * in size.
 */
export function measureRealistic(request: RealisticRun): void {
  process.stdout.write(
    `\nrealistic fleets of seed ${request.seed} (\`--seed ${request.seed}\` makes the same ones); "to floors" is CPU time to that of engine and writing\n`,
  );
  const measured = request.sizes.map((size) => measureSize(size, request));
  const [first, last] = [measured[0], measured.at(-1)];
  if (first === undefined || last === undefined || first.assignments === last.assignments) return;
  const exponent = (by: "assignments" | "bytes") =>
    (Math.log(last.cpuMs / first.cpuMs) / Math.log(last[by] / first[by])).toFixed(2);
  process.stdout.write(
    `  growth of the render action's CPU time: exponent ${exponent("assignments")} by assignments, ${exponent("bytes")} by bytes\n`,
  );
}
