/** GitHub starts at most this many jobs of one matrix. */
const maxShards = 256;

/**
 * The parts that a render is to be divided into, as `<index>/<count>`: as many as keep each near the size, one at least.
 * @param size assignments in a part
 */
export function shardsOf(assignments: number, size: number): readonly string[] {
  const count = Math.min(maxShards, Math.max(1, Math.ceil(assignments / size)));
  return Array.from({ length: count }, (_, index) => `${index + 1}/${count}`);
}
