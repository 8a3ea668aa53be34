/** Text for people: lines of plain and styled spans. Only printing turns styles into colours. */
import { visible } from "@kalypso-actions/diagnostics";

export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export type Span = string | { readonly text: string; readonly style: Style };

/** One line. Outside text is in it as it is. */
export type Line = string | readonly Span[];

/** Makes a line's text for a terminal of so many columns; undefined for a file or a pipe, which have no width. */
export type Text = (columns: number | undefined) => readonly Line[];

export function spanText(span: Span): string {
  return typeof span === "string" ? span : span.text;
}

function spansOf(line: Line): readonly Span[] {
  return typeof line === "string" ? [line] : line;
}

/**
 * A line as it is printed, with outside text made safe. A line with anything to escape gets no colours: it is escaped
 * as a whole, because harmless texts can become harmful where they meet.
 */
export function printedLine(line: Line, paint?: (style: Style, text: string) => string): string {
  const spans = spansOf(line);
  const plain = spans.map(spanText).join("");
  const safe = plain.replaceAll(/[^\t]+/g, visible);
  if (paint === undefined || safe !== plain) return safe;
  return spans.map((span) => (typeof span === "string" ? span : paint(span.style, span.text))).join("");
}
