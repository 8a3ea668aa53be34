export type { Application } from "./application.ts";
export { blame } from "./blame.ts";
export { type ControlPlaneTree, readControlPlane } from "./control-plane-tree.ts";
export { type EnvironmentRequest, isMain } from "./environment.ts";
export { guardedReader } from "./guarded-reader.ts";
export { scheduleEnvironment } from "./schedule-environment.ts";
export { type Location, parseBranchLocation, parseLocation, readTree } from "./tree.ts";
