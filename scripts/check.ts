/**
 * `npm run check`: checks types, lint and format, workflows if their linters are installed, and that generated files
 * are fresh. Runs every check, and fails if any of them failed.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const checks: readonly (readonly [name: string, command: string, ...args: readonly string[]])[] = [
  ["types", "tsc", "--project", "."],
  ["types of the page", "tsc", "--project", "packages/shell/fleet-report/page"],
  ["lint and format", "biome", "check", "--error-on-warnings", "."],
  ["workflows", process.execPath, "scripts/lint-workflows.ts"],
  ["generated files", process.execPath, "scripts/generate.ts", "--check"],
];

for (const [name, command, ...args] of checks) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  process.stdout.write(`${name}: ${status === 0 ? "fine" : "FAILED"}\n`);
  if (status !== 0) process.exitCode = 1;
}
