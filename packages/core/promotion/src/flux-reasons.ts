/** What Flux's reasons and messages mean (fluxcd.io, the API of each controller, "Conditions"). */

import type { ObjectName, ReadyCondition } from "./flux-configuration.ts";
import { commitOfRevision } from "./revision.ts";

const progress = new Set([
  // Set while something is under way, with whatever status.
  "Progressing",
  "ProgressingWithRetry",
  // Waits for another kustomization, whose own failure is the failure.
  "DependencyNotReady",
  // A newer revision came while the health of the former was checked.
  "HealthCheckCanceled",
]);

/** A source that has not fetched anything yet; that a folder of it is missing is a failure. */
const sourceMissing = /^(?:Source|unable to get source) .*not found/i;

/** Whether an object that is not ready has only not got there yet: then waiting is right, however long. */
export function isUnderWay({ status, reason, message }: ReadyCondition): boolean {
  if (status === "Unknown" || progress.has(reason)) return true;
  return reason === "ArtifactFailed" && sourceMissing.test(message);
}

/** The commit that a Kustomization says it has applied. */
export function appliedCommit({ message }: ReadyCondition): string | undefined {
  const at = message.indexOf("Applied revision: ");
  if (at < 0) return undefined;
  const [revision = ""] = message.slice(at + "Applied revision: ".length).split(/\s/, 1);
  return commitOfRevision(revision.replace(/[.,;'"]+$/, ""));
}

/** An object that a health check waited for in vain, and what it was then: `Failed`, `InProgress`. */
interface UnhealthyObject extends ObjectName {
  readonly status: string;
}

/** What a failed health check says, and whether it could be read to its end. */
interface HealthCheckFailure {
  readonly objects: readonly UnhealthyObject[];
  readonly isWhole: boolean;
}

/** `Deployment/app/web`, or `Namespace/app` of what is in no namespace. Names of RBAC objects may hold colons. */
const objectReference = /^([A-Z]\w*)\/(?:([\w.-]+)\/)?([\w.:-]+)$/;

/** The objects that a failed health check names: `timeout waiting for: [Deployment/app/web status: 'InProgress', ...]`. */
export function unhealthyObjects({ message }: ReadyCondition): HealthCheckFailure {
  const [, list] = /\[(.*)\]\s*$/s.exec(message) ?? [];
  if (list === undefined) return { objects: [], isWhole: false };
  const entries = list.split(/,\s*/).map((entry) => /^(\S+) status: '([^']*)'$/.exec(entry.trim()));
  const objects = entries.map((entry): UnhealthyObject | undefined => {
    const [, kind, namespace = "", name] = objectReference.exec(entry?.[1] ?? "") ?? [];
    return kind === undefined || name === undefined
      ? undefined
      : { kind, namespace, name, status: entry?.[2] ?? "" };
  });
  const known = objects.filter((object) => object !== undefined);
  return { objects: known, isWhole: known.length === objects.length };
}

/** Why a source cannot fetch, without what git was doing when it found out. */
export function fetchTrouble({ message }: ReadyCondition): string {
  return message
    .replace(/^failed to checkout and determine revision: /, "")
    .replace(/^unable to (?:clone|list remote for) '[^']*': /, "");
}
