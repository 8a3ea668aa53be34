/** Names of Kubernetes objects. */
import { dnsLabel, dnsSubdomain } from "./kubernetes.ts";

/** Groups of Kubernetes itself in which every name is a DNS subdomain, except for the kinds below. */
const strictGroups = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apps",
  "autoscaling",
  "batch",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "scheduling.k8s.io",
  "storage.k8s.io",
  // Custom resources of Flux and Argo CD: Kubernetes requires DNS subdomains of all custom resources.
  "argoproj.io",
  "helm.toolkit.fluxcd.io",
  "image.toolkit.fluxcd.io",
  "kustomize.toolkit.fluxcd.io",
  "notification.toolkit.fluxcd.io",
  "source.toolkit.fluxcd.io",
]);

/** `fd00::1` is the name of an IPAddress; upper case counts as lower case in names of CSI drivers. */
const otherNames: ReadonlySet<string> = new Set(["networking.k8s.io/IPAddress", "storage.k8s.io/CSIDriver"]);

/** `v1` is in the group "". */
function apiGroup(apiVersion: string): string {
  const end = apiVersion.lastIndexOf("/");
  return end < 0 ? "" : apiVersion.slice(0, end);
}

interface NamedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/**
 * What the name of an object has to be, if Kubernetes rejects it for certain. Names of RBAC, of aggregated APIs and of
 * groups that are not known here may have other characters: `system:node` is a ClusterRole.
 */
export function expectedObjectName({ apiVersion, kind, name }: NamedObject): string | undefined {
  if (dnsSubdomain.test(name)) return undefined;
  const group = apiGroup(apiVersion);
  if (strictGroups.has(group) && !otherNames.has(`${group}/${kind}`))
    return "a DNS name: lower case letters, digits, `-` and `.`, at most 253 characters";
  const isPath = name === "." || name === ".." || /[/%]/.test(name);
  return isPath ? "a name without `/` and `%`, other than `.` and `..`" : undefined;
}

/** What a namespace has to be; undefined if it is one. Empty is none. */
export function expectedNamespace(namespace: string): string | undefined {
  return namespace === "" || dnsLabel.test(namespace)
    ? undefined
    : "a DNS label: lower case letters, digits and `-`, at most 63 characters";
}

/** Kinds of Kubernetes that are in no namespace, whatever a manifest says. */
const clusterScoped: ReadonlySet<string> = new Set([
  "/Namespace",
  "/Node",
  "/PersistentVolume",
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
  "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "apiextensions.k8s.io/CustomResourceDefinition",
  "apiregistration.k8s.io/APIService",
  "networking.k8s.io/IngressClass",
  "node.k8s.io/RuntimeClass",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/StorageClass",
]);

/**
 * What an object is to a cluster: group, kind, namespace and name. As in kustomize, no namespace is the namespace
 * `default`.
 */
export function objectIdentity(object: NamedObject & { readonly namespace: string }): readonly string[] {
  const { apiVersion, kind, namespace, name } = object;
  const group = apiGroup(apiVersion);
  return [group, kind, clusterScoped.has(`${group}/${kind}`) ? "" : namespace || "default", name];
}
