/** What is on the branches to which something is added. */
import type { ResourceSet } from "@kalypso-actions/resources";

/** A path of a checkout, and what is there. */
export interface ExistingFile {
  readonly path: string;
  readonly kind: "file" | "symlink";
  /** Undefined for links, binary files and files that are too large. */
  readonly text?: string;
}

export interface ExistingCheckout {
  /** As the person named it, for messages. */
  readonly folder: string;
  readonly files: readonly ExistingFile[];
  readonly set: ResourceSet;
}

/** The checkouts that the person named; the environment's only if something is added there. */
export interface Existing {
  readonly main: ExistingCheckout;
  readonly environment: ExistingCheckout | undefined;
}

export function environmentsOf({ main }: Existing) {
  return main.set.resources.Environment;
}
