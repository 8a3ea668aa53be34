/** Aligns cells in columns: indented by two spaces, and two spaces apart. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const widths =
    rows[0]?.map((_, index) => Math.max(...rows.map((cells) => (cells[index] ?? "").length))) ?? [];
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")}`.trimEnd();
  return `${rows.map(line).join("\n")}\n`;
}
