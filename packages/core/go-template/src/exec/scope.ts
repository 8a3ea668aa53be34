import type { Cell } from "../values/value.ts";

interface Variable {
  readonly name: string;
  value: Cell;
}

/** The visible variables, innermost last. A template sees none of its caller's variables except `$`. */
export class Scope {
  readonly #variables: Variable[];

  constructor(data: Cell) {
    this.#variables = [{ name: "$", value: data }];
  }

  /** Pass this to {@link restore} at the end of the block that starts here. */
  mark(): number {
    return this.#variables.length;
  }

  restore(mark: number): void {
    this.#variables.length = mark;
  }

  declare(name: string, value: Cell): void {
    this.#variables.push({ name, value });
  }

  /** Whether a variable is visible. For the parser, a variable is declared from where it is first set. */
  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** The innermost variable of this name. */
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
