/** Why execution of a template stopped. */
export type ExecErrorKind =
  /** Go reports this error too. */
  | "failed"
  /** The template would have printed a missing value. */
  | "missing"
  /** A limit on steps, output or depth was reached. */
  | "limit";

/** An error at a place in a template; the message is Go's. */
export class ExecError extends Error {
  readonly kind: ExecErrorKind;
  /** The problem, without the place. */
  readonly what: string;
  /** The part of the template where it happened, as Go prints it. */
  readonly context: string;
  /** Offset of that part in the template: 0-based, in UTF-16 code units. */
  readonly offset: number;

  constructor(message: string, details: Pick<ExecError, "kind" | "what" | "context" | "offset">) {
    super(message);
    this.name = "ExecError";
    this.kind = details.kind;
    this.what = details.what;
    this.context = details.context;
    this.offset = details.offset;
  }
}
