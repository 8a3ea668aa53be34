import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Options } from "./options.ts";

/** What a command found out: for people as text, for programs as data. */
export interface CommandResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly text: string;
  readonly data: unknown;
}

export type Command = (options: Options, reader: SnapshotReader) => Promise<CommandResult>;
