/** An error that helm reports, too; the message is the text after `Error: `. */
export class HelmError extends Error {}

/** An error in rendering a chart that could be read: helm adds how to see more of it. */
export class RenderError extends HelmError {}

/** Something that helm may support but this stand-in does not. */
export class UnsupportedError extends Error {}
