import { setTimeout as delay } from "node:timers/promises";
import { endWhenPrinted, info, runAction, runUrl, serverUrl, setSecret } from "@kalypso-actions/action-kit";
import { checkDeployment } from "./check-deployment.ts";
import { checkPromoteInputs } from "./inputs.ts";

const stopped = new AbortController();

async function main() {
  return checkDeployment(checkPromoteInputs(), {
    server: { url: serverUrl() },
    runUrl: runUrl(),
    log: info,
    mask: setSecret,
    clock: {
      now: () => Date.now(),
      sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
    },
    signal: stopped.signal,
  });
}

// A cancelled run has a few seconds: enough to leave no status pending.
await runAction("Deployment check", main, () => stopped.abort());

// A request that waits for a retry would keep the process alive, and GitHub would kill it.
if (stopped.signal.aborted) endWhenPrinted();
