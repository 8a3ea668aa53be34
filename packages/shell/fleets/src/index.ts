export { gitHubForge } from "./github-forge.ts";
export type { Forge, HealthReader, HealthSubject } from "./ports.ts";
export { readFleet } from "./read-fleet.ts";
export { readHealth } from "./read-health.ts";
