/**
 * A token of mustache.js: type, value, start and end offset; for sections also the inner tokens and the closing tag's
 * offset.
 */
export type Token = readonly [
  type: string,
  value: string,
  begin: number,
  end: number,
  inner?: readonly Token[] | string,
];
