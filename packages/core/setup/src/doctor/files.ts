/** Branches, and the workflows on them. */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import type { ListedEnvironment, ObservedPlatform, ObservedRepository } from "./observed.ts";
import { type Check, isSame, problem } from "./problem.ts";

/** Workflows without which something stops; each is in one of several files. */
type Needed = readonly (readonly [file: string, ...others: string[]])[];

const ofMain: Needed = [
  ["cd"],
  ["check-promote"],
  ["ci"],
  ["schedule"],
  ["schedule-environment", "schedule-environment-in-shards"],
];
const ofEnvironment: Needed = [["schedule"]];
const ofManifests: Needed = [["check-promote"]];

function has(files: readonly string[], name: string): boolean {
  return files.some((file) => file === `${name}.yml` || file === `${name}.yaml`);
}

interface BranchNeeds {
  readonly branch: string;
  readonly needed: Needed;
  readonly of?: Pick<ListedEnvironment, "name" | "place">;
}

function inRepository(
  { repository, workflows }: ObservedRepository,
  branches: readonly BranchNeeds[],
): readonly Diagnostic[] | undefined {
  if (workflows === undefined) return undefined;
  const once = branches.filter(
    ({ branch }, index) => branches.findIndex((other) => other.branch === branch) === index,
  );
  return once.flatMap(({ branch, needed, of }) => {
    const files = workflows[branch];
    if (files === undefined)
      return [
        problem("branch-missing", {
          message: `${repository} has no branch ${branch}${of === undefined ? "" : `, which the environment ${of.name} names`}`,
          hint: "Push it, with its workflow: `kalypso add environment` writes the files of a new environment.",
          place: of?.place,
        }),
      ];
    return needed
      .filter((names) => !names.some((name) => has(files, name)))
      .map(([name]) =>
        problem("workflow-missing", {
          message: `the branch ${branch} of ${repository} has no .github/workflows/${name}.yml`,
          hint: "Copy it from workflows-examples.",
        }),
      );
  });
}

/** The control plane's main has the workflows of all environments, and each environment's branch the one that runs for it. */
export const controlPlaneWorkflows: Check = ({ controlPlane, environments }) =>
  inRepository(controlPlane, [
    { branch: controlPlane.defaultBranch, needed: ofMain },
    ...environments.map(({ branch, name, place }) => ({
      branch,
      needed: ofEnvironment,
      of: { name, place },
    })),
  ]);

/** The environments whose manifests are in the platform's GitOps repository. */
export function inGitOps({ gitops, environments }: ObservedPlatform) {
  return environments.flatMap(({ name, details }) =>
    gitops !== undefined && details !== undefined && isSame(details.gitops, gitops.repository)
      ? [{ name, ...details }]
      : [],
  );
}

/** Each branch of manifests has the workflow that tells the control plane of a merge. */
export const gitopsWorkflows: Check = (platform) => {
  if (platform.gitops === undefined) return undefined;
  return inRepository(
    platform.gitops,
    inGitOps(platform).map(({ gitopsBranch, name, place }) => ({
      branch: gitopsBranch,
      needed: ofManifests,
      of: { name, place },
    })),
  );
};
