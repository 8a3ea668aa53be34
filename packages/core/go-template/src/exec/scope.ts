import type { Cell } from "../values/value.ts";

interface Variable {
  readonly name: string;
  value: Cell;
}

/** The variables that are visible, the innermost last. A template sees none of its caller's, but `$`. */
export class Scope {
  readonly #variables: Variable[];

  constructor(data: Cell) {
    this.#variables = [{ name: "$", value: data }];
  }

  /** To be handed to {@link restore} where the block that begins here ends. */
  mark(): number {
    return this.#variables.length;
  }

  restore(mark: number): void {
    this.#variables.length = mark;
  }

  declare(name: string, value: Cell): void {
    this.#variables.push({ name, value });
  }

  /** Whether a variable is visible. The parser takes one for declared from where it is first set. */
  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** The innermost variable of a name. */
  get(name: string): Cell {
    return this.#find(name)?.value;
  }

  assign(name: string, value: Cell): void {
    const variable = this.#find(name);
    if (variable !== undefined) variable.value = value;
  }

  #find(name: string): Variable | undefined {
    return this.#variables.findLast((variable) => variable.name === name);
  }
}
