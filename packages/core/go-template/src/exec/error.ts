/** Why executing a template stopped. */
export type ExecErrorKind =
  /** What Go stops at too. */
  | "failed"
  /** A value that is missing would have been printed. */
  | "missing"
  /** A limit on steps, output or depth. */
  | "limit";

/** What went wrong at a place of a template; the message is Go's. */
export class ExecError extends Error {
  readonly kind: ExecErrorKind;
  /** What is wrong, without the place. */
  readonly what: string;
  /** The part of the template it happened at, as Go prints it. */
  readonly context: string;
  /** 0-based offset of that part in the template, in UTF-16 code units. */
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
