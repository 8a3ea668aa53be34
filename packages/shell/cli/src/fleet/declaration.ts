/** What `kalypso status`, `why` and `history` accept. */
import { allowLocal } from "../allow-local.ts";
import type { CommandDeclaration, OptionDeclaration } from "../declaration-types.ts";

const controlPlane: OptionDeclaration = {
  name: "control-plane",
  value: "<where>",
  description: "main of the control plane: a folder, or a git URL with an optional #branch",
  fallback: "the current folder",
  completes: "folders",
};

const format: OptionDeclaration = {
  name: "format",
  value: "<format>",
  description: "text for people, json for scripts",
  fallback: "text",
  choices: ["text", "json"],
};

const healthSources = ["commit-statuses", "resource-graph", "both", "none"] as const;

export const statusDeclaration: CommandDeclaration = {
  name: "status",
  summary: "Shows what runs where, at which commit, how well, and what is on its way.",
  details:
    "Branches are read with git. With a token (KALYPSO_TOKEN or GITHUB_TOKEN), promotions, pull requests and the clusters' commit statuses are shown, too.",
  operands: [{ name: "workload", description: "shows only this workload", isRequired: false }],
  options: [
    controlPlane,
    allowLocal,
    {
      name: "environment",
      value: "<name>",
      description: "shows only this environment",
      fallback: "all",
      completes: "environments",
    },
    {
      name: "health",
      value: "<source>",
      description: "who is asked about the clusters; resource-graph uses the login of the Azure CLI",
      fallback: "commit-statuses with a token, else none",
      choices: healthSources,
    },
    { name: "watch", description: "reads again every 15 seconds until it is interrupted" },
    format,
  ],
  examples: [
    "kalypso status --control-plane https://github.com/acme/control-plane",
    "kalypso status hello-world-app --environment dev --health resource-graph",
    "kalypso status --watch",
  ],
};

export const reportDeclaration: CommandDeclaration = {
  name: "report",
  summary: "Writes the fleet as one HTML page: what runs where, how well, why, and what is on its way.",
  details:
    "The file needs nothing else: no server, no network. It has the names, labels, addresses and reasons of everything that is scheduled; keep it where those may be read.",
  operands: [],
  options: [
    controlPlane,
    allowLocal,
    {
      name: "out",
      value: "<file>",
      description: "the file to write",
      isRequired: true,
      completes: "files",
    },
    {
      name: "health",
      value: "<source>",
      description: "who is asked about the clusters; resource-graph uses the login of the Azure CLI",
      fallback: "commit-statuses with a token, else none",
      choices: healthSources,
    },
    {
      name: "values",
      description:
        "also writes the values of the configuration; without it, only the keys and the lines that set them",
    },
    format,
  ],
  examples: ["kalypso report --control-plane https://github.com/acme/control-plane --out fleet.html"],
};

export const whyDeclaration: CommandDeclaration = {
  name: "why",
  summary: "Says in sentences why a workload is on a cluster type or not, and what would put it there.",
  operands: [
    { name: "workload", description: "a workload, or a deployment target of one", isRequired: true },
    { name: "cluster type", description: "the cluster type", isRequired: true },
  ],
  options: [
    controlPlane,
    allowLocal,
    {
      name: "environment",
      value: "<name>",
      description: "looks at this environment only",
      fallback: "every environment that main lists",
      completes: "environments",
    },
    format,
  ],
  examples: [
    "kalypso why hello-world-app drone",
    "kalypso why hello-world-app-uat-test large --environment stage",
  ],
};

export const historyDeclaration: CommandDeclaration = {
  name: "history",
  summary: "Shows what was promoted to an environment: when, by whom, and from what.",
  operands: [],
  options: [
    {
      name: "environment",
      value: "<name>",
      description: "the environment",
      isRequired: true,
      completes: "environments",
    },
    controlPlane,
    allowLocal,
    {
      name: "depth",
      value: "<commits>",
      description: "how many commits of the environment's branch are read, from 1 to 10000",
      fallback: "200",
    },
    format,
  ],
  examples: ["kalypso history --environment stage --control-plane https://github.com/acme/control-plane"],
};
