/** Clusters, and what they follow. */
import { normalisePath, normaliseRepository } from "@kalypso-actions/names";
import { inGitOps } from "./files.ts";
import { versionProblem } from "./flux-versions.ts";
import type { ListedClusterType, ObservedConfiguration, ObservedPlatform } from "./observed.ts";
import { type Check, problem, remark } from "./problem.ts";

/** A folder with the manifests of one cluster type. */
interface Folder {
  readonly environment: string;
  readonly branch: string;
  readonly path: string;
  readonly type: ListedClusterType;
}

function foldersOf(platform: ObservedPlatform): readonly Folder[] {
  return inGitOps(platform).flatMap(({ name, gitopsBranch, gitopsPath, clusterTypes }) =>
    clusterTypes.map((type) => ({
      environment: name,
      branch: gitopsBranch,
      path: normalisePath(`${gitopsPath}/${type.name}`),
      type,
    })),
  );
}

/** Those that follow the platform's GitOps repository. */
function following({ configurations, gitops, server }: ObservedPlatform) {
  if (configurations === undefined || gitops === undefined) return undefined;
  const own = normaliseRepository(`${server}/${gitops.repository}`);
  return configurations.filter(({ url }) => normaliseRepository(url) === own);
}

function follows({ branch, path }: ObservedConfiguration, folder: Folder): boolean {
  return branch === folder.branch && normalisePath(path) === folder.path;
}

/** Every cluster type has a cluster that follows its folder. */
export const followedTypes: Check = (platform) => {
  const own = following(platform);
  return own === undefined
    ? undefined
    : foldersOf(platform)
        .filter((folder) => folder.type.hasClusters && !own.some((each) => follows(each, folder)))
        .map(({ environment, branch, path, type }) =>
          remark("cluster-type-unfollowed", {
            message: `no Flux configuration follows the cluster type ${type.name} of ${environment}`,
            hint: `Let its clusters follow the folder ${path} of the branch ${branch}, say with the roster 0 that it has none, or remove it.`,
            place: type.place,
          }),
        );
};

/** Every configuration follows a folder that is there. */
export const expectedConfigurations: Check = (platform) => {
  const own = following(platform);
  // Of an environment that could not be read, nobody knows the folders.
  if (own === undefined || platform.environments.some(({ details }) => details === undefined))
    return undefined;
  const folders = foldersOf(platform);
  return own
    .filter((each) => !folders.some((folder) => follows(each, folder)))
    .map(({ cluster, name, branch, path }) => {
      const from = branch === undefined ? "a tag or a commit" : `the branch ${branch}`;
      return problem("configuration-unexpected", {
        message: `the Flux configuration ${name} of ${cluster} follows the folder ${path || "."} of ${from}; no cluster type has it`,
        hint: "Correct its path or branch, or remove it: no promotion reaches the cluster this way.",
      });
    });
};

/** What the templates use, the clusters' Flux serves. */
export const fluxVersions: Check = (platform) => {
  const own = following(platform);
  if (own === undefined || own.some(({ fluxVersion }) => fluxVersion === undefined)) return undefined;
  const folders = foldersOf(platform);
  return own.flatMap((configuration) =>
    folders
      .filter((folder) => follows(configuration, folder))
      .flatMap(({ type }) => versionProblem(configuration, type) ?? []),
  );
};
