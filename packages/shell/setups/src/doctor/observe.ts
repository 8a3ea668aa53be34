/** What a running platform looks like, as far as a person's token and the Azure CLI show it. Nothing is written. */
import type { Location } from "@kalypso-actions/control-plane";
import { type Diagnostic, DiagnosticError, type Outcome } from "@kalypso-actions/diagnostics";
import type { SnapshotReader } from "@kalypso-actions/git";
import { nameOnServer } from "@kalypso-actions/names";
import {
  keyEnvironment,
  type ListedEnvironment,
  type ObservedPlatform,
  type ObservedRepository,
} from "@kalypso-actions/setup";
import type { Az } from "../azure/az.ts";
import type { Access } from "../github/access.ts";
import { observeApps } from "./apps.ts";
import { listEnvironments } from "./control-plane.ts";
import { observeEnvironments } from "./environments.ts";
import { observeConfigurations } from "./flux.ts";
import { observeRulesets } from "./rulesets.ts";
import { isRefusal, Unread } from "./unread.ts";
import { repositorySecrets, repositoryVariables } from "./values.ts";
import { observeWorkflows } from "./workflows.ts";

interface Observation {
  /** The control plane's main. */
  readonly location: Location;
  /** Its address, and its name on the server. */
  readonly address: string;
  readonly name: string;
  /** Whether Azure has to be asked; otherwise it is where health comes from it, and somebody is logged in. */
  readonly asksAzure: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Eyes {
  readonly access: Access;
  readonly reader: SnapshotReader;
  readonly az: Az;
}

interface Seen {
  readonly repository: ObservedRepository;
  readonly isOrganisation: boolean;
  readonly tokenExpires: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** `2026-12-05 08:00:00 UTC`, or with `+0100`. */
function instantOf(header: unknown): string | undefined {
  const time = typeof header === "string" ? new Date(header) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

async function lookAt(
  { access, reader }: Eyes,
  asked: {
    readonly name: string;
    readonly address: string;
    readonly branches: readonly string[];
    readonly environments: readonly string[];
    readonly withRulesets: boolean;
  },
  unread: Unread,
): Promise<Seen> {
  const at = access.at(asked.name);
  const { data, headers } = await at.request("read the repository", ({ rest }) =>
    rest.repos.get({ ...at.at }),
  );
  const isRenamed = data.full_name.toLowerCase() !== asked.name.toLowerCase();
  const repository = isRenamed ? asked.name : data.full_name;
  const branches = [data.default_branch, ...asked.branches];
  const [workflows, variables, secrets, environments, rulesets] = await Promise.all([
    observeWorkflows(reader, { repo: asked.address, repository, branches }, unread),
    repositoryVariables(at, unread),
    repositorySecrets(at, unread),
    observeEnvironments(at, asked.environments, unread),
    asked.withRulesets ? observeRulesets(at, unread) : undefined,
  ]);
  const defaultBranch = data.default_branch;
  const values = { variables, secrets, environments, rulesets };
  return {
    repository: { repository, defaultBranch, workflows: workflows.value, ...values },
    isOrganisation: data.owner.type === "Organization",
    tokenExpires: instantOf(headers["github-authentication-token-expiration"]),
    diagnostics: workflows.diagnostics,
  };
}

async function lookAtGitOps(
  eyes: Eyes,
  {
    address,
    environments,
  }: { readonly address: string | undefined; readonly environments: readonly ListedEnvironment[] },
  unread: Unread,
): Promise<Pick<Seen, "diagnostics"> & { readonly repository: ObservedRepository | undefined }> {
  const name = address === undefined ? undefined : nameOnServer(address, eyes.access.server.url);
  if (address === undefined || name === undefined) {
    const elsewhere = environments.flatMap(({ details }) => details?.gitops ?? []);
    if (elsewhere.length > 0)
      unread.tell(
        `the manifests go to ${[...new Set(elsewhere)].join(", ")}, which is not looked at: it is not on ${eyes.access.server.url}`,
        "The workflows expect the GitOps repository on the server of the control plane, with the same owner.",
      );
    return { repository: undefined, diagnostics: [] };
  }
  const branches = environments.flatMap(({ details }) =>
    details?.gitops === name ? [details.gitopsBranch] : [],
  );
  const asked = { name, address, branches, environments: [keyEnvironment], withRulesets: false };
  try {
    return await lookAt(eyes, asked, unread);
  } catch (error) {
    // The control plane says enough to go on.
    if (error instanceof DiagnosticError && isRefusal(error))
      return { repository: undefined, diagnostics: error.diagnostics };
    throw error;
  }
}

/** Why Azure is asked: somebody wants it, or the checks take health from it. */
function usesAzure({ variables = {} }: ObservedRepository): boolean {
  return ["", "resource-graph", "both"].includes(variables["CHECK_HEALTH"] ?? "");
}

function subscriptionsOf({ variables = {} }: ObservedRepository): readonly string[] {
  return (variables["AZURE_SUBSCRIPTIONS"] ?? "").split(/[\s,]+/).filter(Boolean);
}

/**
 * @returns no value if the control plane cannot be read; the diagnostics also say what the token may not read
 * @throws DiagnosticError of GitHub or Azure
 */
export async function observePlatform(
  eyes: Eyes,
  { location, address, name, asksAzure, now }: Observation,
): Promise<Outcome<ObservedPlatform | undefined>> {
  const { access, reader, az } = eyes;
  const server = access.server.url;
  const unread = new Unread();
  const listed = await listEnvironments(reader, { location, address, server });
  if (listed.value === undefined) return { value: undefined, diagnostics: listed.diagnostics };
  const { environments, gitops } = listed.value;
  const branches = environments.map(({ branch }) => branch);
  const names = [keyEnvironment, ...environments.map((each) => each.name)];
  const [own, manifests] = await Promise.all([
    lookAt(eyes, { name, address, branches, environments: names, withRulesets: true }, unread),
    lookAtGitOps(eyes, { address: gitops, environments }, unread),
  ]);
  const controlPlane = own.repository;
  const clientId = controlPlane.variables?.["APP_CLIENT_ID"];
  const [owner = ""] = name.split("/");
  const apps = clientId
    ? await observeApps(access, { owner, isOrganisation: own.isOrganisation, clientId }, unread)
    : undefined;
  const configurations =
    asksAzure || usesAzure(controlPlane)
      ? await observeConfigurations(
          az,
          { subscriptions: subscriptionsOf(controlPlane), isWanted: asksAzure },
          unread,
        )
      : undefined;
  return {
    value: {
      server,
      controlPlane,
      gitops: manifests.repository,
      environments,
      apps,
      configurations,
      tokenExpires: own.tokenExpires,
      now: new Date(now).toISOString(),
    },
    diagnostics: [...listed.diagnostics, ...own.diagnostics, ...manifests.diagnostics, ...unread.diagnostics],
  };
}
