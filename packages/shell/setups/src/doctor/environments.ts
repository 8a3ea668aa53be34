/** GitHub environments: what their jobs can use, and for which branches. */
import type { GitHubRepository } from "@kalypso-actions/github";
import type { ObservedEnvironment } from "@kalypso-actions/setup";
import type { Unread } from "./unread.ts";
import { environmentSecrets, environmentVariables } from "./values.ts";

interface Policy {
  readonly protected_branches: boolean;
  readonly custom_branch_policies: boolean;
}

interface Environment {
  readonly name: string;
  readonly deployment_branch_policy?: Policy | null;
}

function needs(at: GitHubRepository) {
  const what = `GitHub environments of ${at.name.owner}/${at.name.repo}`;
  return { what, permission: "Actions: read", scope: "repo" };
}

/** Names and patterns; `all` without a policy. @returns undefined if they cannot be read */
async function branchesOf(
  at: GitHubRepository,
  { name, policy }: { readonly name: string; readonly policy: Policy | null | undefined },
  unread: Unread,
): Promise<readonly string[] | "all" | undefined> {
  if (policy === null || policy === undefined) return "all";
  if (policy.protected_branches)
    return unread.read(
      at,
      {
        what: `protected branches of ${at.name.owner}/${at.name.repo}`,
        permission: "Contents: read",
        scope: "repo",
      },
      async ({ rest, paginate }) => {
        const branches = await at.all(
          paginate.iterator(rest.repos.listBranches, { ...at.at, protected: true, per_page: 100 }),
        );
        return branches.map((branch) => branch.name);
      },
    );
  return unread.read(at, needs(at), async ({ rest, paginate }) => {
    const policies = await at.all(
      paginate.iterator(rest.repos.listDeploymentBranchPolicies, {
        ...at.at,
        environment_name: name,
        per_page: 100,
      }),
    );
    // A tag is no branch.
    return policies.flatMap((each) => (each.type === "tag" || each.name === undefined ? [] : [each.name]));
  });
}

/**
 * @param wanted names, in any case; others are not asked about
 * @returns undefined if the token may not see them
 */
export async function observeEnvironments(
  at: GitHubRepository,
  wanted: readonly string[],
  unread: Unread,
): Promise<Readonly<Record<string, ObservedEnvironment>> | undefined> {
  const all = await unread.read(at, needs(at), ({ rest, paginate }) =>
    // The client's types say that the page may have no list.
    at.all(
      paginate.iterator(rest.repos.getAllEnvironments, {
        ...at.at,
        per_page: 100,
      }) as unknown as AsyncIterable<{ readonly data: readonly Environment[] }>,
    ),
  );
  if (all === undefined) return undefined;
  const names = new Set(wanted.map((name) => name.toLowerCase()));
  const observed = await Promise.all(
    all
      .filter(({ name }) => names.has(name.toLowerCase()))
      .map(async ({ name, deployment_branch_policy: policy }) => {
        const [branches, variables, secrets] = await Promise.all([
          branchesOf(at, { name, policy }, unread),
          environmentVariables(at, name, unread),
          environmentSecrets(at, name, unread),
        ]);
        return branches === undefined
          ? undefined
          : ([name, { branches: branches === "all" ? undefined : branches, variables, secrets }] as const);
      }),
  );
  const known = observed.filter((each) => each !== undefined);
  return known.length === observed.length ? Object.fromEntries(known) : undefined;
}
