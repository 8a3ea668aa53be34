export { blame } from "./blame.ts";
export { type ControlPlaneTree, readControlPlane } from "./control-plane-tree.ts";
export { isMain } from "./environment.ts";
export { scheduleEnvironment } from "./schedule-environment.ts";
export { type Location, parseLocation, readTree } from "./tree.ts";
