/** Why the workflows cannot take a platform over. */
import { type Diagnostic, visible, wholeFile } from "@kalypso-actions/diagnostics";
import { publicAddress } from "@kalypso-actions/git";
import type { Resource } from "@kalypso-actions/resources";

/** What a person has named. */
export interface Wanted {
  /** `owner/name` */
  readonly controlPlane: string;
  readonly server: string;
  /** The order of promotion, if a person has named it. */
  readonly environments: readonly string[] | undefined;
}

function problem(message: string, hint: string, place?: Diagnostic["place"]): Diagnostic {
  return { severity: "error", code: "setup-unfit", message, hint, ...(place === undefined ? {} : { place }) };
}

export const unfit = {
  noRepository: (name: string) =>
    problem(
      `there is no repository ${visible(name)}, or the token may not read it`,
      "Check its name. It must not have been renamed, and the token's owner must be an administrator of it.",
    ),
  defaultBranch: ({ controlPlane }: Wanted, branch: string) =>
    problem(
      `the default branch of ${controlPlane} is \`${visible(branch)}\`; the workflows and the record of init are on \`main\``,
      "Rename the branch to main in the repository's settings; GitHub redirects what uses the former name.",
    ),
  noEnvironments: ({ controlPlane, server }: Wanted) =>
    problem(
      `${controlPlane} is no control plane of Kalypso: main lists no environments in .environments/`,
      "Pass the repository whose main has the templates, workloads and environments.",
      wholeFile(".environments", `${server}/${controlPlane}#main`),
    ),
  elsewhere: (environment: Resource<"Environment">, repo: string) =>
    problem(
      `the branch of the environment ${environment.name} is in ${publicAddress(repo)}; promotions are pushed to the control plane itself`,
      "Move the branch there, and correct the Environment.",
      environment.placeOf(["spec", "controlPlane", "repo"]),
    ),
  branchName: (environment: Resource<"Environment">, branch: string) =>
    problem(
      `the branch \`${visible(branch)}\` of the environment ${environment.name} has characters that mean something else in a workflow's list of branches`,
      "Rename the branch: letters, digits, `.`, `_`, `-` and `/`.",
      environment.placeOf(["spec", "controlPlane", "branch"]),
    ),
  otherOwner: (environment: string, repo: string, owner: string) =>
    problem(
      `the environment ${environment} writes to ${publicAddress(repo)}, which is not of ${owner}: one App's token is for one owner's repositories`,
      "Move the GitOps repository to the control plane's owner, and correct gitops-repo.yaml.",
    ),
  severalGitOps: (names: readonly string[]) =>
    problem(
      `the environments write to several GitOps repositories: ${names.map(visible).join(", ")}; the workflow check-promote reads one`,
      "Bring the environments' branches into one repository, or set the workflows up by hand (workflows-examples).",
    ),
} as const;
