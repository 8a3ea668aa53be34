import {
  countDiagnostics,
  type Diagnostic,
  formatPlace,
  formatText,
  hasErrors,
} from "@kalypso-actions/diagnostics";
import type { Line, Style } from "./text.ts";

const styles: Readonly<Record<Diagnostic["severity"], Style>> = {
  error: "red",
  warning: "yellow",
  notice: "cyan",
};

function diagnosticLines(diagnostic: Diagnostic): readonly Line[] {
  const { severity, code, place } = diagnostic;
  const [first = "", ...more] = formatText(diagnostic).split("\n");
  const where = place === undefined ? "" : `${formatPlace(place)}: `;
  const mark = `${severity}[${code}]`;
  if (!first.startsWith(where + mark)) return [first, ...more];
  const head: Line = [
    where,
    { text: mark, style: styles[severity] },
    first.slice(where.length + mark.length),
  ];
  return [head, ...more];
}

/** Every problem and, if any is an error, a line with their counts. */
export function reportLines(diagnostics: readonly Diagnostic[]): readonly Line[] {
  const lines = diagnostics.flatMap(diagnosticLines);
  return hasErrors(diagnostics)
    ? [...lines, [{ text: countDiagnostics(diagnostics), style: "bold" }]]
    : lines;
}
