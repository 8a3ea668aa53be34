/**
 * A table of Markdown with an empty line after it; no lines without rows.
 * @param rows cells as Markdown that stays on its line
 * @param most how many rows are shown; the rest is counted
 */
export function tableLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  most: number,
): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length - most;
  return [
    `| ${head.join(" | ")} |`,
    `|${head.map(() => "---").join("|")}|`,
    ...rows.slice(0, most).map((cells) => `| ${cells.join(" | ")} |`),
    ...(more > 0 ? [`| and ${more} more |${" |".repeat(head.length - 1)}`] : []),
    "",
  ];
}
