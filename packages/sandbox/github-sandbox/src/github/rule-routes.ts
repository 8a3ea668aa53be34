/** Rulesets of branches. */
import { type Context, demand, notFound, page, requiredText } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import { demandRulesets } from "./plans.ts";
import { newId, type Ruleset } from "./state.ts";

interface RulesetBody {
  readonly name?: string;
  readonly target?: string;
  readonly enforcement?: string;
  readonly bypass_actors?: readonly { readonly actor_id?: number | null; readonly actor_type: string }[];
  readonly conditions?: { readonly ref_name?: { readonly include?: readonly string[] } };
  readonly rules?: readonly { readonly type: string }[];
}

function branchOf(pattern: string): string {
  const [, name] = /^refs\/heads\/([^*?[\]~]+)$/.exec(pattern) ?? [];
  if (name === undefined)
    throw new Refusal(422, `The sandbox knows whole names of branches only: ${pattern}`);
  return name;
}

/** The logins of those who may bypass a ruleset. An App has to be installed. */
function bypassOf({ apps }: Context, { bypass_actors = [] }: RulesetBody): readonly string[] {
  return bypass_actors.flatMap(({ actor_id, actor_type }) => {
    if (actor_type !== "Integration") return [];
    const app = [...apps.values()].find(({ id }) => id === actor_id);
    if (app === undefined || (app.installation === undefined && app.repositories.length === 0))
      throw new Refusal(422, "Validation Failed", [
        "Actor GitHub App integration must be part of the ruleset source or owner organization",
      ]);
    return [`${app.slug}[bot]`];
  });
}

function rulesetOf(context: Context, id: number): Ruleset {
  const body = context.body as RulesetBody;
  requiredText(context.body, "name");
  const limits = body.enforcement === "active" && body.rules?.some(({ type }) => type === "pull_request");
  const include = body.conditions?.ref_name?.include ?? [];
  const branches = include.map(branchOf);
  const bypass = bypassOf(context, body);
  return { id, branches: limits === true ? branches : [], bypass, body: context.body };
}

function rulesetJson({ owner, repository }: Context, { id, body }: Ruleset) {
  const source = { source_type: "Repository", source: `${owner}/${repository.name}` };
  return { target: "branch", ...body, id, node_id: `RRS_${id}`, ...source };
}

function known({ repository, params }: Context): Ruleset {
  const found = repository.rulesets.find(({ id }) => String(id) === params["ruleset"]);
  if (found === undefined) throw notFound();
  return found;
}

export function listRulesets(context: Context): Answer {
  demandRulesets(context);
  const { rulesets } = context.repository;
  const listed = rulesets.filter(({ id }) => id !== undefined);
  // The list has neither rules nor conditions, nor who may bypass them.
  const shown = page(listed, context.query).map((each) => ({
    ...rulesetJson(context, each),
    rules: undefined,
    conditions: undefined,
    bypass_actors: undefined,
  }));
  return { status: 200, body: shown };
}

export function getRuleset(context: Context): Answer {
  demandRulesets(context);
  return { status: 200, body: rulesetJson(context, known(context)) };
}

export function createRuleset(context: Context): Answer {
  demand(context, "administration");
  demandRulesets(context);
  const { repository, body } = context;
  if (repository.rulesets.some((each) => each.body?.["name"] === body["name"]))
    throw new Refusal(422, "Validation Failed", ["Name must be unique"]);
  const ruleset = rulesetOf(context, newId());
  repository.rulesets = [...repository.rulesets, ruleset];
  return { status: 201, body: rulesetJson(context, ruleset) };
}

export function updateRuleset(context: Context): Answer {
  demand(context, "administration");
  demandRulesets(context);
  const former = known(context);
  const merged = { ...context, body: { ...former.body, ...context.body } };
  const ruleset = rulesetOf(merged, former.id ?? newId());
  const { repository } = context;
  repository.rulesets = repository.rulesets.map((each) => (each === former ? ruleset : each));
  return { status: 200, body: rulesetJson(context, ruleset) };
}

export function deleteRuleset(context: Context): Answer {
  demand(context, "administration");
  demandRulesets(context);
  const former = known(context);
  context.repository.rulesets = context.repository.rulesets.filter((each) => each !== former);
  return { status: 204 };
}
