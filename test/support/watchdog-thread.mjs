import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { beat, name, limit } = workerData;
const used = () => process.cpuUsage();
let seen = -1;
let since = used();

function test() {
  const end = name.indexOf(0);
  return Buffer.from(name.subarray(0, end === -1 ? name.length : end)).toString("utf8");
}

setInterval(() => {
  const now = Atomics.load(beat, 0);
  if (now !== seen || test() === "") {
    seen = now;
    since = used();
    return;
  }
  const { user, system } = process.cpuUsage(since);
  if (user + system < limit * 1_000_000) return;
  writeSync(2, `\nThe test "${test()}" has blocked its process for ${limit} seconds: ended.\n`);
  process.kill(process.pid, "SIGKILL");
}, 250);
