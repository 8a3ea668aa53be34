/** Environments, and the branches whose jobs may use them. */
import { type Context, demand, demandRead, notFound, requiredText } from "./context.ts";
import { type Answer, Refusal } from "./http.ts";
import { demandBranchPolicies, demandReviewers } from "./plans.ts";
import { type EnvironmentState, newEnvironment, newId } from "./state.ts";

function environmentOf({ repository, params }: Context): EnvironmentState {
  const environment = repository.environments.get(params["environment"] ?? "");
  if (environment === undefined) throw notFound();
  return environment;
}

function reviewerJson(
  { account, url }: Context,
  { type, id }: { readonly type: string; readonly id: number },
) {
  const known = type === "User" ? account.people : account.teams;
  const [name = ""] = [...known].find(([, each]) => each === id) ?? [];
  const reviewer = type === "User" ? { login: name, id } : { slug: name, name, id };
  return { type, reviewer: { ...reviewer, node_id: `${type}_${id}`, html_url: `${url}/${name}` } };
}

function environmentJson(context: Context, name: string, environment: EnvironmentState) {
  environment.id ??= newId();
  const { id, reviewers = [], branches, needsApproval } = environment;
  const page = `${context.url}/${context.owner}/${context.repository.name}`;
  const asked = { id, node_id: `GA_${id}`, type: "required_reviewers", prevent_self_review: false };
  const rules = [
    ...(needsApproval || reviewers.length > 0
      ? [{ ...asked, reviewers: reviewers.map((each) => reviewerJson(context, each)) }]
      : []),
    ...(branches === undefined ? [] : [{ id, node_id: `GA_${id}`, type: "branch_policy" }]),
  ];
  return {
    id,
    node_id: `EN_${id}`,
    name,
    html_url: `${page}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    protection_rules: rules,
    deployment_branch_policy:
      branches === undefined ? null : { protected_branches: false, custom_branch_policies: true },
  };
}

export function listEnvironments(context: Context): Answer {
  const environments = [...context.repository.environments].map(([name, state]) =>
    environmentJson(context, name, state),
  );
  return { status: 200, body: { total_count: environments.length, environments } };
}

export function getEnvironment(context: Context): Answer {
  const environment = environmentOf(context);
  return { status: 200, body: environmentJson(context, context.params["environment"] ?? "", environment) };
}

type Reviewers = NonNullable<EnvironmentState["reviewers"]>;

function reviewersIn({ body, account }: Context): Reviewers {
  const reviewers = (body["reviewers"] ?? []) as Reviewers;
  if (reviewers.length > 6) throw new Refusal(422, "Only 6 reviewers are allowed.");
  for (const { type, id } of reviewers) {
    const known = type === "User" ? account.people : account.teams;
    if (![...known.values()].includes(id)) throw new Refusal(422, "Could not find the reviewer.");
  }
  return reviewers;
}

/** @returns whether only some branches may use it */
function isLimited({ body }: Context): boolean {
  const policy = body["deployment_branch_policy"] as
    | { readonly protected_branches: boolean; readonly custom_branch_policies: boolean }
    | null
    | undefined;
  if (policy === null || policy === undefined) return false;
  if (policy.protected_branches === policy.custom_branch_policies)
    throw new Refusal(422, "protected_branches and custom_branch_policies cannot have the same value.");
  if (policy.protected_branches) throw new Refusal(422, "The sandbox has no protected branches.");
  return true;
}

/** Replaces the protection; a pattern of branches stays as long as there are patterns. */
export function putEnvironment(context: Context): Answer {
  demand(context, "administration");
  const { repository, params } = context;
  const [reviewers, limited] = [reviewersIn(context), isLimited(context)];
  if (reviewers.length > 0) demandReviewers(context);
  if (limited) demandBranchPolicies(context);
  const name = params["environment"] ?? "";
  const environment = repository.environments.get(name) ?? newEnvironment();
  repository.environments.set(name, environment);
  environment.reviewers = reviewers;
  environment.needsApproval = reviewers.length > 0;
  environment.branches = limited ? (environment.branches ?? []) : undefined;
  return { status: 200, body: environmentJson(context, name, environment) };
}

export function deleteEnvironment(context: Context): Answer {
  demand(context, "administration");
  environmentOf(context);
  context.repository.environments.delete(context.params["environment"] ?? "");
  return { status: 204 };
}

/** @throws Refusal if all branches may use it */
function patternsOf(environment: EnvironmentState): readonly string[] {
  if (environment.branches === undefined) throw notFound();
  return environment.branches;
}

function policyJson({ policyIds }: EnvironmentState, name: string) {
  const id = policyIds?.get(name) ?? newId();
  policyIds?.set(name, id);
  return { id, node_id: `GR_${id}`, name, type: "branch" };
}

export function listPolicies(context: Context): Answer {
  demandRead(context, "actions", "administration");
  const environment = environmentOf(context);
  const branch_policies = (environment.branches ?? []).map((name) => policyJson(environment, name));
  return { status: 200, body: { total_count: branch_policies.length, branch_policies } };
}

export function createPolicy(context: Context): Answer {
  demand(context, "administration");
  const environment = environmentOf(context);
  const patterns = patternsOf(environment);
  const name = requiredText(context.body, "name");
  if (patterns.includes(name)) return { status: 303, body: undefined };
  environment.branches = [...patterns, name];
  return { status: 200, body: policyJson(environment, name) };
}

export function deletePolicy(context: Context): Answer {
  demand(context, "administration");
  const environment = environmentOf(context);
  const patterns = patternsOf(environment);
  const gone = patterns.find((name) => String(environment.policyIds?.get(name)) === context.params["policy"]);
  if (gone === undefined) throw notFound();
  environment.branches = patterns.filter((name) => name !== gone);
  return { status: 204 };
}
