/** State shared by the parts of the parser: the tokens, the position, and error reporting. */
import type { Lexer } from "./lexer.ts";
import { LiteralError } from "./literals.ts";
import { describeToken, type Token } from "./token.ts";
import { TokenStream } from "./token-stream.ts";

/** Why a function cannot be called. */
interface Problem {
  readonly what: string;
  /** Whether the function exists but templates must not call it. */
  readonly isRefusal: boolean;
}

/** Says why a name cannot be called; undefined if it can. */
export type FunctionCheck = (name: string) => Problem | undefined;

/** A template that cannot be parsed; the message is Go's, `template: <name>:<line>: <what>`. */
export class ParseError extends Error {
  readonly what: string;
  /** Whether the template is well formed but calls a function it must not call. */
  readonly isRefusal: boolean;
  /** Offset of the token read last: 0-based, in UTF-16 code units. */
  readonly offset: number;

  constructor(
    name: string,
    { line, offset }: Pick<TokenStream, "line" | "offset">,
    { what, isRefusal }: Problem,
  ) {
    super(`template: ${name}:${line}: ${what}`);
    this.name = "ParseError";
    this.what = what;
    this.isRefusal = isRefusal;
    this.offset = offset;
  }
}

/** Nested parentheses and blocks; Go has no such limit, but real templates stay far below it. */
const maxNesting = 500;

export class ParseContext {
  readonly name: string;
  readonly checkFunction: FunctionCheck;
  readonly lexer: Lexer;
  readonly tokens: TokenStream;
  /** The variables in scope, starting with the data itself. */
  variables: string[] = ["$"];
  /** The line on which the current action started; 0 outside an action. */
  actionLine = 0;
  #nesting = 0;

  constructor(name: string, checkFunction: FunctionCheck, lexer: Lexer) {
    this.name = name;
    this.checkFunction = checkFunction;
    this.lexer = lexer;
    this.tokens = new TokenStream(lexer);
  }

  nested<T>(parse: () => T): T {
    this.#nesting++;
    if (this.#nesting > maxNesting) this.fail(`nested deeper than ${maxNesting} levels`);
    const result = parse();
    this.#nesting--;
    return result;
  }

  literal<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof LiteralError) return this.fail(error.message);
      throw error;
    }
  }

  expect(kind: Token["kind"], context: string): Token {
    const token = this.tokens.nextNonSpace();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  unexpected(token: Token, context: string): never {
    if (token.kind !== "error") return this.fail(`unexpected ${describeToken(token)} in ${context}`);
    if (this.actionLine === 0 || this.actionLine === token.line) return this.fail(token.value);
    const started = `started at ${this.name}:${this.actionLine}`;
    return this.fail(
      token.value.endsWith(" action") ? `${token.value} ${started}` : `${token.value} in action ${started}`,
    );
  }

  fail(what: string): never {
    return this.throw({ what, isRefusal: false });
  }

  throw(problem: Problem): never {
    throw new ParseError(this.name, this.tokens, problem);
  }
}
