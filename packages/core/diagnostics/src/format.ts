import { counted } from "./counted.ts";
import type { Diagnostic, Place } from "./diagnostic.ts";
import { hasErrors } from "./diagnostic.ts";
import { visible, visibleLines } from "./visible.ts";

/** `file:line:column`, preceded by the repository unless it is the current checkout. */
export function formatPlace(place: Place): string {
  const position = `${place.file}:${place.line}:${place.column}`;
  return visible(place.source === undefined ? position : `${place.source} ${position}`);
}

/**
 * A web page that shows a place in another repository, as GitHub addresses it; undefined for other servers' forms and
 * for the current checkout. The text is safe in Markdown.
 */
export function placeAddress({ source = "", file, line }: Place): string | undefined {
  const [, repository, commit] = /^(https:\/\/[\w.:/-]+?)(?:\.git)?@([0-9a-f]{7,40})$/.exec(source) ?? [];
  if (repository === undefined || commit === undefined) return undefined;
  const path = file
    .split("/")
    .map(encodeURIComponent)
    .join("/")
    .replaceAll(/[()'*!~]/g, encodeMark);
  return `${repository}/blob/${commit}/${path}#L${line}`;
}

function encodeMark(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}

function indented(text: string, indent: string): string {
  return text
    .split("\n")
    .map((line) => indent + line)
    .join("\n");
}

/** For a terminal or a log. The place comes first, as in compiler output, so that editors turn it into a link. */
export function formatText(diagnostic: Diagnostic): string {
  const { severity, code, message, hint, place, related = [] } = diagnostic;
  const where = place === undefined ? "" : `${formatPlace(place)}: `;
  // Escape whole lines: two harmless texts can become harmful where they meet.
  const lines = [visible(`${where}${severity}[${code}]: ${message}`)];
  for (const other of related) lines.push(visible(`  ${other.message}: ${formatPlace(other.place)}`));
  if (hint !== undefined)
    lines.push(indented(visibleLines(hint), "  hint: ").replaceAll(/\n {2}hint: /g, "\n        "));
  return lines.join("\n");
}

/** `2 errors, 1 warning`; the empty string when there is nothing to count. */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const counts: string[] = [];
  for (const severity of ["error", "warning", "notice"] as const) {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    if (count > 0) counts.push(counted(count, severity));
  }
  return counts.join(", ");
}

/** Every problem and, if any is an error, a line with their counts. */
export function formatReport(diagnostics: readonly Diagnostic[]): string {
  const blocks = diagnostics.map(formatText);
  if (hasErrors(diagnostics)) blocks.push(countDiagnostics(diagnostics));
  return blocks.join("\n");
}
