/**
 * Kills the process if a test blocks it: a test's timeout is a timer, which never fires during an endless loop. Used by
 * the unit tests. It counts CPU time, so that a busy machine causes no failures.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach } from "vitest";

/** The CPU seconds that a unit test may use: many times what the slowest needs, as some machines are slow. */
const limit = 20;
const maxName = 400;

interface Watchdog {
  /** Changes with each test. */
  readonly beat: Int32Array;
  /** The running test; empty between tests. */
  readonly name: Uint8Array;
}

declare global {
  /** One per process, for all test files. */
  var watchdog: Watchdog | undefined;
}

function start(): Watchdog {
  const dog = {
    beat: new Int32Array(new SharedArrayBuffer(4)),
    name: new Uint8Array(new SharedArrayBuffer(maxName)),
  };
  const program = fileURLToPath(new URL("watchdog-thread.mjs", import.meta.url));
  // Without the test process's own arguments.
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
