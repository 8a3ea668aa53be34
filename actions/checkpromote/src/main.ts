import { setTimeout as delay } from "node:timers/promises";
import { endWhenPrinted, info, runAction, runUrl, serverUrl, setSecret } from "@kalypso-actions/action-kit";
import { checkDeployment } from "./check-deployment.ts";
import { checkPromoteInputs } from "./inputs.ts";

const stopped = new AbortController();

await runAction("Deployment check", async () => {
  const inputs = checkPromoteInputs();
  // A cancelled run has a few seconds: enough to leave no status pending.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopped.abort());
  return checkDeployment(inputs, {
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
});

// A request that waits for a retry would keep the process alive, and GitHub would kill it.
if (stopped.signal.aborted) endWhenPrinted();
