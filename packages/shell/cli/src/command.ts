import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Options } from "./options.ts";

/** A command's result: text for people, data for programs. */
export interface CommandResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly text: string;
  readonly data: unknown;
}

export type Command = (options: Options, reader: SnapshotReader) => Promise<CommandResult>;
