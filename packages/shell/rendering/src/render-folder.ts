import { availableParallelism } from "node:os";
import { hasErrors } from "@kalypso-actions/diagnostics";
import { objectId, TreeWriter } from "@kalypso-actions/files";
import type { FileTree } from "@kalypso-actions/gitops-branch";
import {
  clusterTypeFiles,
  InventoryEntries,
  inShard,
  inventoryShard,
  inventoryWith,
  joinProblems,
  type PartProblems,
  type Rendering,
  type Shard,
} from "@kalypso-actions/manifests";
import type { Schedule } from "@kalypso-actions/resources";
import { OutputFolder, type WrittenFolder } from "./output-folder.ts";
import { type Hear, renderPart, takeAll, type Work } from "./part.ts";
import { partInThread } from "./thread.ts";

interface RenderRequest {
  readonly schedule: Schedule;
  /** The folder, which is replaced whole. */
  readonly path: string;
  readonly shard?: Shard | undefined;
  /** Threads at most; the number of cores when absent. */
  readonly jobs?: number | undefined;
  /** So many assignments at least for each thread. */
  readonly perThread?: number;
  /** Whether problems are all that is wanted, because of others that are known already. */
  readonly isDry?: boolean;
  /** The program that renders when it is started in a thread. */
  readonly program: URL;
}

interface RenderedFolder extends Omit<Rendering, "value"> {
  /** Undefined beside errors: then there is nothing new on disk. */
  readonly written: WrittenFolder | undefined;
}

/** Fewer are rendered sooner than a thread has started, and read what all of them need. */
const assignmentsPerThread = 2_000;

const maxJobs = 64;

/** `4`; undefined for anything that is no number of threads. */
export function parseJobs(text: string): number | undefined {
  return /^[1-9]\d?$/.test(text) && Number(text) <= maxJobs ? Number(text) : undefined;
}

/** This thread renders only if it is alone: beside others it would keep twice as much in memory as they do. */
async function renderParts(
  work: Work,
  { jobs = availableParallelism(), perThread = assignmentsPerThread, program }: RenderRequest,
  hear: Hear,
): Promise<readonly PartProblems[]> {
  const count = work.schedule.assignments.filter(({ name }) => inShard(name, work.shard)).length;
  const threads = Math.min(jobs, Math.floor(count / perThread));
  if (threads < 2) return [renderPart(work, hear)];
  const ended = await Promise.allSettled(
    Array.from({ length: threads }, () =>
      partInThread(program, work, hear).catch((error: unknown) => {
        takeAll(work);
        throw error;
      }),
    ),
  );
  // Only when all have ended is nobody left who writes where this run clears away what it has written.
  return ended.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** What belongs to no assignment. @returns git's object ids */
function writeOwnFiles(files: FileTree, folder: string): Readonly<Record<string, string>> {
  const writer = new TreeWriter(folder);
  for (const [path, text] of files) writer.write(path, text);
  return Object.fromEntries([...files].map(([path, text]) => [path, objectId(text)]));
}

/**
 * Renders a Schedule into a folder, assignment by assignment: what is written need not be kept in memory. Threads share
 * the work; what they make is the same however many there are. The folder takes its place when all is well.
 * @throws DiagnosticError output-occupied, output-failed
 */
export async function renderFolder(request: RenderRequest): Promise<RenderedFolder> {
  const { schedule, path, shard, isDry = false } = request;
  await using folder = await OutputFolder.open(path);
  const work = { schedule, shard, folder: folder.temporary, taken: new SharedArrayBuffer(4) };
  const inventory = new InventoryEntries(schedule);
  const entries: ReturnType<InventoryEntries["entry"]>[] = [];
  const hear: Hear = (written) => {
    for (const one of written) entries.push(inventory.entry(one.folder, one));
  };
  const found = joinProblems(await folder.writing(() => renderParts(work, request, hear)));
  if (isDry || hasErrors(found.diagnostics)) return { ...found, written: undefined };
  const own = clusterTypeFiles(schedule, shard);
  const files = await folder.writing(async () => writeOwnFiles(own, folder.temporary));
  const count = entries.reduce((sum, [, entry]) => sum + Object.keys(entry.files).length, own.size);
  const whole = inventoryWith(schedule, {
    assignments: entries,
    files,
    shard: inventoryShard(schedule, shard, objectId),
  });
  return { ...found, written: await folder.takePlace(whole, count) };
}
