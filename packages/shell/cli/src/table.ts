import { visible } from "@kalypso-actions/diagnostics";
import { type Line, type Span, spanText } from "./text.ts";
import { displayWidth, wrapped } from "./width.ts";

interface TableOptions {
  readonly indent?: string;
  /** The terminal's width; undefined for a file or a pipe. */
  readonly columns?: number | undefined;
}

const gap = "  ";

/** Without a terminal, longer cells do not widen their column: what follows them moves to the right. */
const widest = 64;

/** A column has at least this, even if the table is then wider than the terminal. */
const narrowest = 10;

function withText(span: Span, text: string): Span {
  return typeof span === "string" ? text : { ...span, text };
}

/** Columns that need less than an even share leave the rest to the others. */
function shared(natural: readonly number[], room: number): readonly number[] {
  const widths: number[] = [...natural];
  const inOrder = [...natural.keys()].sort((a, b) => (natural[a] ?? 0) - (natural[b] ?? 0));
  let left = room;
  for (const [index, column] of inOrder.entries()) {
    const share = Math.max(narrowest, Math.floor(left / (inOrder.length - index)));
    widths[column] = Math.min(natural[column] ?? 0, share);
    left -= widths[column] ?? 0;
  }
  return widths;
}

function widthsOf(rows: readonly (readonly Span[])[], room: number | undefined): readonly number[] {
  const natural: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      const width = displayWidth(spanText(cell));
      const counts = room !== undefined || width <= widest;
      natural[index] = Math.max(natural[index] ?? 0, counts ? width : 0);
    }
  }
  const isTooWide = room !== undefined && natural.reduce((sum, width) => sum + width, 0) > room;
  return isTooWide ? shared(natural, room) : natural;
}

/** Spans with spaces between them, none at the end of the line. */
function joined(indent: string, cells: readonly Span[], widths: readonly number[]): Line {
  const last = cells.findLastIndex((cell) => spanText(cell) !== "");
  return [
    indent,
    ...cells.slice(0, last + 1).flatMap((cell, index): readonly Span[] => {
      if (index === last) return [withText(cell, spanText(cell).trimEnd())];
      const space = " ".repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(spanText(cell))));
      return [cell, space + gap];
    }),
  ];
}

/**
 * Rows with their cells below each other. On a terminal, cells are wrapped within their columns if the table does not
 * fit; elsewhere each row is one line. No text is lost.
 */
export function table(
  cells: readonly (readonly Span[])[],
  { indent = "", columns }: TableOptions = {},
): readonly Line[] {
  const rows = cells.map((row) => row.map((cell) => withText(cell, visible(spanText(cell)))));
  const count = Math.max(0, ...rows.map((row) => row.length));
  const room = columns === undefined ? undefined : columns - indent.length - gap.length * (count - 1);
  const widths = widthsOf(rows, room);
  return rows.flatMap((row) => {
    if (room === undefined) return [joined(indent, row, widths)];
    const pieces = row.map((cell, index) => wrapped(spanText(cell), Math.max(1, widths[index] ?? 1)));
    const height = Math.max(...pieces.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) =>
      joined(
        indent,
        row.map((cell, index) => withText(cell, pieces[index]?.[line] ?? "")),
        widths,
      ),
    );
  });
}
