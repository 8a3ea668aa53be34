import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Outcome } from "@kalypso-actions/diagnostics";
import type { Revision, Snapshot, SnapshotReader } from "@kalypso-actions/git";

async function filesOf(folder: string): Promise<readonly Snapshot["files"][number][]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => !entry.isDirectory())
      .map(async (entry): Promise<Snapshot["files"][number]> => {
        const file = join(entry.parentPath, entry.name);
        const path = relative(folder, file).replaceAll("\\", "/");
        if (entry.isSymbolicLink()) return { path, kind: "symlink" };
        return { path, kind: "file", text: await readFile(file, "utf8") };
      }),
  );
}

/**
 * Repositories that are folders, one per branch, each layered over the ones before. Nothing is fetched or committed, so
 * reading one takes a millisecond; problems that only git can report appear as a missing repository.
 */
export class FolderReader implements SnapshotReader {
  readonly #layers: readonly string[];

  /** @param layers folders that contain `<repository>/<branch>/` */
  constructor(layers: readonly string[]) {
    this.#layers = layers;
  }

  async read({ repo, ref = "main" }: Revision): Promise<Outcome<Snapshot | undefined>> {
    const name = repo.slice(repo.lastIndexOf("/") + 1);
    const layers = await Promise.all(this.#layers.map((layer) => filesOf(join(layer, name, ref))));
    const byPath = new Map(layers.flat().map((file) => [file.path, file]));
    if (byPath.size === 0) {
      const message = `${repo} has no folder for ${ref}`;
      return { value: undefined, diagnostics: [{ severity: "error", code: "git-unreachable", message }] };
    }
    const files = [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    return { value: { commit: "0".repeat(40), ref, files }, diagnostics: [] };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
