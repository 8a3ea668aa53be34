export { type Deadlines, deadlines } from "./deadlines.ts";
export { duration } from "./duration.ts";
export { inTime, openEnd, type RunTime } from "./run-time.ts";
export { TimedOut, within } from "./within.ts";
