/**
 * Text of application teams that templates print as it is: on one line, and nothing that the second rendering of a Go
 * template would take for a tag, also not together with what is printed behind it.
 */
export const printedText = /^(?!.*\{\{)[^\p{Cc}\u2028\u2029]*(?<!\{)$/u;
