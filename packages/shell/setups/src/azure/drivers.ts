/** The drivers of everything that is in Azure. */
import type { Drivers } from "../driver.ts";
import type { Az } from "./az.ts";
import { secretDriver } from "./cluster-secret.ts";
import { clusterDriver } from "./clusters.ts";
import { AzureContext, type AzureOptions } from "./context.ts";
import { applicationDriver, credentialDriver } from "./entra.ts";
import { fluxDriver } from "./flux.ts";
import { groupDriver } from "./groups.ts";
import { assignmentDriver, roleDriver } from "./roles.ts";

type AzureKind =
  | "azure-application"
  | "federated-credential"
  | "azure-role"
  | "role-assignment"
  | "resource-group"
  | "aks-cluster"
  | "cluster-secret"
  | "flux-configuration";

export type AzureDrivers = Pick<Drivers, AzureKind>;

/** Drivers that work through the Azure CLI. They ask nothing of a person, and wait only with the clock given. */
export function azureDrivers(az: Az, options: AzureOptions = {}): AzureDrivers {
  const azure = new AzureContext(az, options);
  return {
    "azure-application": applicationDriver(azure),
    "federated-credential": credentialDriver(azure),
    "azure-role": roleDriver(azure),
    "role-assignment": assignmentDriver(azure),
    "resource-group": groupDriver(azure),
    "aks-cluster": clusterDriver(azure),
    "cluster-secret": secretDriver(azure),
    "flux-configuration": fluxDriver(azure),
  };
}
