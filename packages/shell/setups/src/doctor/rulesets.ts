/** Rulesets in force, with those of the organisation. */
import type { GitHubRepository } from "@kalypso-actions/github";
import type { ObservedRuleset } from "@kalypso-actions/setup";
import { lacksPlan, type Unread } from "./unread.ts";

interface Ruleset {
  readonly name: string;
  readonly conditions?: {
    readonly ref_name?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] };
  } | null;
  readonly rules?: readonly { readonly type: string }[];
  readonly bypass_actors?:
    | readonly {
        readonly actor_id?: number | null;
        readonly actor_type: string;
        readonly bypass_mode?: string;
      }[]
    | null;
}

function observed({ name, conditions, rules = [], bypass_actors: actors }: Ruleset): ObservedRuleset {
  // On pull requests only: a push is none.
  const pushing = actors?.filter(({ bypass_mode: mode }) => mode !== "pull_request");
  const isApp = ({ actor_type: type }: { readonly actor_type: string }) => type === "Integration";
  return {
    name,
    branches: conditions?.ref_name?.include ?? [],
    except: conditions?.ref_name?.exclude ?? [],
    rules: rules.map(({ type }) => type),
    bypass: pushing && {
      apps: pushing.filter(isApp).map(({ actor_id: id }) => String(id)),
      others: !pushing.every(isApp),
    },
  };
}

/** @returns undefined if the token may not see them */
export async function observeRulesets(
  at: GitHubRepository,
  unread: Unread,
): Promise<readonly ObservedRuleset[] | undefined> {
  const needs = {
    what: `rulesets of ${at.name.owner}/${at.name.repo}`,
    permission: "Metadata: read",
    scope: "repo",
  };
  return unread.read(at, needs, async ({ rest, paginate }) => {
    try {
      const all = await at.all(
        paginate.iterator(rest.repos.getRepoRulesets, { ...at.at, includes_parents: true, per_page: 100 }),
      );
      const inForce = all.filter(
        ({ enforcement, target = "branch" }) => enforcement === "active" && target === "branch",
      );
      return await Promise.all(
        inForce.map(async ({ id }) => {
          const { data } = await rest.repos.getRepoRuleset({
            ...at.at,
            ruleset_id: id,
            includes_parents: true,
          });
          return observed(data as Ruleset);
        }),
      );
    } catch (error) {
      if (lacksPlan(error)) return [];
      throw error;
    }
  });
}
