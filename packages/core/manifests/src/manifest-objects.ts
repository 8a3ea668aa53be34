import { documentsOf } from "@kalypso-actions/yaml-documents";
import { type Document, isAlias, isMap, isScalar, isSeq } from "yaml";
import { type ManifestObject, type Scanned, scanObjects } from "./manifest-scan.ts";
import { scanDocuments } from "./yaml-scan.ts";

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function textAt(value: unknown, name: string): string {
  const found = field(value, name);
  return typeof found === "string" ? found : "";
}

function objectsIn(value: unknown): readonly ManifestObject[] {
  const kind = textAt(value, "kind");
  if (kind === "") return [];
  const items = field(value, "items");
  if (kind.endsWith("List") && Array.isArray(items)) return items.flatMap(objectsIn);
  const metadata = field(value, "metadata");
  const [name, namespace] = [textAt(metadata, "name"), textAt(metadata, "namespace")];
  return name === "" ? [] : [{ apiVersion: textAt(value, "apiVersion"), kind, namespace, name }];
}

/**
 * The Kubernetes objects of a text in order, including those in lists. Other documents are ignored.
 * @param scanned the scan of the text, if there is one already
 */
export function objectsOf(text: string, scanned: Scanned = scanDocuments(text)): readonly ManifestObject[] {
  const found = scanObjects(scanned);
  if (found !== undefined) return found;
  const documents = documentsOf(text, { merge: true }) ?? [];
  return documents.flatMap((document) => {
    if (document.errors.length > 0) return [];
    try {
      return objectsIn(document.toJS({ maxAliasCount: 100 }));
    } catch {
      // Endless aliases, which no cluster accepts either.
      return [];
    }
  });
}

function* nameNodes(given: unknown, document: Document): Generator<number> {
  const resolved = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const node = resolved(given);
  if (!isMap(node)) return;
  const kind = node.get("kind");
  if (typeof kind !== "string" || kind === "") return;
  const items = resolved(node.get("items", true));
  if (kind.endsWith("List") && isSeq(items)) {
    for (const item of items.items) yield* nameNodes(item, document);
    return;
  }
  const metadata = resolved(node.get("metadata", true));
  const name = isMap(metadata) ? resolved(metadata.get("name", true)) : undefined;
  if (isScalar(name) && typeof name.value === "string" && name.value !== "") yield name.range?.[0] ?? 0;
}

/** Where the names of a text's objects are, in the order of {@link objectsOf}. */
export function nameOffsets(text: string): readonly number[] {
  const documents = documentsOf(text, { merge: true }) ?? [];
  return documents
    .filter(({ errors }) => errors.length === 0)
    .flatMap((document) => [...nameNodes(document.contents, document)]);
}

/** `<kind>/<namespace>/<name>`; the namespace is empty if absent. */
export function objectName({ kind, namespace, name }: ManifestObject): string {
  return `${kind}/${namespace}/${name}`;
}

/** The objects of a text, by kind, namespace and name. */
export function manifestObjects(text: string): readonly string[] {
  return objectsOf(text).map(objectName);
}
