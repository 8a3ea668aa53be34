/** The packages of this repository and where they are. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** The folder of the package with this name. */
export function packageFolder(name: string): string {
  const { packages }: { packages: readonly string[] } = parse(
    readFileSync(join(root, "pnpm-workspace.yaml"), "utf8"),
  );
  const manifests = packages.flatMap((glob) => globSync(`${glob}/package.json`, { cwd: root }));
  const found = manifests.find((path) => JSON.parse(readFileSync(join(root, path), "utf8")).name === name);
  if (found === undefined) throw new Error(`the workspace has no package ${name}`);
  return join(root, dirname(found));
}
