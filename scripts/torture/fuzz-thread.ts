/**
 * Tries inputs in a thread of its own, which may run out of memory or never end. It tells the number of the input that
 * it begins through shared memory, so that the first thread knows which one it was.
 */
import { parentPort, workerData } from "node:worker_threads";
import { Dice } from "../bench/random.ts";
import { type Area, areas } from "./fuzz-areas.ts";
import { type Part, seedOf, slowMs, type Tried } from "./fuzz-part.ts";

const { area, seed, first, end, current } = workerData as Part;

/** CPU time of this thread, because others are busy, too. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function tryAll(name: Area): Promise<Tried> {
  const found: Tried = { crashes: [], slow: [], slowestMs: 0 };
  for (let index = first; index < end; index++) {
    Atomics.store(current, 0, index);
    const trial = areas[name](new Dice(seedOf(seed, index)));
    const begin = cpuMs();
    try {
      trial.run();
    } catch (error) {
      const what = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : String(error);
      found.crashes.push({ index, what, input: trial.input });
    }
    const ms = cpuMs() - begin;
    found.slowestMs = Math.max(found.slowestMs, ms);
    if (ms > slowMs) found.slow.push({ index, what: `${Math.round(ms)} ms`, input: trial.input });
    // Rejections that nobody handles end the thread here.
    if (index % 100 === 0) await new Promise(setImmediate);
  }
  return found;
}

parentPort?.postMessage(await tryAll(area));
