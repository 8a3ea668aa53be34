import { shardsOf } from "@kalypso-actions/scheduling";
import { expect, test } from "vitest";

test.each<[number, number, number]>([
  [0, 100, 1],
  [100, 100, 1],
  [101, 100, 2],
  [100_000, 12_500, 8],
  [25_600, 100, 256],
  // GitHub allows no more jobs, so the shards grow.
  [1_000_000, 100, 256],
])("%d assignments at %d per shard make %d shards", (assignments, size, count) => {
  const shards = shardsOf(assignments, size);
  expect(shards).toHaveLength(count);
  expect([shards[0], shards.at(-1)]).toEqual([`1/${count}`, `${count}/${count}`]);
});
