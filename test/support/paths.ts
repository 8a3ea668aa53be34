import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** All files and folders below a folder, by their paths in it, with `/` on every system. */
export function pathsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
}

/** The texts of all files below a folder, in the order of their paths. */
export function textsBelow(folder: string): ReadonlyMap<string, string> {
  const files = pathsBelow(folder).filter((path) => statSync(join(folder, path)).isFile());
  return new Map(files.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
