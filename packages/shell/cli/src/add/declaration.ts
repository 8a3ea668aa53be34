/** What `kalypso add` accepts, and which of it for what. */
import type { CommandDeclaration, OptionDeclaration } from "../declaration-types.ts";

export const addedKinds = ["environment", "cluster-type", "workload"] as const;

export type AddedKind = (typeof addedKinds)[number];

type Named = Readonly<Record<string, Omit<OptionDeclaration, "name">>>;

const ownOptions = {
  "environment-folder": {
    value: "<folder>",
    description:
      "a checkout of the environment's branch, for all that is not on main; for a new environment, an empty folder or branch",
    completes: "folders",
  },
  environment: {
    value: "<name>",
    description: "cluster-type, and workload with --policy: the environment on whose branch it is",
    completes: "environments",
  },
  repo: {
    value: "<address>",
    description:
      "workload: the application's repository; environment: the control plane, where main lists no other environment",
  },
  branch: {
    value: "<name>",
    description:
      "workload: the repository's branch, main without it; environment: its branch, with its own name without it",
  },
  path: { value: "<folder>", description: "workload: where in the repository it is", fallback: "workload/" },
  "main-branch": {
    value: "<name>",
    description: "environment: the control plane's branch that it takes templates and workloads from",
    fallback: "main",
  },
  commit: {
    value: "<id>",
    description: "environment: the commit of main to begin with",
    fallback: "the newest",
  },
  "gitops-repo": { value: "<address>", description: "environment: the repository of its manifests" },
  "gitops-branch": {
    value: "<name>",
    description: "environment: the branch of its manifests",
    fallback: "the environment's name",
  },
  "gitops-path": {
    value: "<folder>",
    description: "environment: the folder of its manifests",
    fallback: ".",
  },
  after: {
    value: "<name>",
    description: "environment: the one before it in the chain",
    completes: "environments",
  },
  labels: { value: "<labels>", description: "cluster-type, workload: such as region=west-us,size=small" },
  reconciler: { value: "<template>", description: "cluster-type: its Template of type reconciler" },
  "namespace-service": {
    value: "<template>",
    description: "cluster-type: its Template of type namespace",
    fallback: "default",
  },
  "config-type": {
    value: "<template>",
    description: "cluster-type: its Template of type config",
    fallback: "configmap",
  },
  clusters: {
    value: "<names>",
    description: "cluster-type: the clusters that must report, such as drone-1,drone-2",
  },
  "minimum-clusters": { value: "<n>", description: "cluster-type: how many clusters must report" },
  workspace: { value: "<name>", description: "workload: the workspace of its team" },
  policy: { value: "<name>", description: "workload: also adds this policy, which selects by the next two" },
  targets: {
    value: "<labels>",
    description: "workload: the labels of the deployment targets that the policy selects, or all",
  },
  "cluster-types": {
    value: "<labels>",
    description: "workload: the labels of the cluster types that the policy selects, or all",
  },
  folder: {
    value: "<folder>",
    description: "cluster-type, workload: where its file goes",
    fallback: "cluster-types/<name>, workloads",
    completes: "folders",
  },
  "pull-request": {
    description:
      "opens a pull request for each branch instead of writing the files, or updates it; the token is GH_TOKEN, or that of `gh auth token`",
  },
  "commit-files": { description: "also commits the files that it writes, each in its checkout" },
  "dry-run": { description: "checks everything and prints the files, without writing them" },
} as const satisfies Named;

export type AddOption = keyof typeof ownOptions;

/** The options of each, apart from those that all have. */
export const optionsOfKind: Readonly<Record<AddedKind, readonly AddOption[]>> = {
  environment: [
    "repo",
    "branch",
    "main-branch",
    "commit",
    "gitops-repo",
    "gitops-branch",
    "gitops-path",
    "after",
  ],
  "cluster-type": [
    "environment",
    "labels",
    "reconciler",
    "namespace-service",
    "config-type",
    "clusters",
    "minimum-clusters",
    "folder",
  ],
  workload: [
    "environment",
    "repo",
    "branch",
    "path",
    "labels",
    "workspace",
    "policy",
    "targets",
    "cluster-types",
    "folder",
  ],
};

export const addOptions: readonly OptionDeclaration[] = Object.entries<Omit<OptionDeclaration, "name">>(
  ownOptions,
).map(([name, option]) => ({ name, ...option }));

export const addTexts = {
  name: "add",
  summary:
    "Writes the files of a new environment, cluster type or workload into checkouts of the control plane.",
  details:
    "It checks the result as validate does, except for the applications' repositories, and overwrites nothing. Without --pull-request, it uses no network.",
  operands: [
    { name: "what", description: addedKinds.join(", "), isRequired: true, choices: addedKinds },
    { name: "name", description: "its name", isRequired: true },
  ],
  examples: [
    "kalypso add environment qa --environment-folder ../qa --gitops-repo https://github.com/acme/platform-gitops --after dev",
    "kalypso add cluster-type small --environment dev --environment-folder ../dev --labels region=west-us,size=small --reconciler arc-flux",
    "kalypso add workload hello-world-app --repo https://github.com/acme/app-src --workspace kaizen-app-team",
  ],
} as const satisfies Omit<CommandDeclaration, "options">;
