import { GoMap, GoSlice, GoStruct, type Value } from "../values/value.ts";

/** How much a template may do in one rendering. */
export interface Limits {
  /** Evaluated nodes, and what functions do, measured in the same coin. */
  readonly steps: number;
  /** Characters of the result. */
  readonly output: number;
  /** `template` inside `template`; Go stops at 100,000. */
  readonly depth: number;
  /** `if`, `range`, `with` and `template` inside each other, however they come to be: a stack has room for them. */
  readonly blocks: number;
  /** How often a result that contains `{{` is rendered again. */
  readonly rounds: number;
}

/** About a hundred times what the largest manifests need, and still a matter of milliseconds. */
export const defaultLimits: Limits = {
  steps: 1_000_000,
  output: 4_000_000,
  depth: 250,
  blocks: 1_000,
  rounds: 10,
};

/** A limit was reached; the message says which. */
export class LimitError extends Error {}

/** A value of this many levels is refused before a recursive walk meets it. */
const maxValueDepth = 500;

/** What one element costs where a function walks a value all the way down. */
const elementCost = 4;

/** Counts what a rendering does, and stops it at the limits. */
export class Meter {
  readonly limits: Limits;
  #steps = 0;
  #output = 0;
  #blocks = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** @throws LimitError */
  spend(steps: number): void {
    this.#steps += steps;
    // Written so that what is not a number is refused as well.
    if (!(this.#steps <= this.limits.steps))
      throw new LimitError(`more than ${this.limits.steps} steps; expected a template that ends`);
  }

  /** @param length characters, or elements of a list */
  spendOnMaking(length: number): void {
    this.spend(length / 4);
  }

  write(length: number): void {
    this.#output += length;
    if (this.#output > this.limits.output)
      throw new LimitError(`more than ${this.limits.output} characters of output`);
  }

  /** A block begins. One that fails is never left: nothing goes on in its rendering. @throws LimitError */
  enter(): void {
    if (++this.#blocks > this.limits.blocks)
      throw new LimitError(`more than ${this.limits.blocks} blocks inside each other`);
  }

  leave(): void {
    this.#blocks--;
  }

  /** For what is about to be walked all the way down: a value may hold itself, or another one many times over. */
  spendOnWalking(value: Value, depth = 0): void {
    if (typeof value === "string") this.spend(value.length / 64);
    const isContainer = value instanceof GoMap || value instanceof GoSlice || value instanceof GoStruct;
    if (!isContainer) return;
    if (depth > maxValueDepth) throw new LimitError(`a value nested deeper than ${maxValueDepth} levels`);
    const items =
      value instanceof GoSlice
        ? value.items
        : (value instanceof GoMap ? value.entries : value.fields).values();
    for (const item of items) {
      this.spend(elementCost);
      this.spendOnWalking(item, depth + 1);
    }
  }
}
