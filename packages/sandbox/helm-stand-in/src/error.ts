/** An error that helm reports, too; the message is the text after `Error: `. */
export class HelmError extends Error {}

/** Something that helm may support but this stand-in does not. */
export class UnsupportedError extends Error {}
