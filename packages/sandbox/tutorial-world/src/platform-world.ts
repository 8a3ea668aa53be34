/** What a world with a platform has, however the platform was made. */
import type { GitHubServer, PullState } from "@kalypso-actions/github-sandbox";
import type { WorkflowRunner } from "@kalypso-actions/workflow-runner";
import type { PageWorld } from "./pages/page.ts";
import type { RepositoryNames } from "./repository-names.ts";

export interface PlatformWorld {
  readonly github: GitHubServer;
  readonly runner: WorkflowRunner;
  readonly names: RepositoryNames;
}

/**
 * The open pull request into a branch.
 * @throws Error if there is none, or more than one
 */
export function openPull({ github, names }: PlatformWorld, role: string, base: string): PullState {
  const name = names(role);
  const open = [...github.repository(name).pulls.values()].filter(
    (pull) => pull.state === "open" && pull.base === base,
  );
  const [only] = open;
  if (only === undefined || open.length > 1)
    throw new Error(`${name} has ${open.length} open pull requests into ${base}; expected one`);
  return only;
}

interface Shown extends Pick<PageWorld, "controlPlane" | "clusters" | "fleet"> {
  readonly github: GitHubServer;
  readonly runner: WorkflowRunner;
}

/** A world as its pages see it. */
export function pageWorld({ github, runner, controlPlane, clusters, fleet }: Shown): PageWorld {
  return {
    owner: github.owner,
    url: github.url,
    controlPlane,
    now: () => Date.now(),
    repositories: () => github.repositories(),
    state: (repository) => github.repository(repository),
    git: (repository) => github.git(repository),
    runs: () => runner.runs,
    clusters,
    fleet,
    actions: {
      merge: (repository, number) => void github.merge(repository, number),
      approve: (run, environment) => runner.approve(run, environment),
      reject: (run, environment) => runner.reject(run, environment),
      cancel: (run) => runner.cancel(run),
      rerun: (run) => runner.rerun(run),
      dispatch: (repository, workflow, given) => github.dispatch(repository, workflow, given),
    },
  };
}
