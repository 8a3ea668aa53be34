/** What a person does after the files are written: what is on GitHub is not changed. */
import type { Addition, NewClusterType, NewEnvironment, NewWorkload } from "./addition.ts";
import { ownerAndName } from "./environment-workflows.ts";

/** Where the checkouts are, as the person named them. */
interface Folders {
  readonly main: string;
  readonly environment: string | undefined;
}

const checkAll =
  "Run `kalypso validate` on the pull request's branch: it also reads the applications' repositories.";

function chain({ name, after }: NewEnvironment): string {
  return after === undefined
    ? `Put it into the chain: set the variable NEXT_ENVIRONMENT of the GitHub environment before it to ${name}, or FIRST_ENVIRONMENT of the repository if it is the first.`
    : `Put it into the chain: set the variable NEXT_ENVIRONMENT of the GitHub environment ${after} to ${name}. If ${after} had another value, set NEXT_ENVIRONMENT of ${name} to that.`;
}

function forEnvironment(addition: NewEnvironment, repo: string, folders: Folders): readonly string[] {
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
    `Commit in ${folders.environment ?? branch} and push the branch ${branch}.`,
    `Then commit in ${folders.main} and open a pull request to ${mainBranch}.`,
    chain(addition),
    `Add cluster types: \`kalypso add cluster-type\` with --environment ${name}.`,
    checkAll,
  ];
}

function forClusterType({ name, environment }: NewClusterType, folders: Folders): readonly string[] {
  return [
    `Commit in ${folders.environment ?? environment} and open a pull request to the branch of ${environment}.`,
    `Let the clusters of this type apply the folder ${name} of the GitOps branch of ${environment}.`,
    checkAll,
  ];
}

function forWorkload({ workload, policy }: NewWorkload, folders: Folders): readonly string[] {
  return [
    `Let the platform's App read ${workload.repo}.`,
    `Commit in ${folders.main} and open a pull request to main. ${workload.repo} is read at the branch ${workload.branch}.`,
    ...(policy === undefined
      ? ["Add a policy that selects its deployment targets, unless one does already."]
      : [
          `Commit in ${folders.environment ?? policy.environment} and open a pull request to the branch of ${policy.environment}.`,
        ]),
    checkAll,
  ];
}

/** @param repo the control plane's address, if an environment is added */
export function remaining(addition: Addition, folders: Folders, repo = ""): readonly string[] {
  switch (addition.kind) {
    case "environment":
      return forEnvironment(addition, repo, folders);
    case "cluster-type":
      return forClusterType(addition, folders);
    case "workload":
      return forWorkload(addition, folders);
  }
}
