import { counted, visible } from "@kalypso-actions/diagnostics";

/** Cells longer than this are truncated; `--format json` has them in full. */
const maxWidth = 64;

function cut(text: string): string {
  return text.length > maxWidth ? `${text.slice(0, maxWidth - 3)}...` : text;
}

/** Columns as wide as their longest cell, two spaces apart, without trailing spaces. Only the last one has no limit. */
export function table(cells: readonly (readonly string[])[], indent = ""): string {
  const rows = cells.map((row) =>
    row.map(visible).map((cell, index) => (index < row.length - 1 ? cut(cell) : cell)),
  );
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows
    .map((row) => (indent + row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ")).trimEnd())
    .join("\n");
}

export { counted };
