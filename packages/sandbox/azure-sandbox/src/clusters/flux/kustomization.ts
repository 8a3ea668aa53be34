/** What the kustomize-controller does with Kustomizations, and its messages. */
import { BuildFailure, buildFolder } from "../build.ts";
import { type Data, data, keyOf, type Manifest, text } from "../manifest.ts";
import type { Troubles } from "../trouble.ts";
import { type Condition, condition, failed, ready } from "./conditions.ts";
import { durationOf, secondsOf } from "./durations.ts";
import { type Health, healthOf } from "./health.ts";
import { type Artifact, dependenciesOf, type FluxObject, isReady, isSuspended, sourceOf } from "./objects.ts";

/** The part of the cluster that a reconciliation sees. */
export interface ClusterState {
  readonly objects: ReadonlyMap<string, FluxObject>;
  readonly troubles: Troubles;
  /** Kustomizations whose health check timed out, with the revision it was for. */
  readonly timedOut: ReadonlyMap<string, string>;
  /** Whether anything is in progress that others may wait for. */
  readonly isMoving: boolean;
}

export interface Reconciled {
  readonly status: Pick<FluxObject, "conditions" | "lastAttempted" | "lastApplied">;
  /** The objects it applied; undefined if it did not get that far. */
  readonly applied?: readonly Manifest[];
}

/** Fields that change what is built or where it goes, which the sandbox does not support. */
const beyond = [
  "patches",
  "patchesStrategicMerge",
  "patchesJson6902",
  "images",
  "components",
  "postBuild",
  "namePrefix",
  "nameSuffix",
  "decryption",
  "kubeConfig",
  "healthCheckExprs",
  "commonMetadata",
];

function timeoutOf({ spec }: Manifest): string {
  const interval = secondsOf(text(spec["interval"])) ?? 600;
  return durationOf(secondsOf(text(spec["timeout"])) ?? Math.max(interval - 30, 30));
}

/** The dependency that keeps it from starting, and why. */
function dependencyProblem(object: FluxObject, { objects }: ClusterState, { revision }: Artifact) {
  for (const { key, namespace, name } of dependenciesOf(object)) {
    const dependency = objects.get(key);
    const who = `dependency '${namespace}/${name}'`;
    if (dependency === undefined)
      return `${who} not found: kustomizations.kustomize.toolkit.fluxcd.io "${name}" not found`;
    if (!isReady(dependency)) return `${who} is not ready`;
    if (sourceOf(dependency).key === sourceOf(object).key && dependency.lastApplied !== revision)
      return `${who} revision is not up to date`;
  }
  return undefined;
}

function build({ manifest }: FluxObject, { checkout }: Artifact): readonly Manifest[] {
  const { spec } = manifest;
  const unknown = beyond.filter((field) => spec[field] !== undefined && spec[field] !== null);
  if (unknown.length > 0)
    throw new BuildFailure(
      "BuildFailed",
      `kustomize build failed: the sandbox does not support spec.${unknown.join(", spec.")}`,
    );
  return buildFolder(checkout, text(spec["path"]), text(spec["targetNamespace"]) || undefined);
}

/** The keys of the objects that its health check waits for. */
function checked({ manifest, key }: FluxObject, applied: readonly Manifest[]): readonly string[] {
  const { wait, healthChecks } = manifest.spec;
  if (wait === true) return applied.map(keyOf).filter((each) => each !== key);
  const list: readonly Data[] = Array.isArray(healthChecks) ? healthChecks.map(data) : [];
  return list.map((each) =>
    keyOf({
      apiVersion: text(each["apiVersion"]),
      kind: text(each["kind"]),
      name: text(each["name"]),
      namespace: text(each["namespace"]) || undefined,
    }),
  );
}

function healthConditions(
  { manifest, key }: FluxObject,
  { unwell, revision }: { readonly unwell: readonly Health[]; readonly revision: string },
  { timedOut }: ClusterState,
): readonly Condition[] {
  const timeout = timeoutOf(manifest);
  const doing = `Running health checks for revision ${revision} with a timeout of ${timeout}`;
  const isOver = timedOut.get(key) === revision && unwell.some(({ state }) => state === "fails");
  if (!isOver)
    return [
      ready("Unknown", "Progressing", "Reconciliation in progress"),
      condition("Reconciling", "True", { reason: "Progressing", message: doing }),
      condition("Healthy", "Unknown", { reason: "Progressing", message: doing }),
    ];
  const named = unwell.map(({ name, word }) => `${name} status: '${word}'`).join(", ");
  const message = `timeout waiting for: [${named}]`;
  return [
    ...failed("HealthCheckFailed", `health check failed after ${timeout}: ${message}`, doing),
    condition("Healthy", "False", { reason: "HealthCheckFailed", message }),
  ];
}

/** The objects that its health check waits for and that are not healthy yet. */
export function unwellOf(
  object: FluxObject,
  applied: readonly Manifest[],
  { objects, troubles, isMoving }: ClusterState,
): readonly Health[] {
  const found = checked(object, applied).map((key): Health => {
    const known = objects.get(key) ?? applied.find((manifest) => keyOf(manifest) === key);
    if (known === undefined)
      return { name: key.slice(key.indexOf("/") + 1) as Health["name"], state: "fails", word: "InProgress" };
    if ("conditions" in known) return healthOf(known, troubles, isMoving);
    // Just applied: not reconciled yet.
    return { name: `${known.kind}/${known.name}`, state: "waits", word: "InProgress" };
  });
  return found.filter(({ state }) => state !== "well");
}

interface Applied {
  readonly revision: string;
  readonly applied: readonly Manifest[];
}

function afterApply(object: FluxObject, { applied, revision }: Applied, state: ClusterState) {
  const unwell = unwellOf(object, applied, state);
  if (unwell.length > 0)
    return {
      conditions: healthConditions(object, { unwell, revision }, state),
      lastApplied: object.lastApplied,
    };
  const isChecked = checked(object, applied).length > 0;
  const healthy = condition("Healthy", "True", {
    reason: "Succeeded",
    message: "Health check passed in 12ms",
  });
  const done = ready("True", "ReconciliationSucceeded", `Applied revision: ${revision}`);
  return { conditions: [done, ...(isChecked ? [healthy] : [])], lastApplied: revision };
}

/** Reconciles a Kustomization once. */
export function reconcileKustomization(object: FluxObject, state: ClusterState): Reconciled {
  const { lastAttempted, lastApplied } = object;
  const kept = { lastAttempted, lastApplied };
  if (isSuspended(object)) return { status: { conditions: object.conditions, ...kept } };
  const source = sourceOf(object);
  const artifactFailed = (message: string) => ({
    status: { conditions: failed("ArtifactFailed", message), ...kept },
  });
  if (source.kind !== "GitRepository")
    return artifactFailed(`source \`${source.name}\` kind '${source.kind}' not supported`);
  const found = state.objects.get(source.key);
  if (found === undefined)
    return artifactFailed(`gitrepositories.source.toolkit.fluxcd.io "${source.name}" not found`);
  if (found.artifact === undefined) return artifactFailed("Source artifact not found, retrying in 30s");
  const problem = dependencyProblem(object, state, found.artifact);
  if (problem !== undefined)
    return { status: { conditions: failed("DependencyNotReady", problem), ...kept } };
  return reconcileRevision(object, found.artifact, state);
}

function reconcileRevision(object: FluxObject, artifact: Artifact, state: ClusterState): Reconciled {
  const { revision } = artifact;
  const { lastApplied, name, manifest } = object;
  const timeout = timeoutOf(manifest);
  const doing = (what: string) => `${what} for revision ${revision} with a timeout of ${timeout}`;
  const kept = { lastAttempted: revision, lastApplied };
  let applied: readonly Manifest[];
  try {
    applied = build(object, artifact);
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    const step = error.reason === "ArtifactFailed" ? "Fetching manifests" : "Building manifests";
    const attempted = error.reason === "ArtifactFailed" ? object.lastAttempted : revision;
    const conditions = failed(error.reason, error.message, doing(step));
    return { status: { conditions, lastApplied, lastAttempted: attempted } };
  }
  const trouble = state.troubles.of(name);
  if (trouble?.kind === "progresses") {
    const progressing = [
      ready("Unknown", "Progressing", "Reconciliation in progress"),
      condition("Reconciling", "True", { reason: "Progressing", message: doing("Detecting drift") }),
    ];
    return { status: { conditions: progressing, ...kept }, applied };
  }
  if (trouble !== undefined) {
    const told = trouble.kind === "fails" ? trouble : undefined;
    const reason = told?.reason ?? "ReconciliationFailed";
    const message = told?.message ?? "dry-run failed: admission was denied";
    const status = { conditions: failed(reason, message, doing("Detecting drift")), ...kept };
    return reason === "HealthCheckFailed" ? { status, applied } : { status };
  }
  const status = afterApply(object, { applied, revision }, state);
  return { status: { ...status, lastAttempted: revision }, applied };
}
