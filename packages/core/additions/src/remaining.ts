/** What a person does after the files are written: what is on GitHub is not changed. */
import type { Addition, NewClusterType, NewEnvironment, NewWorkload } from "./addition.ts";
import { ownerAndName } from "./environment-workflows.ts";

/** Where the checkouts are, as the person named them. */
interface Folders {
  readonly main: string;
  readonly environment: string | undefined;
}

interface Left {
  readonly folders: Folders;
  readonly delivered: Delivered;
}

/** What became of the files: they are in the folders, committed there, or in pull requests. */
type Delivered = "write" | "commit" | "pull-request";

/** The branch that gets the files of a checkout. */
interface Target {
  readonly folder: string;
  /** In words, such as `main` or `the branch of dev`. */
  readonly to: string;
}

/** How the files of a checkout come to their branch. */
function delivery({ folder, to }: Target, delivered: Delivered): string {
  switch (delivered) {
    case "write":
      return `Commit in ${folder} and open a pull request to ${to}.`;
    case "commit":
      return `Push the commit in ${folder} to a branch of its own, and open a pull request to ${to}; or push it to ${to}.`;
    case "pull-request":
      return `Merge the pull request to ${to}.`;
  }
}

/** How a new environment's files come to its branch, which need not be there yet. */
function newBranch(folder: string, branch: string, delivered: Delivered): string {
  switch (delivered) {
    case "write":
      return `Commit in ${folder} and push the branch ${branch}.`;
    case "commit":
      return `Push the branch ${branch} from ${folder}.`;
    case "pull-request":
      return `Merge the pull request to the branch ${branch}.`;
  }
}

/** `Commit in main.` as `Then commit in main.` */
function afterwards(step: string): string {
  return `Then ${step.slice(0, 1).toLowerCase()}${step.slice(1)}`;
}

const checkAll =
  "Run `kalypso validate` on the pull request's branch: it also reads the applications' repositories.";

function chain({ name, after }: NewEnvironment): string {
  return after === undefined
    ? `Put it into the chain: set the variable NEXT_ENVIRONMENT of the GitHub environment before it to ${name}, or FIRST_ENVIRONMENT of the repository if it is the first.`
    : `Put it into the chain: set the variable NEXT_ENVIRONMENT of the GitHub environment ${after} to ${name}. If ${after} had another value, set NEXT_ENVIRONMENT of ${name} to that.`;
}

function forEnvironment(
  addition: NewEnvironment,
  repo: string,
  { folders, delivered }: Left,
): readonly string[] {
  const { name, branch, mainBranch, gitops } = addition;
  return [
    `Create the GitHub environment ${name} in the control plane, limited to the branch ${mainBranch}, with the secret APP_PRIVATE_KEY and, if you want, reviewers.`,
    `Add the branches to the deployment branches of the GitHub environment kalypso and to the rulesets: ${branch} in the control plane, ${gitops.branch} in ${gitops.repo}.`,
    `Create the branch ${gitops.branch} of ${gitops.repo} with its .github/workflows/check-promote.yml, unless it is there.`,
    ...(ownerAndName(repo) === undefined
      ? [
          `Add the workflow that schedules ${name} to the branch ${branch}: ${repo} is not the address of a GitHub repository.`,
        ]
      : []),
    newBranch(folders.environment ?? branch, branch, delivered),
    afterwards(delivery({ folder: folders.main, to: mainBranch }, delivered)),
    chain(addition),
    `Add cluster types: \`kalypso add cluster-type\` with --environment ${name}.`,
    checkAll,
  ];
}

function forClusterType(
  { name, environment }: NewClusterType,
  { folders, delivered }: Left,
): readonly string[] {
  const folder = folders.environment ?? environment;
  return [
    delivery({ folder, to: `the branch of ${environment}` }, delivered),
    `Let the clusters of this type apply the folder ${name} of the GitOps branch of ${environment}.`,
    checkAll,
  ];
}

function forWorkload({ workload, policy }: NewWorkload, { folders, delivered }: Left): readonly string[] {
  return [
    `Let the platform's App read ${workload.repo}, at the branch ${workload.branch}.`,
    delivery({ folder: folders.main, to: "main" }, delivered),
    ...(policy === undefined
      ? ["Add a policy that selects its deployment targets, unless one does already."]
      : [
          delivery(
            {
              folder: folders.environment ?? policy.environment,
              to: `the branch of ${policy.environment}`,
            },
            delivered,
          ),
        ]),
    checkAll,
  ];
}

/** @param repo the control plane's address, if an environment is added */
export function remaining(addition: Addition, left: Left, repo = ""): readonly string[] {
  switch (addition.kind) {
    case "environment":
      return forEnvironment(addition, repo, left);
    case "cluster-type":
      return forClusterType(addition, left);
    case "workload":
      return forWorkload(addition, left);
  }
}
