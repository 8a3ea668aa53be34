import type { Area } from "./fuzz-areas.ts";

/** What one thread tries: the inputs from `first` up to `end`, exclusive. */
export interface Part {
  readonly area: Area;
  readonly seed: number;
  readonly first: number;
  readonly end: number;
  /** The number of the input that is being tried. */
  readonly current: Int32Array;
}

/** An input that went wrong. */
export interface Finding {
  readonly index: number;
  readonly what: string;
  readonly input: string;
}

export interface Tried {
  readonly crashes: Finding[];
  readonly slow: Finding[];
  slowestMs: number;
}

/** CPU time of one input beyond which it is slow. */
export const slowMs = 2_000;

/** An input's own seed, so that it can be made again without those before it. */
export function seedOf(seed: number, index: number): number {
  return Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(index, 0xc2b2ae35);
}
