/** Finds the files that match an action's patterns, as @actions/glob does. */
import { existsSync, globSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

/** A pattern's part before its first wildcard. */
function literalRoot(pattern: string): string {
  const parts = pattern.split("/");
  const wild = parts.findIndex((part) => /[*?[\]]/.test(part));
  return wild < 0 ? pattern : parts.slice(0, wild).join("/") || ".";
}

function filesBelow(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...rest] = paths.map((path) => path.split(sep));
  const differing = first.findIndex((part, at) => rest.some((parts) => parts[at] !== part));
  return first.slice(0, differing < 0 ? undefined : differing).join(sep);
}

interface FoundFiles {
  /** The folder that file paths are kept relative to. */
  readonly root: string;
  readonly files: readonly string[];
}

/** @param patterns a leading `!` excludes; files starting with `.` match only on request */
export function findFiles(
  workspace: string,
  patterns: readonly string[],
  includesHidden: boolean,
): FoundFiles {
  const files = new Set<string>();
  const roots: string[] = [];
  for (const pattern of patterns) {
    const isNegative = pattern.startsWith("!");
    const plain = resolve(workspace, isNegative ? pattern.slice(1) : pattern);
    const root = literalRoot(plain);
    if (!isNegative) roots.push(root);
    const below = globSync(plain).flatMap(filesBelow);
    for (const file of below) {
      if (isNegative) files.delete(file);
      else if (includesHidden || !isHidden(root, file)) files.add(file);
    }
  }
  const [only = workspace] = roots;
  const isFile = existsSync(only) && statSync(only).isFile();
  const root = roots.length > 1 ? commonFolder(roots.map(folderOf)) : isFile ? dirname(only) : only;
  return { root, files: [...files].sort() };
}

function folderOf(path: string): string {
  return existsSync(path) && statSync(path).isFile() ? dirname(path) : path;
}

/** Whether the search root's name, or a name below it, starts with a dot. */
function isHidden(root: string, file: string): boolean {
  return [basename(root), ...relative(root, file).split(sep)].some((part) => /^\.[^.]/.test(part));
}
