/** Short marks of rendered objects, to find the same object twice in a fleet without keeping all names. */
import { objectIdentity } from "@kalypso-actions/names";
import type { ManifestObject } from "./manifest-scan.ts";

/** Marks are two hashes of 32 bits and the number of the assignment. */
const width = 3;

/** Continues a hash over a text and its end: FNV-1a with a given prime. */
function hashed(seed: number, text: string, prime: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), prime);
  return Math.imul(hash ^ 0xffff, prime) >>> 0;
}

const primes = [0x01000193, 0x85ebca6b] as const;

/** The marks of a part's objects. Plain data that can come from another thread. */
export type ObjectMarks = Uint32Array;

export class MarkedObjects {
  #data = new Uint32Array(width * 1024);
  #length = 0;

  /** @param assignment its number in the Schedule's order */
  add(folder: string, object: ManifestObject, assignment: number): void {
    if (this.#length === this.#data.length) {
      const larger = new Uint32Array(2 * this.#length);
      larger.set(this.#data);
      this.#data = larger;
    }
    const parts = [folder, ...objectIdentity(object)];
    for (const [index, prime] of primes.entries()) {
      let hash = 0x811c9dc5;
      for (const part of parts) hash = hashed(hash, part, prime);
      this.#data[this.#length + index] = hash;
    }
    this.#data[this.#length + 2] = assignment;
    this.#length += width;
  }

  get marks(): ObjectMarks {
    return this.#data.slice(0, this.#length);
  }
}

/** 53 bits of a mark, which a double holds exactly. */
function keyOf(marks: ObjectMarks, at: number): number {
  return (marks[at] ?? 0) * 2 ** 21 + ((marks[at + 1] ?? 0) >>> 11);
}

/**
 * The numbers of all assignments with an object that occurs twice, in order. A few may be there by chance: different
 * objects can have the same mark.
 */
export function assignmentsToCompare(parts: readonly ObjectMarks[]): readonly number[] {
  const count = parts.reduce((sum, marks) => sum + marks.length / width, 0);
  const keys = new Float64Array(count);
  let next = 0;
  for (const marks of parts) for (let at = 0; at < marks.length; at += width) keys[next++] = keyOf(marks, at);
  keys.sort();
  const twice = new Set(keys.filter((key, index) => key === keys[index + 1]));
  if (twice.size === 0) return [];
  const numbers = new Set<number>();
  for (const marks of parts)
    for (let at = 0; at < marks.length; at += width)
      if (twice.has(keyOf(marks, at))) numbers.add(marks[at + 2] ?? 0);
  return [...numbers].sort((a, b) => a - b);
}
