/** Rendering threads: the same program, started as a worker. */
import { getHeapStatistics } from "node:v8";
import { isMainThread, parentPort, type ResourceLimits, Worker, workerData } from "node:worker_threads";
import type { PartProblems } from "@kalypso-actions/manifests";
import { type Hear, renderPart, type Work, type WrittenAssignment } from "./part.ts";

const purpose = "kalypso-rendering";

const mebibyte = 2 ** 20;

/**
 * Memory limits of a thread, in MiB. Rendered data only lives until it is written: with V8's default size for the young
 * generation, or a smaller one, that costs time or memory. The limit of the old generation is far above a thread's
 * need, which grows with the Schedule; V8 lets garbage accumulate to a multiple that grows with this limit, and by
 * default to four times the memory in use.
 * @param used bytes used by the thread that has read the Schedule
 */
export function limitsOf(used: number): Required<Omit<ResourceLimits, "codeRangeSizeMb">> {
  return {
    maxYoungGenerationSizeMb: 32,
    // About the main thread's stack size, so that both fail at the same nesting depth.
    stackSizeMb: 1.32,
    maxOldGenerationSizeMb: Math.max(512, Math.ceil((8 * used) / mebibyte)),
  };
}

type Message =
  | { readonly written: readonly WrittenAssignment[] }
  | { readonly problems: PartProblems }
  | { readonly error: string };

function tell(message: Message): void {
  parentPort?.postMessage(message);
}

/** Whether this is a rendering thread. */
export function isRenderingThread(): boolean {
  return !isMainThread && workerData?.purpose === purpose;
}

/** Renders a part of the work, then ends. */
export function renderInThread(): void {
  try {
    tell({ problems: renderPart(workerData.work, (written) => tell({ written })) });
  } catch (error) {
    tell({ error: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Runs a part of the work in its own thread.
 * @param program the program that calls `renderInThread` there
 */
export function partInThread(program: URL, work: Work, hear: Hear): Promise<PartProblems> {
  return new Promise((resolve, reject) => {
    const resourceLimits = limitsOf(getHeapStatistics().used_heap_size);
    const worker = new Worker(program, { workerData: { purpose, work }, resourceLimits });
    worker.on("message", (message: Message) => {
      if ("written" in message) hear(message.written);
      else if ("problems" in message) resolve(message.problems);
      else reject(new Error(message.error));
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("a rendering thread exited without a result")));
  });
}
