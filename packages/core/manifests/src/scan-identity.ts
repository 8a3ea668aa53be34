/** The identity a document declares. */

/** The identity of a non-empty document; fields are empty if absent or not a string. */
export interface ScannedDocument {
  readonly isMap: boolean;
  /** Whether it has an `apiVersion` or `kind` key, whatever the value. */
  readonly isMeant: boolean;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export class Identity implements ScannedDocument {
  isMap = false;
  isMeant = false;
  apiVersion = "";
  kind = "";
  namespace = "";
  name = "";
}

/** What a mapping belongs to: a document, its metadata, or anything else. */
export type Role = "document" | "metadata" | undefined;
