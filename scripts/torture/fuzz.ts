/**
 * Tries inputs that nobody wrote against the packages that read the text of others. A crash (an exception that is no
 * diagnostic), an input of more than two seconds and one that needs more memory than the bound are figures, not the end.
 */
import { Worker } from "node:worker_threads";
import { type Area, areaNames } from "./fuzz-areas.ts";
import { type Finding, type Part, slowMs, type Tried } from "./fuzz-part.ts";

export interface FuzzRow {
  readonly area: Area;
  readonly inputs: number;
  readonly crashes: readonly Finding[];
  readonly slow: readonly Finding[];
  readonly overMemory: readonly Finding[];
  readonly slowestMs: number;
}

export interface FuzzTable {
  readonly seed: number;
  /** MiB of heap that one thread may use. */
  readonly memoryMb: number;
  readonly rows: readonly FuzzRow[];
}

export interface FuzzOptions {
  readonly seed: number;
  /** Of all areas together. */
  readonly inputs: number;
  /** How many threads at once; defaults to 2. */
  readonly threads?: number;
}

const memoryMb = 256;

/** A thread that is with one input for this long will not end. */
const hangMs = 20_000;

/** Inputs of one thread: enough that starting it does not matter. */
const perThread = 25_000;

interface Ended extends Tried {
  readonly next: number;
  readonly overMemory: readonly Finding[];
}

function input(index: number, what: string): Finding {
  return { index, what, input: "see its number" };
}

/** Runs a thread to its end, or until an input ends it. */
async function tryPart(part: Omit<Part, "current">): Promise<Ended> {
  const current = new Int32Array(new SharedArrayBuffer(4));
  current[0] = part.first;
  const worker = new Worker(new URL("fuzz-thread.ts", import.meta.url), {
    workerData: { ...part, current } satisfies Part,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const nothing: Ended = { crashes: [], slow: [], slowestMs: 0, overMemory: [], next: part.end };
  const stopped = (found: Partial<Ended>) =>
    resolve({ ...nothing, next: Atomics.load(current, 0) + 1, ...found });
  let [watched, since] = [-1, 0];
  const watch = setInterval(() => {
    const index = Atomics.load(current, 0);
    if (index !== watched) [watched, since] = [index, performance.now()];
    else if (performance.now() - since > hangMs)
      stopped({ slow: [input(index, `more than ${hangMs} ms`)], slowestMs: hangMs });
  }, 500);
  worker.on("message", (tried: Tried) => resolve({ ...nothing, ...tried }));
  worker.on("error", (error: Error & { readonly code?: string }) => {
    const found = input(Atomics.load(current, 0), String(error.stack ?? error));
    stopped(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? { overMemory: [found] } : { crashes: [found] });
  });
  worker.on("exit", (status) => stopped({ crashes: [input(Atomics.load(current, 0), `exit ${status}`)] }));
  const ended = await promise;
  clearInterval(watch);
  await worker.terminate();
  return ended;
}

/** What a thread found before an input ended it is tried once more, up to that input. */
async function tryRange(range: Omit<Part, "current">): Promise<Tried & Pick<Ended, "overMemory">> {
  const found = {
    crashes: [] as Finding[],
    slow: [] as Finding[],
    overMemory: [] as Finding[],
    slowestMs: 0,
  };
  const ranges = [range];
  for (let next = ranges.pop(); next !== undefined; next = ranges.pop()) {
    if (next.first >= next.end) continue;
    const { crashes, slow, overMemory, slowestMs, next: after } = await tryPart(next);
    found.crashes.push(...crashes);
    found.slow.push(...slow);
    found.overMemory.push(...overMemory);
    found.slowestMs = Math.max(found.slowestMs, slowestMs);
    if (after < next.end) ranges.push({ ...next, end: after - 1 }, { ...next, first: after });
  }
  return found;
}

/** Tries the same inputs for the same seed, each area as many. */
export async function fuzz({ seed, inputs, threads = 2 }: FuzzOptions): Promise<FuzzTable> {
  const each = Math.ceil(inputs / areaNames.length);
  const waiting = areaNames.flatMap((area) =>
    Array.from({ length: Math.ceil(each / perThread) }, (_, number) => ({
      area,
      seed,
      first: number * perThread,
      end: Math.min(each, (number + 1) * perThread),
    })),
  );
  const rows = new Map(
    areaNames.map((area) => [
      area,
      { area, inputs: each, crashes: [], slow: [], overMemory: [], slowestMs: 0 } as FuzzRow,
    ]),
  );
  const work = async () => {
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      const found = await tryRange(part);
      const row = rows.get(part.area);
      if (row === undefined) continue;
      rows.set(part.area, {
        ...row,
        crashes: [...row.crashes, ...found.crashes],
        slow: [...row.slow, ...found.slow],
        overMemory: [...row.overMemory, ...found.overMemory],
        slowestMs: Math.max(row.slowestMs, found.slowestMs),
      });
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return { seed, memoryMb, rows: [...rows.values()] };
}

/** The table as Markdown. */
export function fuzzText({ rows, memoryMb: bound }: FuzzTable): string {
  const head = `| input | tried | crashes | over ${slowMs / 1000} s | over ${bound} MiB | slowest |\n|---|---|---|---|---|---|\n`;
  const lines = rows.map(({ area, inputs, crashes, slow, overMemory, slowestMs }) => {
    const counts = [inputs.toLocaleString("en"), crashes.length, slow.length, overMemory.length];
    return `| ${area} | ${counts.join(" | ")} | ${Math.round(slowestMs)} ms |\n`;
  });
  return head + lines.join("");
}
