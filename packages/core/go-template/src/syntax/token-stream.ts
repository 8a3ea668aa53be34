import type { Lexer } from "./lexer.ts";
import type { Token } from "./token.ts";

/** Tokens with the look-ahead of three that the grammar needs. */
export class TokenStream {
  readonly #lexer: Lexer;
  /** Tokens that were read and put back; the next one is last. */
  readonly #ahead: Token[] = [];
  /** Go reports errors at the line of the token fetched last. */
  #line = 1;
  #offset = 0;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  get line(): number {
    return this.#line;
  }

  /** Where that token starts. */
  get offset(): number {
    return this.#offset;
  }

  next(): Token {
    const token = this.#ahead.pop() ?? this.#lexer.next();
    this.#line = token.line;
    this.#offset = token.offset;
    return token;
  }

  peek(): Token {
    const token = this.next();
    this.#ahead.push(token);
    return token;
  }

  nextNonSpace(): Token {
    let token = this.next();
    while (token.kind === "space") token = this.next();
    return token;
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.#ahead.push(token);
    return token;
  }

  /** Puts tokens back, given in reading order. */
  backup(...tokens: readonly Token[]): void {
    this.#ahead.push(...[...tokens].reverse());
  }
}
