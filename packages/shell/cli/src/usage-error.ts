/** Wrong usage, exit code 2. */
export class UsageError extends Error {
  readonly problems: readonly string[];

  constructor(...problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** The end of a problem with a name. */
export function didYouMean(nearest: string | undefined, prefix = ""): string {
  return nearest === undefined ? "" : `; did you mean ${prefix}${nearest}?`;
}
