/** What the command line accepts. Parsing, help, completion and the README's tables are made from it. */

import { addOptions, addTexts } from "./add/declaration.ts";
import { allowLocal } from "./allow-local.ts";
import type { CommandDeclaration, OptionDeclaration } from "./declaration-types.ts";
import { doctorDeclaration } from "./doctor/declaration.ts";
import {
  historyDeclaration,
  reportDeclaration,
  statusDeclaration,
  whyDeclaration,
} from "./fleet/declaration.ts";
import { destroyDeclaration, initDeclaration } from "./init/declaration.ts";

export const helpOption: OptionDeclaration = { name: "help", short: "h", description: "show this help" };

export const shells = ["bash", "zsh"] as const;

/** What `completion` prints besides: the names that the shells' scripts ask for. */
export const environmentNames = "environments";

const controlPlane: OptionDeclaration = {
  name: "control-plane",
  value: "<where>",
  description:
    "a folder, or a git URL with an optional #branch (or #refs/tags/tag): an environment's branch, or main, whose .environments/ lists the branches",
  fallback: "the current folder",
  completes: "folders",
};

const environment: OptionDeclaration = {
  name: "environment",
  value: "<name>",
  description: "the environment",
  isRequired: true,
  completes: "environments",
};

const format: OptionDeclaration = {
  name: "format",
  value: "<format>",
  description: "text for people, json for scripts, github for annotations in a workflow run",
  fallback: "text",
  choices: ["text", "json", "github"],
};

const schedule: CommandDeclaration = {
  name: "schedule",
  summary: "Shows which deployment targets run on which cluster types, and the policies that decide it.",
  operands: [],
  options: [
    environment,
    controlPlane,
    allowLocal,
    {
      name: "out",
      value: "<file>",
      description: "also writes the Schedule to this file, as JSON",
      completes: "files",
    },
    format,
  ],
  examples: [
    "kalypso schedule --environment dev",
    "kalypso schedule --control-plane https://github.com/acme/control-plane --environment dev --out dev.json",
  ],
};

const render: CommandDeclaration = {
  name: "render",
  summary: "Writes the manifests of an environment to a folder.",
  operands: [],
  options: [
    environment,
    {
      name: "out",
      value: "<folder>",
      description: "the folder, which must be new, empty or the output of an earlier render",
      isRequired: true,
      completes: "folders",
    },
    controlPlane,
    allowLocal,
    { name: "shard", value: "<index>/<count>", description: "renders one of several parts", fallback: "all" },
    {
      name: "jobs",
      value: "<n>",
      description: "the number of threads, from 1 to 64",
      fallback: "one per core",
    },
    format,
  ],
  examples: ["kalypso render --control-plane ../control-plane --environment dev --out /tmp/dev"],
};

const validate: CommandDeclaration = {
  name: "validate",
  summary: "Checks every environment that main lists, as if this main were promoted to it.",
  details: "An environment's own branch is checked too: name the environment.",
  operands: [],
  options: [
    { ...environment, description: "checks only this environment", fallback: "all", isRequired: false },
    controlPlane,
    allowLocal,
    format,
  ],
  examples: ["kalypso validate --control-plane https://github.com/acme/control-plane"],
};

const explain: CommandDeclaration = {
  name: "explain",
  summary:
    "Tells why a deployment target is or is not on a cluster type, and where each configuration value comes from.",
  operands: [
    {
      name: "name",
      description:
        "a deployment target, an assignment, a namespace, a folder <cluster type>/<deployment target>, or a cluster type",
      isRequired: true,
    },
    {
      name: "cluster type",
      description: "limits a deployment target to one cluster type",
      isRequired: false,
    },
  ],
  options: [
    environment,
    controlPlane,
    allowLocal,
    { name: "key", value: "<key>", description: "shows only this configuration key", fallback: "all" },
    format,
  ],
  examples: [
    "kalypso explain --environment dev hello-world-app-functional-test drone",
    "kalypso explain --environment dev dev-drone-hello-world-app-functional-test --key REGION",
  ],
};

const diff: CommandDeclaration = {
  name: "diff",
  summary: "Shows what a pull request of this render would change on the GitOps branch.",
  operands: [],
  options: [
    environment,
    controlPlane,
    allowLocal,
    {
      name: "gitops",
      value: "<where>",
      description: "the GitOps branch: a folder, or a git URL with an optional #branch",
      fallback: "the environment's GitOpsRepo",
      completes: "folders",
    },
    {
      name: "max-removed",
      value: "<limit>",
      description:
        "warns if more assignments than this number or percentage leave the branch, as open-pr does",
      fallback: "25%, but never fewer than 5",
    },
    {
      name: "exit-code",
      description: "exits with 0 if there are no differences, 1 if there are, 2 on any error",
    },
    format,
  ],
  examples: [
    "kalypso diff --control-plane ../control-plane --environment dev",
    "kalypso diff --environment dev --exit-code > changes.patch",
  ],
};

const add: CommandDeclaration = {
  ...addTexts,
  options: [
    {
      ...controlPlane,
      value: "<folder>",
      description: "a checkout of the control plane's main branch",
    },
    ...addOptions,
    format,
  ],
};

const completion: CommandDeclaration = {
  name: "completion",
  summary: "Prints a script that completes commands, options and environment names in a shell.",
  operands: [{ name: "shell", description: shells.join(" or "), isRequired: true, choices: shells }],
  options: [{ ...controlPlane, isHidden: true }],
  examples: [
    'eval "$(kalypso completion bash)"   # in ~/.bashrc',
    'eval "$(kalypso completion zsh)"    # in ~/.zshrc, after compinit',
  ],
};

export const commands: readonly CommandDeclaration[] = [
  schedule,
  render,
  validate,
  explain,
  diff,
  statusDeclaration,
  whyDeclaration,
  historyDeclaration,
  reportDeclaration,
  add,
  initDeclaration,
  destroyDeclaration,
  doctorDeclaration,
  completion,
];

/** What applies to every command, in paragraphs. */
export const notes = [
  "For private repositories on GITHUB_SERVER_URL (default: https://github.com), set a token in KALYPSO_TOKEN or GITHUB_TOKEN. Repositories are read with git and your git configuration.",
  "Exit codes: 0 success, 1 errors found, 2 wrong usage. With diff --exit-code: 0 no differences, 1 differences, 2 errors or wrong usage.",
  "Colours and progress appear only on a terminal. NO_COLOR=1 turns colours off, FORCE_COLOR=1 turns them on.",
];

/** The options for people. */
export function shownOptions({ options }: CommandDeclaration): readonly OptionDeclaration[] {
  return options.filter(({ isHidden }) => isHidden !== true);
}
