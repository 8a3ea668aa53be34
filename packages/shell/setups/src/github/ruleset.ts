import type { Found } from "@kalypso-actions/setup";
import type { Driver } from "../driver.ts";
import type { Access } from "./access.ts";
import { unlessTaken } from "./taken.ts";

interface Ruleset {
  readonly id: number;
  readonly name: string;
  readonly conditions?: { readonly ref_name?: { readonly include?: readonly string[] } } | null;
  readonly bypass_actors?:
    | readonly { readonly actor_id: number | null; readonly actor_type: string }[]
    | null;
  readonly rules?: readonly {
    readonly type: string;
    readonly parameters?: { readonly required_approving_review_count?: number };
  }[];
}

const headRef = "refs/heads/";

function found({ id, conditions, bypass_actors, rules = [] }: Ruleset): Found<"ruleset"> {
  const branches = (conditions?.ref_name?.include ?? []).map((ref) => ref.replace(headRef, ""));
  const approvals = rules.find(({ type }) => type === "pull_request")?.parameters
    ?.required_approving_review_count;
  const apps = bypass_actors
    ?.filter(({ actor_type }) => actor_type === "Integration")
    .map(({ actor_id }) => String(actor_id));
  return {
    id: String(id),
    actual: {
      branches,
      approvals: approvals ?? -1,
      // Shown to those who may change them.
      ...(apps === undefined ? {} : { bypassApps: apps }),
    },
    outputs: {},
  };
}

export function rulesets(access: Access): Driver<"ruleset"> {
  const read: Driver<"ruleset">["read"] = async ({ repository, ruleset: name }) => {
    const at = access.at(repository);
    return at.requestOr(
      `read the ruleset ${name}`,
      // A plan without rulesets has none.
      { 404: undefined, 403: undefined },
      async ({ rest, paginate }) => {
        const all = await at.all(
          paginate.iterator(rest.repos.getRepoRulesets, { ...at.at, includes_parents: false, per_page: 100 }),
        );
        const known = all.find((each) => each.name === name);
        if (known === undefined) return undefined;
        const { data } = await rest.repos.getRepoRuleset({ ...at.at, ruleset_id: known.id });
        return found(data as Ruleset);
      },
    );
  };
  return {
    read,
    async make(wants) {
      const { repository, ruleset: name, branches, bypassApps, approvals } = wants;
      const at = access.at(repository);
      return at.create(`create the ruleset ${name}`, {
        make: async ({ rest }) => {
          const body = {
            ...at.at,
            name,
            target: "branch" as const,
            enforcement: "active" as const,
            conditions: {
              ref_name: { include: branches.map((branch) => `${headRef}${branch}`), exclude: [] },
            },
            bypass_actors: bypassApps.map((id) => ({
              actor_id: Number(id),
              actor_type: "Integration" as const,
              bypass_mode: "always" as const,
            })),
            rules: [
              { type: "deletion" as const },
              { type: "non_fast_forward" as const },
              {
                type: "pull_request" as const,
                parameters: {
                  required_approving_review_count: approvals,
                  dismiss_stale_reviews_on_push: false,
                  require_code_owner_review: false,
                  require_last_push_approval: false,
                  required_review_thread_resolution: false,
                },
              },
            ],
          };
          const there = await unlessTaken(() => rest.repos.createRepoRuleset(body));
          if (there !== undefined) return found(there.data as Ruleset);
          // Made before: it becomes as it is wanted.
          const id = Number((await read(wants))?.id);
          return found((await rest.repos.updateRepoRuleset({ ...body, ruleset_id: id })).data as Ruleset);
        },
        look: () => read(wants),
      });
    },
    async remove({ repository, ruleset: name }, id) {
      const at = access.at(repository);
      await at.requestOr(`delete the ruleset ${name}`, { 404: undefined }, ({ rest }) =>
        rest.repos.deleteRepoRuleset({ ...at.at, ruleset_id: Number(id) }),
      );
    },
  };
}
