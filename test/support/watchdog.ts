/**
 * Ends a process whose test blocks it: a test's own limit of time is a timer, which a loop without end never lets fire.
 * Set up for the unit tests. Counted is what the processor did, so that a busy machine makes nobody late.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach } from "vitest";

/** Seconds of the processor, as long as a unit test may take. */
const limit = 5;
const maxName = 400;

interface Watchdog {
  /** Changes with each test. */
  readonly beat: Int32Array;
  /** The test that runs; empty between two. */
  readonly name: Uint8Array;
}

declare global {
  /** One for all files that this process runs. */
  var watchdog: Watchdog | undefined;
}

function start(): Watchdog {
  const dog = {
    beat: new Int32Array(new SharedArrayBuffer(4)),
    name: new Uint8Array(new SharedArrayBuffer(maxName)),
  };
  const program = fileURLToPath(new URL("watchdog-thread.mjs", import.meta.url));
  // Nothing of what the tests' process is started with.
  new Worker(program, { workerData: { ...dog, limit }, execArgv: [], stdin: false }).unref();
  return dog;
}

globalThis.watchdog ??= start();
const { beat, name } = globalThis.watchdog;

function live(what: string): void {
  name.fill(0);
  new TextEncoder().encodeInto(what, name);
  Atomics.add(beat, 0, 1);
}

beforeEach(({ task }) => live(task.name));
afterEach(() => live(""));
