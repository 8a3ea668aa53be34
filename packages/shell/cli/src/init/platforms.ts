/** What init and destroy need of the world: ports, so that tests hand in their own. */
import type { Diagnostic, Outcome } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import type { Capabilities, InitRecord, Settings } from "@kalypso-actions/setup";
import type {
  BranchWorkflows,
  Drivers,
  NewFilesProposal,
  ProposedFiles,
  RecordStore,
  UpdatedBranch,
} from "@kalypso-actions/setups";
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
  /** Reads repositories with the person's token. @param trusted addresses that a person has named */
  openReader(trusted: readonly string[]): SnapshotReader;
  /** The id of the subscription that the Azure CLI uses. @throws DiagnosticError if it is not there or not logged in */
  subscription(): Promise<string>;
  /** Who signs the OIDC tokens of GitHub's jobs. */
  issuer(): Promise<string>;
  /** @param controlPlane `owner/name` */
  readRecord(controlPlane: string): Promise<Outcome<InitRecord | undefined>>;
  storeFor(controlPlane: string): RecordStore;
  /** One pull request with new files, updated by later calls. */
  proposeFiles(wanted: NewFilesProposal): Promise<ProposedFiles>;
  /** Brings the workflows of a branch to a release, by a pull request. */
  updateBranch(wanted: BranchWorkflows, options: { readonly isDry: boolean }): Promise<UpdatedBranch>;
  /** An App that exists: its ids and its slug. */
  readApp(id: string, privateKey: string): Promise<Readonly<Record<string, string>>>;
}

export interface Dialogue {
  /** @returns undefined if nobody can answer: standard input is no terminal */
  ask(question: string): Promise<string | undefined>;
  /** Says something before the command's result. */
  say(lines: readonly Line[]): Promise<void>;
}
