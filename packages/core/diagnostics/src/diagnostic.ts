import type { DiagnosticCode } from "./codes.ts";
import { present } from "./present.ts";

export type Severity = "error" | "warning" | "notice";

/** A position in a file that the user wrote. */
export interface Place {
  /** Path inside its repository or folder, with `/` between the parts. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units, as editors count. */
  readonly column: number;
  /**
   * The repository the file is in, for people (`https://github.com/acme/app-src@1a2b3c4`).
   * Absent: the checkout that the command or action was given.
   */
  readonly source?: string;
}

/** The place of a problem that a file has as a whole. */
export function wholeFile(file: string, source?: string): Place {
  return { file, line: 1, column: 1, ...present({ source }) };
}

/** Another place involved in a problem, such as the other of two duplicates, or the policy that selected a target. */
interface RelatedPlace {
  readonly message: string;
  readonly place: Place;
}

/** One problem, written so that its reader can act without reading our source. */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** What was found and what was expected. A single sentence has no full stop. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly place?: Place;
  readonly related?: readonly RelatedPlace[];
}

/** A stage's result, and its diagnostics about the input. */
export interface Outcome<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === "error");
}

/**
 * Thrown by shell code (git, files, inputs) when it cannot continue. Its diagnostics are the whole
 * message for the user; `cause` is for debug logs.
 */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], options?: ErrorOptions) {
    const list: readonly Diagnostic[] = Array.isArray(diagnostics) ? diagnostics : [diagnostics];
    super(list.map((diagnostic) => diagnostic.message).join("\n"), options);
    this.name = "DiagnosticError";
    this.diagnostics = list;
  }
}

/** The diagnostics of anything that was thrown: its own, or an internal error. */
export function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  if (error instanceof DiagnosticError) return error.diagnostics;
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    "This is a bug in kalypso-actions. Please report it; for an action, attach the log of a run with debug logging.";
  return [{ severity: "error", code: "internal-error", message, hint }];
}
