/** Resources that were found but cannot be used: references to them are not dangling. */
export class Broken {
  readonly #names = new Set<string>();

  /** @param kind undefined if the document does not tell */
  add(kind: string | undefined, name: string | undefined): void {
    this.#names.add(`${kind ?? "*"}/${name ?? "*"}`);
  }

  /** Whether a resource of that kind, and of that name if one is given, may be among them. */
  mayBe(kind: string, name?: string): boolean {
    if (this.#names.has("*/*") || this.#names.has(`${kind}/*`)) return true;
    if (name !== undefined) return this.#names.has(`${kind}/${name}`) || this.#names.has(`*/${name}`);
    return [...this.#names].some((each) => each.startsWith(`${kind}/`) || each.startsWith("*/"));
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  with(other: Broken): Broken {
    const joined = new Broken();
    for (const each of [...this.#names, ...other.#names]) joined.#names.add(each);
    return joined;
  }
}
