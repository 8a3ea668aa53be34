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
  /** Whether its identity, labels, annotations and `matchLabels` are certainly text to all who apply it. */
  readonly isText: boolean;
  /** Whether its `data` is. */
  readonly isDataText: boolean;
}

export class Identity implements ScannedDocument {
  isMap = false;
  isMeant = false;
  apiVersion = "";
  kind = "";
  namespace = "";
  name = "";
  isText = true;
  isDataText = true;
}
