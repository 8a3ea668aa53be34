/** Whether applied objects are healthy, according to Flux's health checks. */
import type { ObjectName } from "../manifest.ts";
import type { Troubles } from "../trouble.ts";
import { condition, ready, readyOf } from "./conditions.ts";
import { type FluxObject, isFlux, isSuspended } from "./objects.ts";

export interface Health {
  readonly name: ObjectName;
  /** `waits`: may still become healthy on its own; `fails`: will not, so the check times out. */
  readonly state: "well" | "waits" | "fails";
  /** The health check's word for it. */
  readonly word: "Current" | "InProgress" | "Failed";
}

/** Waits for other objects that may still become ready. */
const patient = /^(?:DependencyNotReady|HealthCheckCanceled)$|^$/;

/** @param isMoving whether anything on the cluster is still in progress, so that others may keep waiting */
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

/** The conditions that helm-controller and the other controllers set on their objects. */
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
