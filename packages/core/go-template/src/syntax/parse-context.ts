/** What the parts of the parser share: the tokens, where they are, and how errors are told. */
import type { Lexer } from "./lexer.ts";
import { LiteralError } from "./literals.ts";
import { describeToken, type Token } from "./token.ts";
import { TokenStream } from "./token-stream.ts";

/** Why a function cannot be called. */
interface Problem {
  readonly what: string;
  /** Whether there is such a function, but not for templates. */
  readonly isRefusal: boolean;
}

/** Tells why a name cannot be called; undefined for a function that can. */
export type FunctionCheck = (name: string) => Problem | undefined;

/** A template that cannot be parsed; the message is Go's, `template: <name>:<line>: <what>`. */
export class ParseError extends Error {
  readonly what: string;
  /** Whether the template is well-formed, but calls a function that it may not. */
  readonly isRefusal: boolean;
  /** 0-based offset of the token that was read last, in UTF-16 code units. */
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

/** Parentheses and blocks inside each other; Go has no such limit, but nobody writes this. */
const maxNesting = 500;

export class ParseContext {
  readonly name: string;
  readonly checkFunction: FunctionCheck;
  readonly lexer: Lexer;
  readonly tokens: TokenStream;
  /** The variables in scope, the data itself first. */
  variables: string[] = ["$"];
  /** The line that the action began in; 0 outside of one. */
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
