import { GoMap, GoSlice, GoStruct, type Value } from "../values/value.ts";

/** Limits on what one rendering may do. */
export interface Limits {
  /** Evaluated nodes plus the work done by functions, in the same unit. */
  readonly steps: number;
  /** Characters of output. */
  readonly output: number;
  /** Nested `template` calls; Go stops at 100,000. */
  readonly depth: number;
  /** Nested `if`, `range`, `with` and `template` blocks, across template calls: keeps the stack from overflowing. */
  readonly blocks: number;
  /** How often a result that contains `{{` is rendered again. */
  readonly rounds: number;
}

/** About a hundred times what the largest manifests need; reaching a limit still takes only milliseconds. */
export const defaultLimits: Limits = {
  steps: 1_000_000,
  output: 4_000_000,
  depth: 250,
  blocks: 1_000,
  rounds: 10,
};

/** A limit was reached; the message says which. */
export class LimitError extends Error {}

/** Deeper values are refused before a recursive walk reaches them. */
const maxValueDepth = 500;

/** Cost of one element when a function walks a value recursively. */
const elementCost = 4;

/** Counts what a rendering does and stops it at the limits. */
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
    // Written this way round so that NaN is refused as well.
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

  /**
   * Enters a block. A block that fails is never left: nothing in its rendering continues.
   * @throws LimitError
   */
  enter(): void {
    if (++this.#blocks > this.limits.blocks)
      throw new LimitError(`more than ${this.limits.blocks} blocks inside each other`);
  }

  leave(): void {
    this.#blocks--;
  }

  /** Call before a recursive walk: a value may contain itself, or contain another value many times. */
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
