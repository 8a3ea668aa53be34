export { type ControlPlaneTree, readControlPlane } from "./control-plane-tree.ts";
export { scheduleEnvironment } from "./schedule-environment.ts";
export { type Location, parseLocation, readTree } from "./tree.ts";
