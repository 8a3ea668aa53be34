import { availableParallelism } from "node:os";
import { hasErrors } from "@kalypso-actions/diagnostics";
import { objectId, TreeWriter } from "@kalypso-actions/files";
import type { FileTree } from "@kalypso-actions/gitops-branch";
import {
  asksOthers,
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
  /** The folder to replace. */
  readonly path: string;
  readonly shard?: Shard | undefined;
  /** The maximum number of threads; defaults to the number of cores. */
  readonly jobs?: number | undefined;
  /** The minimum number of assignments per thread. */
  readonly perThread?: number;
  /** Whether to only report problems, because earlier ones already prevent any output. */
  readonly isDry?: boolean;
  /** The program that a rendering thread runs. */
  readonly program: URL;
  /** Receives the number of assignments that are written, after each batch. */
  readonly hear?: (written: number) => void;
}

interface RenderedFolder extends Omit<Rendering, "value"> {
  /** Undefined if there are errors: then nothing on disk has changed. */
  readonly written: WrittenFolder | undefined;
}

/** With fewer, a thread takes longer to start and read its input than to do the work. */
const assignmentsPerThread = 2_000;

const maxJobs = 64;

/** Parses `4`; undefined for anything but a valid number of threads. */
export function parseJobs(text: string): number | undefined {
  return /^[1-9]\d?$/.test(text) && Number(text) <= maxJobs ? Number(text) : undefined;
}

/** This thread renders only if it is the only one: next to others it would double their memory. */
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
  // Waits for all of them, so that none is still writing while this run cleans up.
  return ended.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** What the assignments of all shards say, without writing any. */
async function askOthers(work: Work, request: RenderRequest): Promise<readonly PartProblems[]> {
  const all = { ...work, shard: undefined, isDry: true, taken: new SharedArrayBuffer(4) };
  return renderParts(all, request, () => undefined);
}

/**
 * Writes the files that belong to no assignment.
 * @returns git object IDs
 */
function writeOwnFiles(files: FileTree, folder: string): Readonly<Record<string, string>> {
  const writer = new TreeWriter(folder);
  for (const [path, text] of files) writer.write(path, text);
  return Object.fromEntries([...files].map(([path, text]) => [path, objectId(text)]));
}

/**
 * Renders a Schedule into a folder, assignment by assignment, so that the output need not fit into memory. Threads
 * share the work; their number does not affect the output. The folder is put in place only on success.
 * @throws DiagnosticError output-occupied, output-failed
 */
export async function renderFolder(request: RenderRequest): Promise<RenderedFolder> {
  const { schedule, path, shard, isDry = false } = request;
  await using folder = await OutputFolder.open(path);
  const work = { schedule, shard, folder: folder.temporary, taken: new SharedArrayBuffer(4), isDry };
  const inventory = new InventoryEntries(schedule);
  const entries: ReturnType<InventoryEntries["entry"]>[] = [];
  const hear: Hear = (written) => {
    for (const one of written) entries.push(inventory.entry(one.folder, one));
    request.hear?.(entries.length);
  };
  const parts = await folder.writing(() => renderParts(work, request, hear));
  const everywhere = asksOthers(parts, shard) ? await folder.writing(() => askOthers(work, request)) : parts;
  const found = joinProblems(parts, { schedule, shard, everywhere });
  if (isDry || hasErrors(found.diagnostics)) return { ...found, written: undefined };
  const kept = new Set(found.held.flatMap(({ assignments }) => Object.keys(assignments)));
  // Another of its assignments may have been written before one failed.
  await folder.writing(() => folder.without(kept));
  const written = entries.filter(([name]) => !kept.has(name));
  const own = clusterTypeFiles(schedule, shard);
  const files = await folder.writing(async () => writeOwnFiles(own, folder.temporary));
  const count = written.reduce((sum, [, entry]) => sum + Object.keys(entry.files).length, own.size);
  const whole = inventoryWith(schedule, {
    assignments: written,
    files,
    held: found.held,
    shard: inventoryShard(schedule, shard, objectId),
  });
  return { ...found, written: await folder.takePlace(whole, count) };
}
