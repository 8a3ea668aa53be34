export {
  type AddressRefusal,
  type AddressRules,
  type AllowedHost,
  addressOwner,
  hostsOfServer,
  parseAllowedHost,
  refusedAddress,
} from "./address-rules.ts";
export { hasCredentials, isInnerPath, normalisePath, objectId, refName, repositoryAddress } from "./git.ts";
export {
  formatRepositoryName,
  gitAddress,
  gitHubCommit,
  parseRepositoryName,
  type RepositoryName,
} from "./github.ts";
export { dnsLabel, dnsSubdomain, labelKey, labelValue, maxNamespaceLength } from "./kubernetes.ts";
export { isLocalHost } from "./local-hosts.ts";
export { expectedNamespace, expectedObjectName, objectIdentity } from "./objects.ts";
export { compareText } from "./order.ts";
export { nameOnServer, normaliseRepository, repositoryPath } from "./repository-address.ts";
