/** Replaces a folder, and kills or fails the process's own disk at one of the operations: `<folder> <operation> kill|fail`. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DiagnosticError } from "@kalypso-actions/diagnostics";
import { type Disk, Neighbours, replaceFolder } from "../src/index.ts";

const [folder = "", at = "0", how = ""] = process.argv.slice(2);
let operations = 0;

function unlessStopped(work: () => void): void {
  operations++;
  const isHere = how === "fail from" ? operations >= Number(at) : operations === Number(at);
  if (!isHere) {
    work();
    return;
  }
  if (how === "kill") process.kill(process.pid, "SIGKILL");
  throw new Error("ENOSPC: no space left on device");
}

const disk: Disk = {
  rename: (from, to = "") => unlessStopped(() => renameSync(from, to)),
  remove: (path) => unlessStopped(() => rmSync(path, { recursive: true, force: true })),
};

const made = Neighbours.new(folder);
mkdirSync(made.path("new"));
writeFileSync(join(made.path("new"), "a.yaml"), "new");
writeFileSync(made.path("inventory"), "new");
try {
  replaceFolder(made, disk);
  process.stdout.write("replaced");
} catch (error) {
  const [problem] = error instanceof DiagnosticError ? error.diagnostics : [];
  process.stdout.write(`${problem?.code}: ${problem?.hint}`);
}
