export {
  type AzureLogin,
  type AzureSecret,
  credentialFor,
  parseAzureCredentials,
} from "./credentials.ts";
export { FluxConfigurations, type GraphOptions, type GraphScope } from "./flux-configurations.ts";
