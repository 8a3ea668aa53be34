/** GitHub starts at most this many jobs of one matrix. */
const maxShards = 256;

/**
 * The parts to divide a render into, as `<index>/<count>`: as many as needed to keep each near the size, at least one.
 * @param size assignments per part
 */
export function shardsOf(assignments: number, size: number): readonly string[] {
  const count = Math.min(maxShards, Math.max(1, Math.ceil(assignments / size)));
  return Array.from({ length: count }, (_, index) => `${index + 1}/${count}`);
}
