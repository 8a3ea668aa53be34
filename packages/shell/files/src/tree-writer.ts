import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Writes files below a folder one by one: for many small files, synchronous calls cost less than handing each file to
 * another thread and back.
 */
export class TreeWriter {
  readonly #root: string;
  readonly #folders = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  write(path: string, content: string | Uint8Array): void {
    const folder = dirname(path);
    if (!this.#folders.has(folder)) {
      mkdirSync(join(this.#root, folder), { recursive: true });
      this.#folders.add(folder);
    }
    writeFileSync(`${this.#root}/${path}`, content, { flag: "wx" });
  }
}
