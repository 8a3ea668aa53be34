/** What init and destroy need of the world: ports, so that tests hand in their own. */
import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import type { Capabilities, InitRecord, Settings } from "@kalypso-actions/setup";
import type { Drivers, RecordStore } from "@kalypso-actions/setups";
import type { Line } from "../text.ts";

/** What is asked of GitHub before anything is made. */
interface Asked extends Pick<Settings, "organisation" | "visibility"> {
  /** Without what it cannot be. */
  readonly needs: Partial<Capabilities>;
}

interface Checked {
  readonly capabilities: Capabilities;
  /** Everything that would stop it later. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Platforms {
  readonly drivers: Drivers;
  check(asked: Asked): Promise<Checked>;
  /** The id of the subscription that the Azure CLI uses. @throws DiagnosticError if it is not there or not logged in */
  subscription(): Promise<string>;
  /** @param controlPlane `owner/name` */
  readRecord(controlPlane: string): Promise<Outcome<InitRecord | undefined>>;
  storeFor(controlPlane: string): RecordStore;
  /** An App that exists: its ids and its slug. */
  readApp(id: string, privateKey: string): Promise<Readonly<Record<string, string>>>;
}

export interface Dialogue {
  /** @returns undefined if nobody can answer: standard input is no terminal */
  ask(question: string): Promise<string | undefined>;
  /** Says something before the command's result. */
  say(lines: readonly Line[]): Promise<void>;
}
