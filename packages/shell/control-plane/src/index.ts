export {
  type ControlPlaneTree,
  type EnvironmentRequest,
  readControlPlane,
  readEnvironment,
} from "./environment.ts";
export { scheduleEnvironment } from "./schedule-environment.ts";
export { type Location, parseLocation, readTree, type Tree } from "./tree.ts";
