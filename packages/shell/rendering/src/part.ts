import { objectId, TreeWriter } from "@kalypso-actions/files";
import type { InventoryAssignment } from "@kalypso-actions/gitops-branch";
import {
  inShard,
  type PartProblems,
  PartRenderer,
  type RenderedAssignment,
  type Shard,
} from "@kalypso-actions/manifests";
import type { Assignment, Schedule } from "@kalypso-actions/resources";

/** What to render, and where to write it. Plain data, the same for every thread. */
export interface Work {
  readonly schedule: Schedule;
  readonly shard: Shard | undefined;
  readonly folder: string;
  /** Whether only problems are wanted. */
  readonly isDry: boolean;
  /** A single number: how many batches have been taken. */
  readonly taken: SharedArrayBuffer;
}

/** An assignment with its written files. */
export interface WrittenAssignment extends Pick<InventoryAssignment, "objects" | "files"> {
  readonly folder: string;
}

/** Receives each batch as it is written, so that its data need not be kept here. */
export type Hear = (written: readonly WrittenAssignment[]) => void;

/** Small enough to keep every thread busy until the end, large enough to share a cluster type's common parts. */
const batchSize = 100;

/** The assignments of a shard in batches, grouped by cluster type: the same in every thread. */
function batchesOf({ schedule, shard }: Work): readonly (readonly Assignment[])[] {
  const byType = Map.groupBy(
    schedule.assignments.filter(({ name }) => inShard(name, shard)),
    ({ clusterType }) => clusterType,
  );
  const inOrder = [...byType.values()].flat();
  return Array.from({ length: Math.ceil(inOrder.length / batchSize) }, (_, index) =>
    inOrder.slice(index * batchSize, (index + 1) * batchSize),
  );
}

function* taking(work: Work): Generator<readonly Assignment[]> {
  const batches = batchesOf(work);
  const taken = new Int32Array(work.taken);
  for (;;) {
    const batch = batches[Atomics.add(taken, 0, 1)];
    if (batch === undefined) return;
    yield batch;
  }
}

/** Takes all remaining batches, because one thread has failed. */
export function takeAll({ taken }: Work): void {
  Atomics.store(new Int32Array(taken), 0, 2 ** 30);
}

function writeFiles({ folder, files, objects }: RenderedAssignment, writer: TreeWriter): WrittenAssignment {
  const ids: Record<string, string> = {};
  for (const [name, text] of files) {
    const bytes = Buffer.from(text);
    ids[name] = objectId(bytes);
    writer.write(`${folder}/${name}`, bytes);
  }
  return { folder, objects, files: ids };
}

/** Renders the batches that no other thread has taken, and writes each assignment's files immediately. */
export function renderPart(work: Work, hear: Hear): PartProblems {
  const renderer = new PartRenderer(work.schedule);
  const writer = new TreeWriter(work.folder);
  for (const batch of taking(work)) {
    const written: WrittenAssignment[] = [];
    for (const rendered of renderer.render(batch)) {
      // After an error that stops everything, nothing more is written, but all problems are still reported.
      if (renderer.isSound && !work.isDry) written.push(writeFiles(rendered, writer));
    }
    hear(written);
  }
  return renderer.problems;
}
