/**
 * Where the YAML library reads the text of a block scalar differently from Go's readers and libyaml: it invents a
 * newline at the end of a file that has none, and drops blank lines at the end of a block with an indentation indicator
 * (`|2`) that are deeper than its text.
 */
import { readBlockScalar } from "@kalypso-actions/yaml-values";
import { type Document, isCollection, type LineCounter, Scalar, visit } from "yaml";
import { offsetOf } from "./yaml-node.ts";

const header = /^[|>][-+]?([1-9])/;
const mayHaveIndicator = /[|>][-+]?[1-9]/;

/** The 0-based column of a node, which begins a list or map; -1 around a document. */
function columnOf(parent: unknown, lines: LineCounter): number {
  const begin = isCollection(parent) ? parent.range?.[0] : undefined;
  return begin === undefined ? -1 : lines.linePos(begin).col - 1;
}

function isBlock(scalar: Scalar): boolean {
  return scalar.type === Scalar.BLOCK_LITERAL || scalar.type === Scalar.BLOCK_FOLDED;
}

/** The number of columns that an indicator indents a block's text by; undefined without one. */
function indicatorOf(text: string, begin: number): number | undefined {
  const indicator = header.exec(text.slice(begin, begin + 3))?.[1];
  return indicator === undefined ? undefined : Number(indicator);
}

/**
 * The 0-based column that the indicator of a block names.
 * @param parent the list or map around the block
 */
export function namedColumn(
  scalar: Scalar,
  parent: unknown,
  { text, lines }: { readonly text: string; readonly lines: LineCounter },
): number | undefined {
  const indicator = indicatorOf(text, offsetOf(scalar));
  return indicator === undefined ? undefined : Math.max(columnOf(parent, lines), 0) + indicator;
}

/** @param text the file that contains the documents */
export function mendBlocks(documents: readonly Document[], text: string, lines: LineCounter): void {
  const isCut = !/[\r\n]$/.test(text);
  if (!isCut && !mayHaveIndicator.test(text)) return;
  for (const document of documents)
    visit(document, {
      Scalar(_, scalar, path) {
        const [begin, end] = scalar.range ?? [];
        if (!isBlock(scalar) || begin === undefined || end === undefined) return;
        const isLast = isCut && text.slice(end).trim() === "";
        if (!isLast && indicatorOf(text, begin) === undefined) return;
        const column = columnOf(path.findLast(isCollection), lines);
        scalar.value = readBlockScalar(text.slice(begin), column) ?? scalar.value;
      },
    });
}
