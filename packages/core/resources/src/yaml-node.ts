/** 0-based, into the file's text. Only nodes that a program made have no range. */
export function offsetOf(node: {
  readonly range?: readonly [number, number, number] | null | undefined;
}): number {
  return node.range?.[0] ?? 0;
}
