import type { Diagnostic } from "@kalypso-actions/diagnostics";

/** A document that was found but cannot be used, with what it tells of itself. */
export interface BrokenDocument {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly problems: readonly Diagnostic[];
}

/** Resources that were found but cannot be used: references to them are not dangling. */
export class Broken {
  readonly #names = new Set<string>();
  readonly #documents: BrokenDocument[] = [];

  /** @param document its kind and name are undefined if the document does not tell */
  add(document: BrokenDocument): void {
    this.#documents.push(document);
    this.#names.add(`${document.kind ?? "*"}/${document.name ?? "*"}`);
  }

  get documents(): readonly BrokenDocument[] {
    return this.#documents;
  }

  /** Whether a resource of that kind, and of that name if one is given, may be among them. */
  mayBe(kind: string, name?: string): boolean {
    if (this.#names.has("*/*") || this.#names.has(`${kind}/*`)) return true;
    if (name !== undefined) return this.#names.has(`${kind}/${name}`) || this.#names.has(`*/${name}`);
    return [...this.#names].some((each) => each.startsWith(`${kind}/`) || each.startsWith("*/"));
  }

  get isEmpty(): boolean {
    return this.#documents.length === 0;
  }

  with(other: Broken): Broken {
    const joined = new Broken();
    for (const each of [...this.#documents, ...other.#documents]) joined.add(each);
    return joined;
  }
}
