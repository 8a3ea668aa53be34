export { gitHubForge } from "./github-forge.ts";
export type { Forge, ForgeRepository, HealthReader, HealthSubject } from "./ports.ts";
export { type FleetRequest, readFleet } from "./read-fleet.ts";
