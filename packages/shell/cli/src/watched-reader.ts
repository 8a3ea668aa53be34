import { describeRevision, type SnapshotReader } from "@kalypso-actions/git";
import type { Progress } from "./progress.ts";

/** A reader that tells what it reads. */
export function watchedReader(reader: SnapshotReader, progress: Progress): SnapshotReader {
  return {
    refusal: (repo) => reader.refusal?.(repo),
    async read(revision, wants, limits) {
      using _doing = progress.doing(`reading ${describeRevision(revision)}`);
      return await reader.read(revision, wants, limits);
    },
    [Symbol.asyncDispose]: () => reader[Symbol.asyncDispose](),
  };
}
