/** Inputs that say which repositories the text in a control plane may name. */
import {
  type AddressRules,
  addressOwner,
  hostsOfServer,
  parseAllowedHost,
  parseRepositoryName,
} from "@kalypso-actions/names";
import { pattern } from "./forms.ts";
import { listOf } from "./inputs.ts";
import { serverUrl } from "./runner.ts";

/** Empty for the default. */
export function allowedHosts() {
  const expected = "hosts such as `git.example.com` or `http://git.example.com:3000`, or `*`";
  return listOf({ parse: parseAllowedHost, expected });
}

/** Empty for the default. */
export function allowedOwners() {
  return listOf(pattern(/^[^\s/]+$/, "owners such as `contoso`, or `*`"));
}

interface Given {
  readonly allowedHosts: AddressRules["hosts"];
  readonly allowedOwners: AddressRules["owners"];
}

/** @param controlPlane its address, if it is not a checkout: then the run's repository is the control plane */
export function addressRules(given: Given, controlPlane?: string): AddressRules {
  const own = parseRepositoryName(process.env["GITHUB_REPOSITORY"] ?? "")?.owner;
  const owner = controlPlane === undefined ? own : addressOwner(controlPlane);
  const hosts = hostsOfServer(controlPlane ?? serverUrl());
  return {
    hosts: given.allowedHosts.length > 0 ? given.allowedHosts : hosts,
    owners: given.allowedOwners.length > 0 ? given.allowedOwners : owner === undefined ? [] : [owner],
    allowsLocal: false,
  };
}
