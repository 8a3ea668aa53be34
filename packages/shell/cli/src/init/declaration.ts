/** What `kalypso init` and `kalypso destroy` accept. */
import { healthSources, visibilities } from "@kalypso-actions/setup";
import type { CommandDeclaration, OptionDeclaration } from "../declaration-types.ts";

const organisation: OptionDeclaration = {
  name: "organisation",
  short: "o",
  value: "<login>",
  description: "the GitHub organisation, or your own login; for a new platform",
};

const prefix: OptionDeclaration = {
  name: "prefix",
  short: "p",
  value: "<text>",
  description: "what the names of repositories, Apps and clusters begin with; for a new platform",
};

const existing: OptionDeclaration = {
  name: "existing",
  value: "<owner/repository>",
  description: "instead: the control plane of a platform that the Kalypso operator runs",
};

const dryRun: OptionDeclaration = { name: "dry-run", description: "shows the plan and changes nothing" };
const yes: OptionDeclaration = { name: "yes", description: "does not ask" };

export const initDeclaration: CommandDeclaration = {
  name: "init",
  summary:
    "Creates a platform: repositories, Apps, environments, rulesets, and what Azure needs to read its clusters.",
  details:
    "It shows a plan and asks before it makes anything. Run it again to complete what is missing; it changes nothing that is there. The token is GH_TOKEN, or that of `gh auth token`.",
  operands: [],
  options: [
    organisation,
    prefix,
    existing,
    {
      name: "visibility",
      value: "<visibility>",
      description: "of the repositories, for a new platform",
      choices: visibilities,
    },
    {
      name: "environments",
      value: "<names>",
      description:
        "in the order of promotion, separated by commas; with --existing, the chain that GitHub has is the default",
      fallback: "dev,stage",
    },
    {
      name: "reviewers",
      value: "<list>",
      description:
        "who approves promotions, such as stage=ada+grace,prod=acme/release: logins and teams of each environment",
      fallback: "nobody",
    },
    {
      name: "health",
      value: "<source>",
      description: "where checkpromote learns whether the clusters are healthy",
      choices: healthSources,
      fallback: "resource-graph",
    },
    {
      name: "status-creators",
      value: "<logins>",
      description: "with commit-statuses, the accounts whose statuses count, separated by commas",
    },
    { name: "location", short: "l", value: "<region>", description: "the Azure region of the clusters" },
    {
      name: "clusters",
      value: "<types>",
      description: "the cluster types for which an AKS cluster is made, separated by commas",
      fallback: "drone,large",
    },
    { name: "no-clusters", description: "makes no clusters" },
    {
      name: "out",
      value: "<folder>",
      description:
        "writes what clusters apply that init does not make: what they follow, and with commit-statuses, what tells of them",
      completes: "folders",
    },
    { name: "print-az", description: "prints the commands for Azure instead of running them" },
    {
      name: "git-user",
      value: "<login>",
      description:
        "the user with whom clusters read private GitOps repositories; its token is KALYPSO_GIT_KEY",
    },
    {
      name: "update",
      description:
        "only brings the copied workflows to this release, by one pull request for each branch; keeps what you have changed",
    },
    { name: "team-app", description: "gives the application team an App of its own" },
    {
      name: "app-id",
      value: "<id>",
      description: "uses this GitHub App instead of making one",
    },
    {
      name: "app-key-file",
      value: "<file>",
      description: "the private key of --app-id",
      completes: "files",
    },
    {
      name: "token-only",
      description:
        "for a trial: workflows use the fine-grained token in KALYPSO_PLATFORM_TOKEN instead of an App",
    },
    {
      name: "actions",
      value: "<source>",
      description: "where workflows take the actions from, as owner/repository@ref",
      fallback: "kalypso-actions/kalypso-actions@v1",
    },
    dryRun,
    yes,
    {
      name: "format",
      value: "<format>",
      description: "text for people, json for scripts",
      fallback: "text",
      choices: ["text", "json"],
    },
  ],
  examples: [
    "kalypso init -o acme -p kalypso -l westus2 --visibility public",
    "kalypso init -o acme -p kalypso --visibility private --health commit-statuses --status-creators flux-bot --token-only --dry-run",
    "kalypso init --existing acme/control-plane --dry-run",
    "kalypso init --update -o acme -p kalypso",
  ],
};

export const destroyDeclaration: CommandDeclaration = {
  name: "destroy",
  summary: "Removes what init has made, by the ids that it recorded, and nothing else.",
  details:
    "It lists everything first, and asks for the prefix. The token is GH_TOKEN, or that of `gh auth token`.",
  operands: [],
  options: [
    organisation,
    prefix,
    existing,
    dryRun,
    {
      name: "yes",
      value: "<prefix>",
      description: "does not ask: the prefix once more; with --existing, the repository",
    },
    {
      name: "format",
      value: "<format>",
      description: "text for people, json for scripts",
      fallback: "text",
      choices: ["text", "json"],
    },
  ],
  examples: ["kalypso destroy -o acme -p kalypso", "kalypso destroy --existing acme/control-plane"],
};
