// Runs a command with the workspace's own tools and Node 24 first on the PATH, after installing the dependencies if
// they do not match the lockfile. Plain JavaScript, because a fresh clone runs this before anything is installed, on
// whatever Node (20 or later) the machine has.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolPath = [join(root, "node_modules", "node", "bin"), join(root, "node_modules", ".bin")];

// pnpm stores the lockfile it installed from next to the installed packages.
const installedLock = join(root, "node_modules", ".pnpm", "lock.yaml");

function isInstalled() {
  return (
    existsSync(installedLock) &&
    readFileSync(installedLock, "utf8") === readFileSync(join(root, "pnpm-lock.yaml"), "utf8")
  );
}

function run(command, args, env) {
  // On Windows, npx and the tools in .bin are scripts that need a shell.
  const result = spawnSync(command, args, { stdio: "inherit", env, shell: process.platform === "win32" });
  if (result.error) throw result.error;
  return result.status ?? 1;
}

function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  console.error(`Installing dependencies with ${packageManager} (once per lockfile)...`);
  // CI=true: never ask before replacing a node_modules with another layout.
  const env = { ...process.env, CI: "true" };
  const args = [
    "--yes",
    packageManager,
    "--dir",
    root,
    "install",
    "--frozen-lockfile",
    "--reporter=append-only",
    "--loglevel=warn",
  ];
  const status = run("npx", args, env);
  if (status !== 0) {
    console.error(
      `The installation failed (exit code ${status}). It needs the npm registry; check the network and try again.`,
    );
    process.exit(status);
  }
}

if (!isInstalled()) install();
const [command, ...args] = process.argv.slice(2);
process.exit(
  run(command, args, { ...process.env, PATH: [...toolPath, process.env.PATH ?? ""].join(delimiter) }),
);
