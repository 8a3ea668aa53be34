/** The nodes of a document, before they become values. */

export interface ScalarNode {
  readonly kind: "scalar";
  readonly text: string;
  readonly tag: string;
  /** Plain and without a tag, or with the tag `!`: its text decides its type. */
  readonly isImplicit: boolean;
  /** Where it is written, in UTF-16 code units. */
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
