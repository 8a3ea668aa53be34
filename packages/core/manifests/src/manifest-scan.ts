/** The scan of manifests: whether they are certainly sound, and which objects they contain. */
import { expectedNamespace, expectedObjectName } from "@kalypso-actions/names";
import type { ScannedDocument } from "./scan-identity.ts";
import { hasTextData } from "./scan-roles.ts";
import { scanDocuments } from "./yaml-scan.ts";

/** An object's kind and name. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty if absent. */
  readonly namespace: string;
  readonly name: string;
}

/** The documents of a text, or that the scan is unsure. */
export type Scanned = readonly ScannedDocument[] | undefined;

/**
 * Whether a document is a complete object with text where Kubernetes wants text, or not meant to be one. Lists contain
 * objects, which only the real parser looks at.
 */
function isFine(document: ScannedDocument): boolean {
  const { isMeant, apiVersion, kind, name, namespace, isText, isDataText } = document;
  if (!isMeant) return true;
  const isComplete = apiVersion !== "" && kind !== "" && name !== "" && !kind.endsWith("List");
  return (
    isComplete &&
    isText &&
    (isDataText || !hasTextData(apiVersion, kind)) &&
    expectedObjectName(document) === undefined &&
    expectedNamespace(namespace) === undefined
  );
}

/** Whether the text is certainly YAML in which every intended object is sound. False means unsure. */
export function scanManifests(text: string, scanned: Scanned = scanDocuments(text)): boolean {
  return scanned?.every(isFine) ?? false;
}

/** The objects of a text that is certainly YAML; undefined means unsure. */
export function scanObjects(scanned: Scanned): readonly ManifestObject[] | undefined {
  // Lists count as their items, which only the real parser finds.
  if (scanned === undefined || scanned.some(({ kind }) => kind.endsWith("List"))) return undefined;
  return scanned.filter(({ kind, name }) => kind !== "" && name !== "");
}
