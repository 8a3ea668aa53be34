import { setTimeout as delay } from "node:timers/promises";
import { endWhenPrinted, info, runAction, runUrl, serverUrl, setSecret } from "@kalypso-actions/action-kit";
import { deadlines, inTime, type RunTime } from "@kalypso-actions/deadlines";
import { checkDeployment } from "./check-deployment.ts";
import { checkPromoteInputs } from "./inputs.ts";

const stopped = new AbortController();

await runAction(
  "Deployment check",
  async () => {
    const inputs = checkPromoteInputs();
    // Every wait has its own deadline; this catches whatever gets past them.
    const limits = { ...deadlines, action: inputs.timeout + deadlines.reports, farewell: deadlines.reports };
    const check = (time: RunTime) =>
      checkDeployment(inputs, {
        server: { url: serverUrl() },
        runUrl: runUrl(),
        log: info,
        mask: setSecret,
        clock: {
          now: () => Date.now(),
          sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
        },
        signal: AbortSignal.any([stopped.signal, time.signal]),
      });
    return inTime(check, limits);
  },
  // A cancelled run has a few seconds: enough to leave no status pending.
  () => stopped.abort(),
);

// A request without an answer would keep the process alive.
endWhenPrinted();
