import { parseAllDocuments } from "yaml";
import { type ManifestObject, scanObjects } from "./manifest-scan.ts";

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

/** The Kubernetes objects of a text in their order, those in lists too. What is no object is passed over. */
export function objectsOf(text: string): readonly ManifestObject[] {
  const scanned = scanObjects(text);
  if (scanned !== undefined) return scanned;
  const documents = parseAllDocuments(text, { merge: true, prettyErrors: false });
  if ("empty" in documents) return [];
  return documents.flatMap((document) => {
    if (document.errors.length > 0) return [];
    try {
      return objectsIn(document.toJS({ maxAliasCount: 100 }));
    } catch {
      // Aliases without end: no cluster takes that either.
      return [];
    }
  });
}

/** The objects of a text, `<kind>/<namespace>/<name>`; the namespace is empty where none is written. */
export function manifestObjects(text: string): readonly string[] {
  return objectsOf(text).map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`);
}
