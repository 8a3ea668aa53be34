/** What helm itself would refuse too; the message is what it says after `Error: `. */
export class HelmError extends Error {}

/** The same, of what comes of a chart that could be read: helm adds how to see more of it. */
export class RenderError extends HelmError {}

/** What helm may well do, but this stand-in for it does not. */
export class UnsupportedError extends Error {}
