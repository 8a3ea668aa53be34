/** What a person decides about a new platform, and whether it can be. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import { dnsLabel } from "@kalypso-actions/names";
import type { Visibility } from "./things.ts";

export const healthSources = ["resource-graph", "commit-statuses"] as const;
export const visibilities = ["public", "private", "internal"] as const satisfies readonly Visibility[];

/** With what the workflows act: one App for all, one for the platform and one for the application team, or a token for a trial. */
const credentialKinds = ["one-app", "two-apps", "token"] as const;

export interface AzureSettings {
  readonly subscription: string;
  readonly location: string;
  /** The cluster types for which init makes a cluster; none if the person has some. */
  readonly clusters: readonly string[];
}

/** What GitHub's plan has for repositories of the wanted visibility. */
export interface Capabilities {
  /** GitHub environments with secrets, variables, deployment branches. */
  readonly environments: boolean;
  readonly reviewers: boolean;
  readonly rulesets: boolean;
  readonly autoMerge: boolean;
}

export interface Settings {
  /** `https://github.com`, without a slash at the end. */
  readonly server: string;
  /** An organisation's or a user's login. */
  readonly organisation: string;
  /** The repositories' names begin with it and a hyphen. */
  readonly prefix: string;
  /** In the order of promotion; at least one. */
  readonly environments: readonly string[];
  readonly visibility: Visibility;
  readonly health: (typeof healthSources)[number];
  /** The logins whose commit statuses count, if health comes from them: everybody with write access can set one. */
  readonly statusCreators: readonly string[];
  readonly credentials: (typeof credentialKinds)[number];
  /** Who approves promotions, by environment: logins, and `organisation/team`. */
  readonly reviewers: Readonly<Record<string, readonly string[]>>;
  /** Where the actions come from: `owner/name@ref`. */
  readonly actions: string;
  /** Without it, nothing is made on Azure. */
  readonly azure: AzureSettings | undefined;
  readonly capabilities: Capabilities;
  /** With which user clusters read private GitOps repositories. */
  readonly gitUser: string | undefined;
  /** A platform that the Kalypso operator runs: its repositories stay, and get what the workflows need. */
  readonly existing?: ExistingPlatform | undefined;
}

/** Where the parts of an existing platform are. */
export interface ExistingPlatform {
  /** The names of its repositories, without their owner. */
  readonly controlPlane: string;
  readonly gitops: string;
  /** Of the GitOps repository: whose workflow hears of labels. */
  readonly gitopsDefaultBranch: string;
  /** By environment. */
  readonly places: Readonly<Record<string, EnvironmentPlace>>;
  /** `owner/name` of the applications' repositories that the App has to read. */
  readonly workloads: readonly string[];
}

export interface EnvironmentPlace {
  /** Of the control plane. */
  readonly branch: string;
  readonly gitopsBranch: string;
  /** The environment's folder on that branch; the empty string for the root. */
  readonly gitopsPath: string;
}

/** Names of GitHub's own and of branches that mean something else. */
const reserved = ["main", "kalypso"];

const organisationForm = /^[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}$/;
const prefixForm = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const actionsForm = /^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+@[A-Za-z0-9][A-Za-z0-9._/-]*$/;

function wrong(message: string, hint: string): Diagnostic {
  return { severity: "error", code: "input-invalid", message, hint };
}

function* environmentProblems({ environments, reviewers }: Settings): Iterable<Diagnostic> {
  if (environments.length === 0)
    yield wrong(
      "--environments names none; expected at least one",
      "Pass, for example, `--environments dev,stage`.",
    );
  for (const name of new Set(environments)) {
    if (!dnsLabel.test(name))
      yield wrong(
        `--environments names \`${name}\`; expected lowercase letters, digits and -`,
        "An environment's name is a label of Kubernetes, at most 63 characters long.",
      );
    else if (reserved.includes(name))
      yield wrong(`--environments names \`${name}\`, which has another meaning`, "Choose another name.");
    if (environments.filter((other) => other === name).length > 1)
      yield wrong(
        `--environments names \`${name}\` twice`,
        "Name each environment once, in the order of promotion.",
      );
  }
  for (const name of Object.keys(reviewers))
    if (!environments.includes(name))
      yield wrong(
        `--reviewers names the environment \`${name}\`, which --environments does not`,
        `Use one of ${environments.join(", ")}.`,
      );
}

/** Everything that is wrong with settings, without asking anybody. */
export function checkSettings(settings: Settings): readonly Diagnostic[] {
  const { organisation, prefix, actions, health, azure, statusCreators } = settings;
  const problems = [...environmentProblems(settings)];
  if (!organisationForm.test(organisation))
    problems.push(
      wrong(
        `-o is \`${organisation}\`; expected the login of a GitHub organisation or user`,
        "It is the first part of the address of its repositories.",
      ),
    );
  if (!prefixForm.test(prefix))
    problems.push(
      wrong(
        `-p is \`${prefix}\`; expected up to 32 lowercase letters, digits and -`,
        "Repositories, Apps and clusters get names that begin with it.",
      ),
    );
  if (!actionsForm.test(actions))
    problems.push(
      wrong(
        `--actions is \`${actions}\`; expected owner/repository@ref`,
        "Such as kalypso-actions/kalypso-actions@v1.",
      ),
    );
  if (health === "commit-statuses" && statusCreators.length === 0)
    problems.push(
      wrong(
        "--status-creators is missing: --health commit-statuses counts those of the logins that it names",
        "Name the accounts whose tokens the clusters use, such as flux-bot, or `kalypso-argocd[bot]` of a GitHub App.",
      ),
    );
  if (health === "resource-graph" && azure === undefined)
    problems.push(
      wrong(
        "--health resource-graph needs an Azure subscription, and none is known",
        "Log in with `az login`, or use `--health commit-statuses` for clusters outside Azure.",
      ),
    );
  return problems;
}
