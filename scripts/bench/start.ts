/**
 * The cost of starting: each bundled action without inputs, which makes it stop immediately, compared with bare Node.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tableText } from "./table.ts";

const actions = fileURLToPath(new URL("../../actions", import.meta.url));
const rounds = 11;

function started(cwd: string, args: readonly string[]): number {
  const begin = performance.now();
  spawnSync(process.execPath, args, { cwd, stdio: "ignore", env: {} });
  return performance.now() - begin;
}

/** Medians of interleaved runs, so that a slow phase of the machine affects all of them. */
export function measureStart(): void {
  const names = readdirSync(actions);
  const commands = [["-e", "0"], ...names.map((name) => [`${actions}/${name}/dist/index.js`])];
  const times = commands.map((): number[] => []);
  const nowhere = mkdtempSync(join(tmpdir(), "kalypso-bench-"));
  for (let round = 0; round < rounds; round++)
    for (const [index, args] of commands.entries()) times[index]?.push(started(nowhere, args));
  rmdirSync(nowhere);
  const medians = times.map((list) => list.sort((a, b) => a - b)[(rounds - 1) / 2] ?? 0);
  const [bare = 0, ...own] = medians;
  process.stdout.write(
    `\nstart of the bundled actions over bare Node (${bare.toFixed(0)} ms), medians of ${rounds}\n`,
  );
  process.stdout.write(
    tableText(own.map((ms, index) => [names[index] ?? "", `+${(ms - bare).toFixed(0)} ms`])),
  );
}
