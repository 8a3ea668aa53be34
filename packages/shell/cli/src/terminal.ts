/** What a stream can show. Standard output and standard error are two streams, and only one may be a terminal. */

type Environment = Readonly<Record<string, string | undefined>>;

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Terminal {
  readonly hasColours: boolean;
  /** Undefined for a file or a pipe. */
  readonly columns: number | undefined;
  /** Whether a line can be replaced. */
  readonly canRewrite: boolean;
}

/** Both are what other command lines make of them: https://no-color.org and https://force-color.org */
function hasColours(isTerminal: boolean, env: Environment): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  if (env["NO_COLOR"]) return false;
  return isTerminal && env["TERM"] !== "dumb";
}

const usualColumns = 80;

export function terminalOf({ isTTY = false, columns }: Stream, env: Environment): Terminal {
  return {
    hasColours: hasColours(isTTY, env),
    // A terminal of no size, as some pseudo-terminals are, has the usual one.
    columns: isTTY ? columns || usualColumns : undefined,
    canRewrite: isTTY && env["TERM"] !== "dumb",
  };
}
