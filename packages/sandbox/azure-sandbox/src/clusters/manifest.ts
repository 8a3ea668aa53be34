/** A Kubernetes object as described in files, and its name in the controllers' messages. */
import { LineCounter, parseAllDocuments } from "yaml";

export type Data = Readonly<Record<string, unknown>>;

/** `<kind>/<namespace>/<name>`, or `<kind>/<name>` for cluster-scoped objects, as in Flux's messages. */
export type ObjectName = `${string}/${string}`;

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly spec: Data;
}

export function data(value: unknown): Data {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Data) : {};
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function nameOf({ kind, namespace, name }: Omit<Manifest, "apiVersion" | "spec">): ObjectName {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

function groupAndVersion(apiVersion: string): readonly [group: string, version: string] {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? ["", apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
}

export function groupOf({ apiVersion }: Pick<Manifest, "apiVersion">): string {
  return groupAndVersion(apiVersion)[0];
}

/**
 * The key of an object: objects of the same name in different API groups are different, in different versions the same.
 */
export function keyOf(manifest: Omit<Manifest, "spec">): string {
  return `${groupOf(manifest)}/${nameOf(manifest)}`;
}

/** An object's name in kustomize's messages: `Deployment.v1.apps/web.default`. */
export function resourceId({ apiVersion, kind, name, namespace }: Manifest): string {
  const [group, version] = groupAndVersion(apiVersion);
  return `${[kind, version || "[noVer]", group || "[noGrp]"].join(".")}/${name}.${namespace ?? "[noNs]"}`;
}

const clusterScoped = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "ClusterRole",
  "ClusterRoleBinding",
  "StorageClass",
  "CustomResourceDefinition",
  "APIService",
  "PriorityClass",
  "RuntimeClass",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "CSIDriver",
  "VolumeAttachment",
]);

/** Moves an object into a namespace as kustomize does: overrides the one it names, and renames a Namespace. */
export function inNamespace(manifest: Manifest, namespace: string): Manifest {
  if (manifest.kind === "Namespace") return { ...manifest, name: namespace };
  return clusterScoped.has(manifest.kind) ? manifest : { ...manifest, namespace };
}

export function isClusterScoped(kind: string): boolean {
  return clusterScoped.has(kind);
}

/** A map, formatted as Go does. */
function goMap(value: unknown): string {
  const entries = Object.entries(data(value)).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${item}`).join(" ")}]`;
}

/** A document's metadata, formatted as in kustomize's messages. */
function printed(document: Data): string {
  const { name, namespace, labels, annotations } = data(document["metadata"]);
  const type = `{${text(document["apiVersion"])} ${text(document["kind"])}}`;
  return `{${type} {{${text(name)} ${text(namespace)}} ${goMap(labels)} ${goMap(annotations)}}}`;
}

/**
 * The objects of one document.
 * @throws Error with kustomize's message if it is not a Kubernetes object
 */
function manifestsOf(value: unknown): readonly Manifest[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object" || Array.isArray(value)) {
    const node = Array.isArray(value) ? "SequenceNode" : `ScalarNode: value: {${String(value)}}`;
    throw new Error(`wrong Node Kind for  expected: MappingNode was ${node}`);
  }
  const document = value as Data;
  const [apiVersion, kind] = [text(document["apiVersion"]), text(document["kind"])];
  const metadata = data(document["metadata"]);
  if (apiVersion === "" && kind === "" && document["metadata"] === undefined)
    throw new Error("missing Resource metadata");
  if (kind === "") throw new Error(`missing kind in object ${printed(document)}`);
  if (kind.endsWith("List")) {
    const items = document["items"];
    return Array.isArray(items) ? items.flatMap(manifestsOf) : [];
  }
  const [name, namespace] = [text(metadata["name"]), text(metadata["namespace"])];
  if (name === "") throw new Error(`missing metadata.name in object ${printed(document)}`);
  return [
    {
      apiVersion,
      kind,
      name,
      spec: data(document["spec"]),
      namespace: namespace === "" || isClusterScoped(kind) ? undefined : namespace,
    },
  ];
}

/**
 * The documents of a file.
 * @throws Error with kustomize's message if it is not YAML
 */
export function documentsOf(content: string): readonly unknown[] {
  const lineCounter = new LineCounter();
  return [...parseAllDocuments(content, { lineCounter, prettyErrors: false })].map((document) => {
    const [error] = "errors" in document ? document.errors : [];
    if (error === undefined) return document.toJS() as unknown;
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new Error(`MalformedYAMLError: yaml: line ${line}: ${error.message}`);
  });
}

/**
 * The objects of a file.
 * @throws Error with kustomize's message if it contains anything else
 */
export function parseManifests(content: string): readonly Manifest[] {
  return documentsOf(content).flatMap(manifestsOf);
}
