/**
 * The text of a block scalar at the very end of a file that does not end in a newline: Go's readers and libyaml give the
 * last line none, where the YAML library invents one.
 */
import { readBlockScalar } from "@kalypso-actions/yaml-values";
import { type Document, isCollection, isPair, isScalar, Scalar } from "yaml";

interface Last {
  readonly scalar: Scalar;
  /** Where the list or map around it begins; undefined for none. */
  readonly parent: number | undefined;
}

function lastScalar(node: unknown, parent?: number): Last | undefined {
  if (isScalar(node)) return { scalar: node, parent };
  if (isPair(node)) return lastScalar(node.value, parent);
  return isCollection(node) ? lastScalar(node.items.at(-1), node.range?.[0]) : undefined;
}

/** @param text of the whole file, whose last document this is */
export function mendBlockEnd({ contents }: Document, text: string): void {
  if (/[\r\n]$/.test(text)) return;
  const { scalar, parent } = lastScalar(contents) ?? {};
  const isBlock = scalar?.type === Scalar.BLOCK_LITERAL || scalar?.type === Scalar.BLOCK_FOLDED;
  const [begin, end] = scalar?.range ?? [];
  if (scalar === undefined || !isBlock || begin === undefined || text.slice(end).trim() !== "") return;
  const column = parent === undefined ? -1 : parent - text.lastIndexOf("\n", parent - 1) - 1;
  scalar.value = readBlockScalar(text.slice(begin), column) ?? scalar.value;
}
