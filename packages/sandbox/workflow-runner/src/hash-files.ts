import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** `hashFiles`: the hash of the matching files' hashes; an empty text if none match. */
export function hashFilesIn(workspace: string): (patterns: readonly string[]) => string {
  return (patterns) => {
    const files = globSync([...patterns], { cwd: workspace })
      .map((path) => join(workspace, path))
      .filter((path) => statSync(path).isFile())
      .sort();
    if (files.length === 0) return "";
    const all = createHash("sha256");
    for (const file of files) all.update(createHash("sha256").update(readFileSync(file)).digest());
    return all.digest("hex");
  };
}
