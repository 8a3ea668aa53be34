import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Examples, examplesOf } from "@kalypso-actions/setup";

/** The example repositories: in the npm package, beside its program; here, the repository's own. */
function folder(): string {
  const isPackage = extname(fileURLToPath(import.meta.url)) === ".js";
  return fileURLToPath(
    new URL(isPackage ? "../examples" : "../../../../../workflows-examples", import.meta.url),
  );
}

export function readExamples(): Examples {
  const root = folder();
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return examplesOf(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { path: path.slice(root.length + 1).replaceAll("\\", "/"), text: readFileSync(path, "utf8") };
    }),
  );
}
