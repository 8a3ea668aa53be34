/**
 * Application teams' text that templates print verbatim: on one line, without anything that the second rendering of a Go
 * template would treat as a tag, even together with what is printed after it.
 */
export const printedText = /^(?!.*\{\{)[^\p{Cc}\u2028\u2029]*(?<!\{)$/u;
