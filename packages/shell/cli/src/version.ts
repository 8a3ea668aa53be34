import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

/** The npm package's manifest, beside its program; here the repository's own. */
function manifest(): URL {
  const isPackage = extname(fileURLToPath(import.meta.url)) === ".js";
  return new URL(isPackage ? "../package.json" : "../../../../package.json", import.meta.url);
}

export function version(): string {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(manifest(), "utf8"));
  return version;
}
