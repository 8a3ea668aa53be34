/** `npm run package [-- <folder>]`: builds and packs the npm package, and prints the path of the tarball. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildPackage } from "./package/build.ts";
import { root } from "./workspace.ts";

const [destination = join(root, ".cache/package")] = process.argv.slice(2);
const folder = join(root, ".cache/package/content");
mkdirSync(resolve(destination), { recursive: true });
await buildPackage(folder);
const { status, stdout } = spawnSync("npm", ["pack", "--json", "--pack-destination", resolve(destination)], {
  cwd: folder,
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
  // On Windows, npm is a script.
  shell: process.platform === "win32",
});
if (status !== 0) throw new Error(`npm pack ended with exit code ${status}`);
const [packed]: readonly { readonly filename: string }[] = JSON.parse(stdout);
process.stdout.write(`${join(resolve(destination), packed?.filename ?? "")}\n`);
