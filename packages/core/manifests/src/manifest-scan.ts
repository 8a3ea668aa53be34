/** What a scan says of manifests: whether they surely are some, and which objects they make. */
import type { ScannedDocument } from "./scan-identity.ts";
import { scanDocuments } from "./yaml-scan.ts";

/** What an object is and is called. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty where none is written. */
  readonly namespace: string;
  readonly name: string;
}

/** The documents of a text, or that the scan is not sure of it. */
export type Scanned = readonly ScannedDocument[] | undefined;

/** Whether a document is a whole object, or means to be none. Lists hold objects and have no name of their own. */
function isFine({ isMeant, apiVersion, kind, name }: ScannedDocument): boolean {
  return !isMeant || (apiVersion !== "" && kind !== "" && (name !== "" || kind.endsWith("List")));
}

/** Whether the text surely is YAML in which whatever means to be an object is a whole one. False means: not sure. */
export function scanManifests(text: string, scanned: Scanned = scanDocuments(text)): boolean {
  return scanned?.every(isFine) ?? false;
}

/** The objects of a text that surely is YAML; undefined means: not sure. */
export function scanObjects(scanned: Scanned): readonly ManifestObject[] | undefined {
  // Lists are what they hold, which is for the real parser to find.
  if (scanned === undefined || scanned.some(({ kind }) => kind.endsWith("List"))) return undefined;
  return scanned.filter(({ kind, name }) => kind !== "" && name !== "");
}
