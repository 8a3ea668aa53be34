/** API versions that current releases of Flux and Argo CD do not serve, so that their clusters reject the manifest. */

/** An API version that is not served, and its replacement. */
export interface UnservedApi {
  readonly controller: string;
  /** The release that removed it, with the Flux release if known. Absent if no release ever had it. */
  readonly removedIn?: string;
  /** The API version to use. */
  readonly use: string;
}

/** Kinds, the one version that current releases serve, and the versions that they do not serve. */
export interface ServedApi {
  readonly controller: string;
  readonly group: string;
  readonly kinds: readonly string[];
  readonly version: string;
  /** The release that removed it, by version. */
  readonly removed: Readonly<Record<string, string>>;
  /** Versions that people write but no release ever had. */
  readonly never?: readonly string[];
}

const images = { v1beta1: "1.0.0 (Flux 2.7)", v1beta2: "1.2.0 (Flux 2.9)" };

/**
 * According to the CustomResourceDefinitions of every release (`config/crd/bases`, and Argo CD's `manifests/crds`).
 * Flux's `manifests/bases` say which Flux release ships which controller. The removals are announced in `CHANGELOG.md`
 * of:
 * https://github.com/fluxcd/source-controller
 * https://github.com/fluxcd/kustomize-controller
 * https://github.com/fluxcd/helm-controller
 * https://github.com/fluxcd/notification-controller (for 1.9.0 it names `v1` for every kind; the CRDs of Alert and
 * Provider only have `v1beta3`)
 * https://github.com/fluxcd/image-reflector-controller
 * https://github.com/fluxcd/image-automation-controller
 */
export const servedApis: readonly ServedApi[] = [
  {
    controller: "source-controller",
    group: "source.toolkit.fluxcd.io",
    kinds: ["Bucket", "GitRepository", "HelmChart", "HelmRepository", "OCIRepository"],
    version: "v1",
    removed: { v1alpha1: "0.1.0", v1beta1: "1.7.0 (Flux 2.7)", v1beta2: "1.8.0 (Flux 2.8)" },
  },
  {
    controller: "kustomize-controller",
    group: "kustomize.toolkit.fluxcd.io",
    kinds: ["Kustomization"],
    version: "v1",
    removed: { v1alpha1: "0.1.0", v1beta1: "1.7.0 (Flux 2.7)", v1beta2: "1.8.0 (Flux 2.8)" },
  },
  {
    controller: "helm-controller",
    group: "helm.toolkit.fluxcd.io",
    kinds: ["HelmRelease"],
    version: "v2",
    removed: { v2alpha1: "0.1.0", v2beta1: "1.4.0 (Flux 2.7)", v2beta2: "1.5.0 (Flux 2.8)" },
  },
  {
    controller: "notification-controller",
    group: "notification.toolkit.fluxcd.io",
    kinds: ["Alert", "Provider"],
    version: "v1beta3",
    removed: { v1alpha1: "0.1.0", v1beta1: "1.7.0 (Flux 2.7)", v1beta2: "1.9.0 (Flux 2.9)" },
  },
  {
    controller: "notification-controller",
    group: "notification.toolkit.fluxcd.io",
    kinds: ["Receiver"],
    version: "v1",
    removed: { v1alpha1: "0.1.0", v1beta1: "1.7.0 (Flux 2.7)", v1beta2: "1.9.0 (Flux 2.9)" },
  },
  {
    controller: "image-reflector-controller",
    group: "image.toolkit.fluxcd.io",
    kinds: ["ImagePolicy", "ImageRepository"],
    version: "v1",
    removed: { v1alpha1: "0.23.0", v1alpha2: "0.23.0", ...images },
  },
  {
    controller: "image-automation-controller",
    group: "image.toolkit.fluxcd.io",
    kinds: ["ImageUpdateAutomation"],
    version: "v1",
    removed: { v1alpha1: "0.27.0", v1alpha2: "0.27.0", ...images },
  },
  {
    // Other projects share this group, and their kinds have other versions.
    controller: "Argo CD",
    group: "argoproj.io",
    kinds: ["Application", "ApplicationSet", "AppProject"],
    version: "v1alpha1",
    removed: {},
    never: ["v1beta1", "v1"],
  },
];

function apisOf({ controller, group, version, removed, never = [] }: ServedApi) {
  const use = `${group}/${version}`;
  const apis: readonly (readonly [string, UnservedApi])[] = [
    ...Object.entries(removed).map(([old, removedIn]) => [old, { controller, removedIn, use }] as const),
    ...never.map((old) => [old, { controller, use }] as const),
  ];
  return apis.map(([old, api]) => [`${group}/${old}`, api] as const);
}

/** By API version, then by kind. */
const unserved = new Map<string, Map<string, UnservedApi>>();
for (const entry of servedApis)
  for (const [apiVersion, api] of apisOf(entry)) {
    const kinds = unserved.get(apiVersion) ?? new Map<string, UnservedApi>();
    for (const kind of entry.kinds) kinds.set(kind, api);
    unserved.set(apiVersion, kinds);
  }

/** @returns undefined for a served version, and for kinds of other projects */
export function unservedApi(apiVersion: string, kind: string): UnservedApi | undefined {
  return unserved.get(apiVersion)?.get(kind);
}
