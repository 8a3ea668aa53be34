import type { Found } from "@kalypso-actions/setup";
import type { Driver } from "../driver.ts";
import { type Access, absent } from "./access.ts";
import { subjectOf } from "./subject.ts";

interface Rule {
  readonly type: string;
  readonly reviewers?: readonly {
    readonly type?: string;
    readonly reviewer?: { readonly login?: string; readonly slug?: string };
  }[];
}

/** `login`, or `organisation/team`. */
type Reviewer = { readonly type: "User" | "Team"; readonly id: number };

/** Whether a run was ended before it could add all branches. */
function isBegun(there: readonly string[], wanted: readonly string[]): boolean {
  return there.length < wanted.length && there.every((name) => wanted.includes(name));
}

export function environments(access: Access): Driver<"environment"> {
  async function reviewerOf(repository: string, name: string): Promise<Reviewer> {
    const at = access.at(repository);
    const [first = "", team] = name.split("/");
    if (team === undefined) {
      const { data } = await at.request(`find the user ${first}`, ({ rest }) =>
        rest.users.getByUsername({ username: first }),
      );
      return { type: "User", id: data.id };
    }
    const { data } = await at.request(`find the team ${name}`, ({ rest }) =>
      rest.teams.getByName({ org: first, team_slug: team }),
    );
    return { type: "Team", id: data.id };
  }

  async function branchesOf(repository: string, environment_name: string): Promise<readonly string[]> {
    const at = access.at(repository);
    const { data } = await at.request(`read the deployment branches of ${environment_name}`, ({ rest }) =>
      rest.repos.listDeploymentBranchPolicies({ ...at.at, environment_name, per_page: 100 }),
    );
    return data.branch_policies.map(({ name }) => name ?? "");
  }

  const outputsOf = async (repository: string, environment: string): Promise<Found["outputs"]> => ({
    subject: await subjectOf(access, repository, `environment:${environment}`),
  });

  return {
    async read({ repository, environment, branches }) {
      const at = access.at(repository);
      const answer = await at.requestOr(`read the environment ${environment}`, absent, ({ rest }) =>
        rest.repos.getEnvironment({ ...at.at, environment_name: environment }),
      );
      if (answer === undefined) return undefined;
      const { node_id, deployment_branch_policy: policy, protection_rules = [] } = answer.data;
      const isListed = policy?.custom_branch_policies === true;
      const rule = (protection_rules as readonly Rule[]).find(({ type }) => type === "required_reviewers");
      const { owner } = at.name;
      const reviewers = (rule?.reviewers ?? []).map(({ type, reviewer }) =>
        type === "Team" ? `${owner}/${reviewer?.slug ?? ""}` : (reviewer?.login ?? ""),
      );
      const allowed = isListed ? await branchesOf(repository, environment) : undefined;
      if (allowed !== undefined && isBegun(allowed, branches)) return undefined;
      return {
        id: node_id,
        // A pattern that no branch can be called: every branch may use it.
        actual: { branches: allowed ?? ["*"], reviewers },
        outputs: await outputsOf(repository, environment),
      };
    },
    async make({ repository, environment, branches, reviewers }) {
      const at = access.at(repository);
      const approvers = await Promise.all(reviewers.map((name) => reviewerOf(repository, name)));
      // What is put twice is the same.
      const { data } = await at.request(`create the environment ${environment}`, ({ rest }) =>
        rest.repos.createOrUpdateEnvironment({
          ...at.at,
          environment_name: environment,
          reviewers: approvers.length === 0 ? null : approvers,
          deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
        }),
      );
      const there = await branchesOf(repository, environment);
      for (const name of branches.filter((branch) => !there.includes(branch)))
        await at.create(`add the deployment branch ${name} to ${environment}`, {
          make: async ({ rest }) => {
            await rest.repos.createDeploymentBranchPolicy({ ...at.at, environment_name: environment, name });
            return true;
          },
          look: async () => (await branchesOf(repository, environment)).includes(name) || undefined,
        });
      return {
        id: data.node_id,
        actual: { branches: await branchesOf(repository, environment), reviewers },
        outputs: await outputsOf(repository, environment),
      };
    },
    async remove({ repository, environment }) {
      const at = access.at(repository);
      await at.requestOr(`delete the environment ${environment}`, absent, ({ rest }) =>
        rest.repos.deleteAnEnvironment({ ...at.at, environment_name: environment }),
      );
    },
  };
}
