/** A cluster's objects: the part of its API server that Flux manages. */
import type { Checkout } from "../checkouts.ts";
import {
  type Data,
  data,
  groupOf,
  keyOf,
  type Manifest,
  nameOf,
  type ObjectName,
  text,
} from "../manifest.ts";
import { type Condition, readyOf } from "./conditions.ts";

export interface Owner {
  readonly name: string;
  readonly namespace: string;
}

export interface FluxObject {
  readonly key: string;
  readonly name: ObjectName;
  readonly manifest: Manifest;
  /** The Kustomization that applied it; null for objects of the configuration itself. */
  readonly appliedBy: Owner | null;
  readonly conditions: readonly Condition[];
  /** For a GitRepository. */
  readonly artifact?: Artifact | undefined;
  /** For a Kustomization: revisions, and the keys of the objects it applied. */
  readonly lastAttempted?: string | undefined;
  readonly lastApplied?: string | undefined;
  readonly inventory?: readonly string[];
}

export interface Artifact {
  readonly revision: string;
  readonly checkout: Checkout;
}

export function newObject(manifest: Manifest, appliedBy: Owner | null): FluxObject {
  return { key: keyOf(manifest), name: nameOf(manifest), manifest, appliedBy, conditions: [] };
}

export function isFlux(manifest: Manifest): boolean {
  return groupOf(manifest).endsWith(".toolkit.fluxcd.io");
}

export function isSource({ manifest }: FluxObject): boolean {
  return manifest.kind === "GitRepository" && groupOf(manifest) === "source.toolkit.fluxcd.io";
}

export function isKustomization({ manifest }: FluxObject): boolean {
  return manifest.kind === "Kustomization" && groupOf(manifest) === "kustomize.toolkit.fluxcd.io";
}

export function isSuspended({ manifest }: FluxObject): boolean {
  return manifest.spec["suspend"] === true;
}

export function isReady({ conditions }: FluxObject): boolean {
  return readyOf(conditions)?.status === "True";
}

/** The object that a reference names; the namespace defaults to that of the referring object. */
function referred(
  from: FluxObject,
  reference: Data,
  { group, kind }: { readonly group: string; readonly kind: string },
) {
  const namespace = text(reference["namespace"]) || (from.manifest.namespace ?? "default");
  const name = text(reference["name"]);
  return { key: keyOf({ apiVersion: `${group}/v1`, kind, namespace, name }), namespace, name };
}

export function sourceOf(kustomization: FluxObject) {
  const reference = data(kustomization.manifest.spec["sourceRef"]);
  const kind = text(reference["kind"]);
  return { kind, ...referred(kustomization, reference, { group: "source.toolkit.fluxcd.io", kind }) };
}

export function dependenciesOf(kustomization: FluxObject) {
  const { dependsOn } = kustomization.manifest.spec;
  return (Array.isArray(dependsOn) ? dependsOn : []).map((each) =>
    referred(kustomization, data(each), { group: "kustomize.toolkit.fluxcd.io", kind: "Kustomization" }),
  );
}

/** The name of a source's secret, if any. */
export function secretOf({ manifest }: FluxObject): string | undefined {
  return text(data(manifest.spec["secretRef"])["name"]) || undefined;
}
