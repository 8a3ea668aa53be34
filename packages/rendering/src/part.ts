import { objectId, TreeWriter } from "@kalypso-actions/files";
import type { InventoryAssignment } from "@kalypso-actions/gitops-branch";
import {
  InventoryEntries,
  inShard,
  type PartProblems,
  PartRenderer,
  type Shard,
} from "@kalypso-actions/manifests";
import type { Assignment, Schedule } from "@kalypso-actions/resources";

/** What is rendered, and where it is written. Plain data, the same for every thread. */
export interface Work {
  readonly schedule: Schedule;
  readonly shard: Shard | undefined;
  readonly folder: string;
  /** One number: how many batches have been taken. */
  readonly taken: SharedArrayBuffer;
}

/** What one thread did of it. */
export interface Part {
  readonly entries: readonly (readonly [folder: string, assignment: InventoryAssignment])[];
  readonly files: number;
  readonly problems: PartProblems;
}

/** Small enough that no thread is left with much to do alone, large enough to share what a cluster type has in common. */
const batchSize = 100;

/** The assignments of a shard in batches, those of one cluster type one after the other: the same in every thread. */
export function batchesOf({ schedule, shard }: Work): readonly (readonly Assignment[])[] {
  const byType = Map.groupBy(
    schedule.assignments.filter(({ name }) => inShard(name, shard)),
    ({ clusterType }) => clusterType,
  );
  const inOrder = [...byType.values()].flat();
  return Array.from({ length: Math.ceil(inOrder.length / batchSize) }, (_, index) =>
    inOrder.slice(index * batchSize, (index + 1) * batchSize),
  );
}

function* taking(work: Work): Generator<Assignment> {
  const batches = batchesOf(work);
  const taken = new Int32Array(work.taken);
  for (;;) {
    const batch = batches[Atomics.add(taken, 0, 1)];
    if (batch === undefined) return;
    yield* batch;
  }
}

/** Leaves nothing to do for any thread, because one has failed. */
export function takeAll({ taken }: Work): void {
  Atomics.store(new Int32Array(taken), 0, 2 ** 30);
}

/** Renders the batches that no other thread takes, and writes each assignment's files as they come. */
export function renderPart(work: Work): Part {
  const renderer = new PartRenderer(work.schedule);
  const inventory = new InventoryEntries(work.schedule);
  const writer = new TreeWriter(work.folder);
  const entries: Part["entries"][number][] = [];
  let count = 0;
  for (const { folder, files, objects } of renderer.render(taking(work))) {
    // Beside errors nothing is kept, but all of them are told.
    if (!renderer.isSound) continue;
    const ids: Record<string, string> = {};
    for (const [name, text] of files) {
      const bytes = Buffer.from(text);
      ids[name] = objectId(bytes);
      writer.write(`${folder}/${name}`, bytes);
    }
    entries.push(inventory.entry(folder, { objects, files: ids }));
    count += files.length;
  }
  return { entries, files: count, problems: renderer.problems };
}
