/** An error that helm reports too; the message is the text after `Error: `. */
export class HelmError extends Error {}

/** An error while rendering a valid chart: helm adds a hint how to see more. */
export class RenderError extends HelmError {}

/** A feature that helm may support but this stand-in does not. */
export class UnsupportedError extends Error {}
