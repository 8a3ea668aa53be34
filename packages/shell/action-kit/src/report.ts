import { type AnnotationProperties, error, notice, warning } from "@actions/core";
import {
  codeSpan,
  countDiagnostics,
  type Diagnostic,
  formatPlace,
  linkTo,
  messageText,
  type Place,
  placeAddress,
  visible,
  visibleLines,
} from "@kalypso-actions/diagnostics";

const annotate = { error, warning, notice } as const;

/** GitHub shows annotations of up to 4,096 characters (docs/platforms.md#limits). */
const maxMessage = 4_000;

function propertiesOf({ code, place }: Diagnostic, prefix: string): AnnotationProperties {
  // Other repositories' files are not in this checkout, so their place is in the message.
  if (place === undefined || place.source !== undefined || place.file === ".") return { title: code };
  const file = prefix === "" ? place.file : `${prefix}/${place.file}`;
  return { title: code, file, startLine: place.line, startColumn: place.column };
}

/** The message, the place for the log (which does not show the annotation's), a link to it, and the hint. */
function messageOf({ message, hint, place, related = [] }: Diagnostic): string {
  const lines = [visible(place === undefined ? message : `${formatPlace(place)}: ${message}`)];
  lines.push(...related.map((other) => visible(`  ${other.message}: ${formatPlace(other.place)}`)));
  const address = place && placeAddress(place);
  if (address !== undefined) lines.push(`  ${visible(address)}`);
  if (hint !== undefined) lines.push(`  hint: ${visibleLines(hint)}`);
  const text = lines.join("\n");
  return text.length > maxMessage ? `${text.slice(0, maxMessage)}...` : text;
}

/**
 * Prints every problem as an annotation on the line that caused it.
 * @param folder the checkout for places without a source, relative to the workspace
 */
export function annotateAll(diagnostics: readonly Diagnostic[], folder = ""): void {
  const prefix = folder.replace(/^(?:\.\/)+|^\.$|\/+$/g, "");
  for (const diagnostic of diagnostics)
    annotate[diagnostic.severity](messageOf(diagnostic), propertiesOf(diagnostic, prefix));
}

/** A link to the line where it has a page; the checkout's lines have annotations instead. */
function whereText(place: Place | undefined): string {
  if (place === undefined) return "";
  const address = placeAddress(place);
  const shown = address === undefined ? formatPlace(place) : `${place.file}:${place.line}`;
  return linkTo(codeSpan(shown), address);
}

/** A Markdown table of every problem; the empty string for none. */
export function diagnosticsTable(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return "";
  const rows = diagnostics.map(({ severity, code, message, hint, place }) => {
    const told = [message, ...(hint === undefined ? [] : [hint])].map((text) => messageText(text));
    return `| ${severity} | ${codeSpan(code)} | ${whereText(place)} | ${told.join("<br>")} |`;
  });
  return [
    `**${countDiagnostics(diagnostics)}**`,
    "",
    "| | code | where | what |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}
