/** Whether applied objects are healthy, as in Flux's health checks. */
import type { ObjectName } from "../manifest.ts";
import type { Troubles } from "../trouble.ts";
import { condition, ready, readyOf } from "./conditions.ts";
import { type FluxObject, isFlux, isSuspended } from "./objects.ts";

export interface Health {
  readonly name: ObjectName;
  /** `waits`: may still get well by itself; `fails`: it will not, and the time that is given to it runs out. */
  readonly state: "well" | "waits" | "fails";
  /** In the words of the check. */
  readonly word: "Current" | "InProgress" | "Failed";
}

/** Waits for others, who may still come. */
const patient = /^(?:DependencyNotReady|HealthCheckCanceled)$|^$/;

/** @param isMoving whether anything of the cluster is still on its way, for which others may wait */
export function healthOf(object: FluxObject, troubles: Troubles, isMoving: boolean): Health {
  const { name } = object;
  if (!isFlux(object.manifest)) {
    const trouble = troubles.of(name);
    if (trouble === undefined) return { name, state: "well", word: "Current" };
    const isFailing = trouble.kind === "fails";
    return { name, state: isFailing ? "fails" : "waits", word: isFailing ? "Failed" : "InProgress" };
  }
  const ready = readyOf(object.conditions);
  if (ready?.status === "True") return { name, state: "well", word: "Current" };
  const mayCome = !isSuspended(object) && (ready?.status !== "False" || patient.test(ready.reason));
  return { name, state: mayCome && isMoving ? "waits" : "fails", word: "InProgress" };
}

/** What helm-controller and the other controllers say of an object that they keep. */
export function otherConditions({ name, manifest }: FluxObject, troubles: Troubles) {
  const trouble = troubles.of(name);
  const isRelease = manifest.kind === "HelmRelease";
  if (trouble?.kind === "progresses") return [ready("Unknown", "Progressing", "Reconciliation in progress")];
  if (trouble !== undefined) {
    const told = trouble.kind === "fails" ? trouble.message : "authentication required";
    const target = `${manifest.namespace ?? "default"}/${manifest.name}`;
    const message = told ?? (isRelease ? `Helm install failed for release ${target}: timed out` : "failed");
    const reason = isRelease ? "InstallFailed" : "Failed";
    const released = isRelease ? [condition("Released", "False", { reason, message })] : [];
    return [ready("False", reason, message), ...released];
  }
  if (!isRelease) return [ready("True", "Succeeded", "reconciled")];
  return [
    ready("True", "ReconciliationSucceeded", "Release reconciliation succeeded"),
    condition("Released", "True", { reason: "InstallSucceeded", message: "Helm install succeeded" }),
  ];
}
