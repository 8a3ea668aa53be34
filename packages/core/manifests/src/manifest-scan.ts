/** The scan of manifests: whether they are certainly complete, and which objects they contain. */
import type { ScannedDocument } from "./scan-identity.ts";
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

/** Whether a document is a complete object, or not meant to be one. Lists contain objects and have no name. */
function isFine({ isMeant, apiVersion, kind, name }: ScannedDocument): boolean {
  return !isMeant || (apiVersion !== "" && kind !== "" && (name !== "" || kind.endsWith("List")));
}

/** Whether the text is certainly YAML in which every intended object is complete. False means unsure. */
export function scanManifests(text: string, scanned: Scanned = scanDocuments(text)): boolean {
  return scanned?.every(isFine) ?? false;
}

/** The objects of a text that is certainly YAML; undefined means unsure. */
export function scanObjects(scanned: Scanned): readonly ManifestObject[] | undefined {
  // Lists count as their items, which only the real parser finds.
  if (scanned === undefined || scanned.some(({ kind }) => kind.endsWith("List"))) return undefined;
  return scanned.filter(({ kind, name }) => kind !== "" && name !== "");
}
