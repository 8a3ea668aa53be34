/** Turns rendered files into the manifests that helm prints: one per document, in install order. */
import { RenderError, UnsupportedError } from "./error.ts";
import { isMap, jsonType, readYaml } from "./yaml.ts";

export interface Manifest {
  /** The template's name, `<chart>/templates/<file>`. */
  readonly source: string;
  readonly content: string;
}

/** https://github.com/helm/helm/blob/v3.19.0/pkg/releaseutil/kind_sorter.go */
const installOrder = [
  "PriorityClass",
  "Namespace",
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
  "PodSecurityPolicy",
  "PodDisruptionBudget",
  "ServiceAccount",
  "Secret",
  "SecretList",
  "ConfigMap",
  "StorageClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleList",
  "ClusterRoleBinding",
  "ClusterRoleBindingList",
  "Role",
  "RoleList",
  "RoleBinding",
  "RoleBindingList",
  "Service",
  "DaemonSet",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "HorizontalPodAutoscaler",
  "StatefulSet",
  "Job",
  "CronJob",
  "IngressClass",
  "Ingress",
  "APIService",
];

function rank(kind: string): number {
  const index = installOrder.indexOf(kind);
  return index < 0 ? installOrder.length : index;
}

/** Unlisted kinds come last, by name. */
function compareKinds(a: string, b: string): number {
  const difference = rank(a) - rank(b);
  if (difference !== 0 || rank(a) < installOrder.length) return difference;
  return a < b ? -1 : Number(a > b);
}

/** The document's kind; empty if it has none. */
function kindOf({ source, content }: Manifest): string {
  const document = documentOf(source, content);
  if (document === null) return "";
  if (!isMap(document))
    throw new RenderError(
      `YAML parse error on ${source}: error unmarshaling JSON: while decoding JSON: ` +
        `json: cannot unmarshal ${jsonType(document)} into Go value of type releaseutil.SimpleHead`,
    );
  const { kind, metadata } = document;
  const annotations = isMap(metadata) ? metadata["annotations"] : undefined;
  if (isMap(annotations) && "helm.sh/hook" in annotations) throw new UnsupportedError(`hooks (${source})`);
  return typeof kind === "string" ? kind : "";
}

function documentOf(source: string, content: string) {
  try {
    return readYaml(content);
  } catch (error) {
    const why = String(error instanceof Error ? error.message : error).replace(/\n.*/s, "");
    throw new RenderError(`YAML parse error on ${source}: error converting YAML to JSON: yaml: ${why}`);
  }
}

const separator = /(?:^|\s*\n)---\s*/;

/** @param files rendered text by template name */
export function manifestsOf(files: ReadonlyMap<string, string>): readonly Manifest[] {
  const sources = [...files.keys()].sort((a, b) => (a < b ? -1 : 1));
  return sources
    .flatMap((source) =>
      (files.get(source) ?? "")
        .trim()
        .split(separator)
        .filter((part) => part !== "")
        .map((part): Manifest => ({ source, content: part.trim() })),
    )
    .map((manifest) => ({ manifest, kind: kindOf(manifest) }))
    .sort((a, b) => compareKinds(a.kind, b.kind))
    .map(({ manifest }) => manifest);
}

export function formatManifest({ source, content }: Manifest): string {
  return `---\n# Source: ${source}\n${content}\n`;
}
