/** Hidden files and folders next to an output, from which it is made: `.<name>.<process>-<random>.<purpose>`. */
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** What replaces the output, what the output was before, and the inventory that comes with a new folder. */
const purposes = ["new", "former", "inventory"] as const;

export type Purpose = (typeof purposes)[number];

/** The neighbours that one run makes of one output. */
export class Neighbours {
  /** The output, as an absolute path. */
  readonly output: string;
  /** The process that made them. */
  readonly process: number;
  readonly #id: string;

  private constructor(output: string, process: number, id: string) {
    this.output = output;
    this.process = process;
    this.#id = id;
  }

  /** Names of this process that nothing has yet. */
  static new(path: string): Neighbours {
    return new Neighbours(resolve(path), process.pid, randomBytes(6).toString("hex"));
  }

  /** Those that earlier or other runs left, with the purposes that are there. */
  static of(path: string): ReadonlyMap<Neighbours, ReadonlySet<Purpose>> {
    const output = resolve(path);
    const start = `.${basename(output)}.`;
    const found = new Map<string, { readonly made: Neighbours; readonly has: Set<Purpose> }>();
    for (const name of namesIn(dirname(output))) {
      if (!name.startsWith(start)) continue;
      const [, owner, id, purpose] = /^(\d+)-([0-9a-f]{12})\.(\w+)$/.exec(name.slice(start.length)) ?? [];
      const known = purposes.find((one) => one === purpose);
      if (owner === undefined || id === undefined || known === undefined) continue;
      const key = `${owner}-${id}`;
      const one = found.get(key) ?? { made: new Neighbours(output, Number(owner), id), has: new Set() };
      one.has.add(known);
      found.set(key, one);
    }
    return new Map([...found.values()].map(({ made, has }) => [made, has]));
  }

  path(purpose: Purpose): string {
    const name = `.${basename(this.output)}.${this.process}-${this.#id}.${purpose}`;
    return join(dirname(this.output), name);
  }
}

/** None in a folder that does not exist, or may not be listed: writing there says why. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
