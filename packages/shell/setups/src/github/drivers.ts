import type { Outcome } from "@kalypso-actions/diagnostics";
import type { GitHubServer } from "@kalypso-actions/github";
import type { InitRecord } from "@kalypso-actions/setup";
import type { Drivers } from "../driver.ts";
import type { RecordStore } from "../initialise.ts";
import { type NewFilesProposal, type ProposedFiles, proposeFiles } from "../propose-files.ts";
import { type BranchWorkflows, type UpdatedBranch, updateBranch } from "../update.ts";
import { Access } from "./access.ts";
import { actionsSettings } from "./actions-settings.ts";
import { apps } from "./app.ts";
import type { Person } from "./app-flow.ts";
import { contents } from "./content.ts";
import { environments } from "./environment.ts";
import { addedFiles } from "./files.ts";
import { givenApp } from "./given-app.ts";
import { installations } from "./installation.ts";
import { labels } from "./label.ts";
import { type Asked, type Checked, preflight as check } from "./preflight.ts";
import { readRecord, recordStore } from "./record-store.ts";
import { repositories } from "./repository.ts";
import { rulesets } from "./ruleset.ts";
import { secrets } from "./secret.ts";
import { variables } from "./variable.ts";

type GitHubKind =
  | "actions-settings"
  | "content"
  | "environment"
  | "files"
  | "github-app"
  | "installation"
  | "label"
  | "repository"
  | "ruleset"
  | "secret"
  | "variable";

type GitHubDrivers = Pick<Drivers, GitHubKind>;

interface GitHubAccess {
  /** Of a person who administrates the owner's repositories. */
  readonly token: string;
  readonly server: GitHubServer;
}

interface Setup {
  readonly drivers: GitHubDrivers;
  preflight(asked: Asked): Promise<Checked>;
  /** @param controlPlane `owner/name` */
  readRecord(controlPlane: string): Promise<Outcome<InitRecord | undefined>>;
  proposeFiles(wanted: NewFilesProposal): Promise<ProposedFiles>;
  storeFor(controlPlane: string): RecordStore;
  updateBranch(wanted: BranchWorkflows, options: { readonly isDry: boolean }): Promise<UpdatedBranch>;
  /** The outputs of an App that exists, by its id and key; the installation's driver then asks as the App itself. */
  readApp(id: string, privateKey: string): Promise<Readonly<Record<string, string>>>;
}

/** Everything that init does on GitHub with one token. */
export function setupOnGitHub(token: string, server: GitHubServer, person: Person): Setup {
  const access = new Access(token, server);
  return {
    drivers: {
      "actions-settings": actionsSettings(access),
      content: contents(access),
      environment: environments(access),
      files: addedFiles(access),
      "github-app": apps(access, person),
      installation: installations(access, person),
      label: labels(access),
      repository: repositories(access),
      ruleset: rulesets(access),
      secret: secrets(access),
      variable: variables(access),
    },
    preflight: (asked) => check(access, asked),
    readRecord: (controlPlane) => readRecord(access, controlPlane),
    proposeFiles: (wanted) => proposeFiles(access, wanted),
    updateBranch: (wanted, options) => updateBranch(access, wanted, options),
    storeFor: (controlPlane) => recordStore(access, controlPlane),
    readApp: (id, privateKey) => givenApp(access, { id, privateKey, now: Date.now() }),
  };
}

export function githubDrivers({
  token,
  server,
  person,
}: GitHubAccess & { readonly person: Person }): GitHubDrivers {
  return setupOnGitHub(token, server, person).drivers;
}

/** @throws DiagnosticError github-* if GitHub cannot be asked */
export async function preflight({ token, server }: GitHubAccess, asked: Asked): Promise<Checked> {
  return check(new Access(token, server), asked);
}
