/** The nodes of a document, before conversion to values. */

export interface ScalarNode {
  readonly kind: "scalar";
  readonly text: string;
  readonly tag: string;
  /** Plain and untagged, or with the tag `!`: its text decides its type. */
  readonly isImplicit: boolean;
  /** Its offset in the text, in UTF-16 code units. */
  readonly offset: number;
}

export interface ListNode {
  readonly kind: "list";
  readonly items: Node[];
}

export interface MapNode {
  readonly kind: "map";
  readonly entries: (readonly [Node, Node])[];
}

interface AliasNode {
  readonly kind: "alias";
  readonly target: Node;
}

export type Node = ScalarNode | ListNode | MapNode | AliasNode;
