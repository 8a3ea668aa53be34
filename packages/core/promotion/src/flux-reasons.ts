/** The meaning of Flux's reasons and messages (fluxcd.io, each controller's API, "Conditions"). */

import type { ObjectName, ReadyCondition } from "./flux-configuration.ts";
import { commitOfRevision } from "./revision.ts";

const progress = new Set([
  // Set while something is in progress, with any status.
  "Progressing",
  "ProgressingWithRetry",
  // Waits for another kustomization, whose own failure counts.
  "DependencyNotReady",
  // A newer revision arrived during the health check of the previous one.
  "HealthCheckCanceled",
]);

/** A source that has not fetched anything yet. A missing folder in the repository is a failure, though. */
const sourceMissing = /^(?:Source|unable to get source) .*not found/i;

/** Whether an object that is not ready is still in progress, so the check keeps waiting, however long it takes. */
export function isUnderWay({ status, reason, message }: ReadyCondition): boolean {
  if (status === "Unknown" || progress.has(reason)) return true;
  return reason === "ArtifactFailed" && sourceMissing.test(message);
}

/** The commit that a Kustomization reports as applied. */
export function appliedCommit({ message }: ReadyCondition): string | undefined {
  const at = message.indexOf("Applied revision: ");
  if (at < 0) return undefined;
  const [revision = ""] = message.slice(at + "Applied revision: ".length).split(/\s/, 1);
  return commitOfRevision(revision.replace(/(?<![.,;'"])[.,;'"]+$/, ""));
}

/** An object that failed a health check, with its state: `Failed` or `InProgress`. */
interface UnhealthyObject extends ObjectName {
  readonly status: string;
}

/** The objects in a failed health check's message, and whether all of it could be parsed. */
interface HealthCheckFailure {
  readonly objects: readonly UnhealthyObject[];
  readonly isWhole: boolean;
}

/** `Deployment/app/web`, or `Namespace/app` for cluster-scoped objects. Names of RBAC objects may contain colons. */
const objectReference = /^([A-Z]\w*)\/(?:([\w.-]+)\/)?([\w.:-]+)$/;

/** The objects that a failed health check names: `timeout waiting for: [Deployment/app/web status: 'InProgress', ...]`. */
export function unhealthyObjects({ message }: ReadyCondition): HealthCheckFailure {
  const [text, begin] = [message.trimEnd(), message.indexOf("[")];
  if (begin < 0 || !text.endsWith("]")) return { objects: [], isWhole: false };
  const list = text.slice(begin + 1, -1);
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

/** Why a source cannot fetch, without naming the git operation that failed. */
export function fetchTrouble({ message }: ReadyCondition): string {
  return message
    .replace(/^failed to checkout and determine revision: /, "")
    .replace(/^unable to (?:clone|list remote for) '[^']*': /, "");
}
