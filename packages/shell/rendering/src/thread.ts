/** Threads that render: the program itself, started once more beside the first. */
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { PartProblems } from "@kalypso-actions/manifests";
import { type Hear, renderPart, type Work, type WrittenAssignment } from "./part.ts";

const purpose = "kalypso-rendering";

/**
 * What is rendered lives only until it is written: more room for it would only be filled. And a stack much as the first thread
 * has it, so that what nests too deep for the one does so for the other.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 16, stackSizeMb: 1.32 };

type Message =
  | { readonly written: readonly WrittenAssignment[] }
  | { readonly problems: PartProblems }
  | { readonly error: string };

function tell(message: Message): void {
  parentPort?.postMessage(message);
}

/** Whether this thread was started to render. */
export function isRenderingThread(): boolean {
  return !isMainThread && workerData?.purpose === purpose;
}

/** Renders what it was started for, and ends. */
export function renderInThread(): void {
  try {
    tell({ problems: renderPart(workerData.work, (written) => tell({ written })) });
  } catch (error) {
    tell({ error: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * A part of the work in a thread of its own.
 * @param program what calls `renderInThread` there
 */
export function partInThread(program: URL, work: Work, hear: Hear): Promise<PartProblems> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: { purpose, work }, resourceLimits });
    worker.on("message", (message: Message) => {
      if ("written" in message) hear(message.written);
      else if ("problems" in message) resolve(message.problems);
      else reject(new Error(message.error));
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("a thread that renders ended without a word")));
  });
}
