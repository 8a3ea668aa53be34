/** Which text YAML can contain as it is, and how it contains the rest. */

/** Control characters and YAML line ends, which need quotes and escapes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for them.
export const unwritable = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Escapes characters that JSON leaves unescaped in quotes. */
export function escapedYaml(yaml: string): string {
  return yaml.replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const firstOfBlock = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=\S))/;
const firstOfFlow = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-?:](?=[^\s,[\]{}]))/;

/** What ends a plain scalar after its first character, or cannot be on its one line. */
const endOfBlock = /:(?:\s|$)|\s(?:#|$)|[\t\n\r]/;
const endOfFlow = /[,[\]{}]|:(?:\s|$)|\s(?:#|$)|[\t\n\r]/;

/** A line that ends a document when it starts at the first column. */
const marker = /^(?:---|\.\.\.)(?:\s|$)/;

/** Whether a text is one plain scalar on one line. */
export function isPlainScalar(text: string, isFlow: boolean): boolean {
  const isBegun = (isFlow ? firstOfFlow : firstOfBlock).test(text);
  const isEnded = (isFlow ? endOfFlow : endOfBlock).test(text) || unwritable.test(text);
  return isBegun && !isEnded && !marker.test(text);
}
