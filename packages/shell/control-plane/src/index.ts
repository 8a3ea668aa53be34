export { type ControlPlaneTree, readControlPlane } from "./environment.ts";
export { scheduleEnvironment } from "./schedule-environment.ts";
export { type Location, parseLocation, readTree } from "./tree.ts";
