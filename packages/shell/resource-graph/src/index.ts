export {
  type AzureLogin,
  type AzureSecret,
  credentialFor,
  parseAzureCredentials,
} from "./credentials.ts";
export { FluxConfigurations, type FluxConfigurationsOptions } from "./flux-configurations.ts";
export { GraphClient, type GraphOptions, type GraphScope } from "./graph-client.ts";
export { fluxConfiguration } from "./record.ts";
