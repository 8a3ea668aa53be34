/** Reads the refs of a bare repository from its files, without starting a process. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const commitId = /^[0-9a-f]{40}$/;

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function packedRefs(repository: string): readonly (readonly [ref: string, commit: string])[] {
  const lines = (textOf(join(repository, "packed-refs")) ?? "").split("\n");
  return lines.flatMap((line) => {
    const [, commit, ref] = /^([0-9a-f]{40}) (\S+)$/.exec(line) ?? [];
    return commit === undefined || ref === undefined ? [] : [[ref, commit] as const];
  });
}

/** @returns the object that a ref names; undefined if there is no such ref */
export function readRef(repository: string, ref: string): string | undefined {
  const loose = textOf(join(repository, ref))?.trim() ?? "";
  if (commitId.test(loose)) return loose;
  return packedRefs(repository).find(([name]) => name === ref)?.[1];
}

/** Every ref and the object it names, sorted by name. */
export function readRefs(repository: string): ReadonlyMap<string, string> {
  const refs = new Map(packedRefs(repository));
  const entries = readdirSync(join(repository, "refs"), { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile() && !each.name.endsWith(".lock"))) {
    const file = join(entry.parentPath, entry.name);
    const object = textOf(file)?.trim() ?? "";
    if (commitId.test(object)) refs.set(file.slice(repository.length + 1), object);
  }
  return new Map([...refs].sort(([a], [b]) => (a < b ? -1 : 1)));
}
