/** Threads that render: the program itself, started once more beside the first. */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type Part, renderPart, type Work } from "./part.ts";

const purpose = "kalypso-rendering";

/** What is rendered lives only until it is written: more room for it would only be filled. */
const resourceLimits = { maxYoungGenerationSizeMb: 16 };

type Answer = { readonly part: Part } | { readonly error: string };

/** Whether this thread was started to render. */
export function isRenderingThread(): boolean {
  return !isMainThread && workerData?.purpose === purpose;
}

/** Renders what it was started for, and ends. */
export function renderInThread(): void {
  let answer: Answer;
  try {
    answer = { part: renderPart(workerData.work) };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
}

/**
 * A part of the work in a thread of its own.
 * @param program what calls `renderInThread` there
 */
export function partInThread(program: URL, work: Work): Promise<Part> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, {
      workerData: { purpose, work },
      resourceLimits,
    });
    worker.once("message", (answer: Answer) => {
      if ("part" in answer) resolve(answer.part);
      else reject(new Error(answer.error));
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("a thread that renders ended without a word")));
  });
}
