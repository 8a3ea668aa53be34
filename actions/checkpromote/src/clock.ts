import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "@kalypso-actions/promotion";

/** The machine's own. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};
