/** What stands before the `@` of an address may be a token, which no log should have. */
function withoutCredentials(problem: string): string {
  return problem.replaceAll(/(?<![a-z])([a-z+]+:\/\/)[^/@\s]*@/gi, "$1");
}

/** Wrong usage, exit code 2. Its problems repeat no credentials of an address. */
export class UsageError extends Error {
  readonly problems: readonly string[];

  constructor(...problems: readonly string[]) {
    const told = problems.map(withoutCredentials);
    super(told.join("\n"));
    this.problems = told;
  }
}

/** The end of a problem with a name. */
export function didYouMean(nearest: string | undefined, prefix = ""): string {
  return nearest === undefined ? "" : `; did you mean ${prefix}${nearest}?`;
}
