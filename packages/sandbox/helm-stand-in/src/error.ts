/** What helm itself would refuse too; the message is what it says after `Error: `. */
export class HelmError extends Error {}

/** What helm may well do, but this stand-in for it does not. */
export class UnsupportedError extends Error {}
