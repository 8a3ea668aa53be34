/**
 * Ends a process whose test blocks it: a test's own limit of time is a timer, which a loop without end never lets fire.
 * Set up for the unit tests. Counted is what the processor did, so that a busy machine makes nobody late.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach } from "vitest";

/** Seconds of the processor, as long as a unit test may take. */
const limit = 20;
const maxName = 400;

const beat = new Int32Array(new SharedArrayBuffer(4));
const name = new Uint8Array(new SharedArrayBuffer(maxName));

const thread = new Worker(fileURLToPath(new URL("watchdog-thread.mjs", import.meta.url)), {
  workerData: { beat, name, limit },
  // Nothing of what the tests' process is started with.
  ...{ execArgv: [], stdin: false },
});
thread.unref();

function live(what: string): void {
  name.fill(0);
  new TextEncoder().encodeInto(what, name);
  Atomics.add(beat, 0, 1);
}

beforeEach(({ task }) => live(task.name));
afterEach(() => live(""));
