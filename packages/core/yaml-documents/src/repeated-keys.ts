import { type Document, isScalar, type Scalar, visit } from "yaml";

function isMerge({ value }: Scalar): boolean {
  return typeof value === "symbol" || value === "<<";
}

/** Where a map's key begins that the map already has, for each such key. Merge keys (`<<`) may repeat. */
export function repeatedKeys(document: Document): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Map(_, map) {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || isMerge(key)) continue;
        if (keys.has(key.value)) offsets.push(key.range?.[0] ?? 0);
        keys.add(key.value);
      }
    },
  });
  return offsets;
}
