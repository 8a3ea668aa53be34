export { type AzureLogin, type AzureSecret, credentialFor, parseAzureCredentials } from "./credentials.ts";
export { FluxConfigurations } from "./flux-configurations.ts";
export { GraphClient } from "./graph-client.ts";
export { fluxConfiguration } from "./record.ts";
