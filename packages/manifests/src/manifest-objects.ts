import { parseAllDocuments } from "yaml";
import { scanObjects } from "./manifest-scan.ts";

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function objectsIn(value: unknown): readonly string[] {
  const kind = field(value, "kind");
  if (typeof kind !== "string" || kind === "") return [];
  const items = field(value, "items");
  if (kind.endsWith("List") && Array.isArray(items)) return items.flatMap(objectsIn);
  const metadata = field(value, "metadata");
  const [name, namespace] = [field(metadata, "name"), field(metadata, "namespace")];
  if (typeof name !== "string" || name === "") return [];
  return [`${kind}/${typeof namespace === "string" ? namespace : ""}/${name}`];
}

/**
 * The Kubernetes objects of a text, `<kind>/<namespace>/<name>`, in their order; the namespace is empty where none is
 * written. What is no object is passed over.
 */
export function manifestObjects(text: string): readonly string[] {
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
