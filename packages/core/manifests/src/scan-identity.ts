/** What a document says it is, and where it says so. */

/** A non-empty document with its kind and names; the empty string for absent values and anything but strings. */
export interface ScannedDocument {
  readonly isMap: boolean;
  /** Whether it has the key `apiVersion` or `kind`, whatever its value. */
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

/** Whose entries a mapping's are: those of a document, of its metadata, or of anything else. */
export type Role = "document" | "metadata" | undefined;
