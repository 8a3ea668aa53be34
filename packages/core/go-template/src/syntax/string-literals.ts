import type { ListNode } from "./ast.ts";

/** The texts of all string literals of a template, in no particular order. */
export function stringLiterals({
  trees,
}: {
  readonly trees: ReadonlyMap<string, ListNode>;
}): readonly string[] {
  const found: string[] = [];
  const waiting: unknown[] = [...trees.values()];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (typeof node !== "object" || node === null) continue;
    if ("quoted" in node && "text" in node && typeof node.text === "string") found.push(node.text);
    else waiting.push(...Object.values(node));
  }
  return found;
}
