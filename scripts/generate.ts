/** `npm run generate`: writes all generated files: bundles, schemas, tables. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { bundles } from "../rolldown.config.ts";
import { documents } from "./generate/documents.ts";
import { fleetPage } from "./generate/fleet-page.ts";
import { LicenceError, modulesOf, noticesFile, noticesText, packagesOf } from "./generate/notices.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

function read(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return undefined;
  }
}

process.chdir(root);
const changed: string[] = [];

function write(path: string, text: string): void {
  if (read(path) === text) return;
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  changed.push(path);
}

// Before the bundles, which may contain it.
write(...(await fleetPage(root)));

for (const { output, ...input } of bundles) {
  const before = read(output.file);
  const { output: chunks } = await build({ ...input, output });
  if (read(output.file) !== before) changed.push(output.file);
  try {
    write(join(dirname(output.file), noticesFile), noticesText(packagesOf(modulesOf(chunks))));
  } catch (error) {
    if (!(error instanceof LicenceError)) throw error;
    process.stderr.write(`${output.file} must not be published:\n${error.message}\n`);
    process.exitCode = 1;
  }
}
for (const [path, text] of documents(root)) write(path, text);

for (const path of changed) process.stdout.write(`${path} was stale and has been regenerated\n`);
// `npm run check` requires everything to be fresh already.
if (process.argv.includes("--check") && changed.length > 0) {
  process.stderr.write("Run `npm run generate` and commit what it writes.\n");
  process.exitCode = 1;
}
