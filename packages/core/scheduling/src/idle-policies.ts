/** Why a policy assigns nothing: the requirement that nothing meets, at its line. */
import { type Diagnostic, didYouMean, nearestName, type Place, present } from "@kalypso-actions/diagnostics";
import type { Resource } from "@kalypso-actions/resources";
import type { Candidate } from "./candidates.ts";
import {
  clusterTypeSelector,
  type PlacedRequirement,
  type PlacedSelector,
  type Policy,
  targetSelector,
  workspaceOf,
} from "./requirements.ts";
import { matchesRequirement } from "./selector.ts";

interface Cause {
  readonly reason: string;
  readonly place: Place;
  readonly hint?: string;
  readonly related?: Diagnostic["related"];
}

interface Choice {
  /** As a message calls them. */
  readonly noun: "deployment target" | "cluster type";
  readonly candidates: readonly Candidate[];
}

/** The most values that a hint lists. */
const maxListed = 8;

function listed(names: readonly string[]): string {
  const more = names.length > maxListed ? ` and ${names.length - maxListed} more` : "";
  return `Found: ${names.slice(0, maxListed).join(", ")}${more}.`;
}

/** The most labels that a hint looks for the nearest one in: policies times labels would be too many. */
const maxCompared = 500;

function missingKey(key: string, { noun, candidates }: Choice): Omit<Cause, "place"> {
  const keys = [...new Set(candidates.flatMap(({ labels }) => Object.keys(labels)))].slice(0, maxCompared);
  const nearest = nearestName(key, keys);
  const holder = candidates.find(({ labels }) => nearest !== undefined && Object.hasOwn(labels, nearest));
  return {
    reason: `no ${noun} has the label \`${key}\``,
    ...present({ hint: didYouMean(nearest) }),
    related:
      holder === undefined || nearest === undefined
        ? []
        : [{ message: `\`${nearest}\` of \`${holder.name}\``, place: holder.placeOf(nearest) }],
  };
}

function missingValue({ requirement, placeOfValue }: PlacedRequirement, { noun, candidates }: Choice): Cause {
  const { key, values } = requirement;
  const wanted = values ?? [];
  const found = [...new Set(candidates.flatMap(({ labels }) => labels[key] ?? []))].slice(0, maxCompared);
  const near = wanted.flatMap((value) => {
    const name = nearestName(value, found);
    return name === undefined ? [] : [{ value, name }];
  });
  const [first] = near;
  const holder = candidates.find(({ labels }) => first !== undefined && labels[key] === first.name);
  return {
    reason: `no ${noun} has \`${key}: ${wanted.join("` or `")}\``,
    place: placeOfValue(first?.value ?? wanted[0] ?? ""),
    hint: didYouMean(first?.name) ?? listed(found),
    related:
      holder === undefined
        ? []
        : [{ message: `\`${key}: ${first?.name}\` of \`${holder.name}\``, place: holder.placeOf(key) }],
  };
}

/** @returns undefined if a candidate meets the requirement */
function unmet(placed: PlacedRequirement, choice: Choice): Cause | undefined {
  const { requirement, place } = placed;
  const { key, operator, values } = requirement;
  const { noun, candidates } = choice;
  if (candidates.some(({ labels }) => matchesRequirement(requirement, labels))) return undefined;
  const hasKey = candidates.some(({ labels }) => Object.hasOwn(labels, key));
  if (operator === "In" && hasKey) return missingValue(placed, choice);
  if (operator === "In" || operator === "Exists") return { ...missingKey(key, choice), place };
  if (operator === "NotIn")
    return { reason: `every ${noun} has \`${key}: ${values?.join("` or `")}\``, place };
  return { reason: `every ${noun} has the label \`${key}\``, place };
}

/** Why a selector matches none of the candidates. */
function selectorCause({ place, requirements }: PlacedSelector, choice: Choice): Cause {
  if (choice.candidates.length === 0) return { reason: `the environment has no ${choice.noun}`, place };
  for (const requirement of requirements) {
    const cause = unmet(requirement, choice);
    if (cause !== undefined) return cause;
  }
  return { reason: `no ${choice.noun} meets all of the selector's requirements`, place };
}

/** Why there is no deployment target of the policy's workspace; undefined if there is one. */
function workspaceCause(
  policy: Policy,
  targets: readonly Candidate[],
  registrations: readonly Resource<"WorkloadRegistration">[],
): Cause | undefined {
  const { name: wanted, place } = workspaceOf(policy) ?? {};
  if (wanted === undefined || place === undefined) return undefined;
  if (targets.some(({ labels }) => labels["workspace"] === wanted)) return undefined;
  const known = registrations.map(({ data }) => data.spec.workspace);
  if (known.includes(wanted))
    return {
      reason: `no workload of the workspace \`${wanted}\` has a deployment target in this environment`,
      place,
    };
  const without = registrations.filter(({ data }) => data.spec.workspace === "");
  const nearest = nearestName(wanted, known.filter(Boolean));
  const holder = registrations.find(({ data }) => data.spec.workspace === nearest);
  const close = holder === undefined ? without : [holder, ...without];
  const names = without.map(({ name }) => `\`${name}\``).join(", ");
  const empty =
    without.length === 1 ? `the registration ${names} has none` : `the registrations ${names} have none`;
  return {
    reason: `no registration has the workspace \`${wanted}\`${without.length === 0 ? "" : `, and ${empty}`}`,
    place,
    hint: didYouMean(nearest) ?? `Set \`workspace: ${wanted}\` in the registration, or correct the policy.`,
    related: close.map((registration) => ({
      message: `the workspace of registration \`${registration.name}\``,
      place: registration.placeOf(["spec", "workspace"]),
    })),
  };
}

/** What an environment offers to policies. */
export interface Offer {
  readonly targets: readonly Candidate[];
  readonly clusterTypes: readonly Candidate[];
  readonly registrations: readonly Resource<"WorkloadRegistration">[];
}

function causes(
  policy: Policy,
  missing: Missing,
  { targets, clusterTypes, registrations }: Offer,
): readonly Cause[] {
  const found: Cause[] = [];
  if (missing.targets) {
    const wanted = workspaceOf(policy)?.name;
    const candidates = targets.filter(({ labels }) => wanted === undefined || labels["workspace"] === wanted);
    found.push(
      workspaceCause(policy, targets, registrations) ??
        selectorCause(targetSelector(policy), { noun: "deployment target", candidates }),
    );
  }
  if (missing.clusterTypes)
    found.push(
      selectorCause(clusterTypeSelector(policy), { noun: "cluster type", candidates: clusterTypes }),
    );
  return found;
}

/** What a policy selects none of. */
export interface Missing {
  readonly targets: boolean;
  readonly clusterTypes: boolean;
}

/** One warning for a policy that assigns nothing, at the first requirement that nothing meets. */
export function idlePolicy(policy: Policy, missing: Missing, offer: Offer): Diagnostic {
  const found = causes(policy, missing, offer);
  const [first, ...others] = found;
  const nothing = [
    missing.targets ? "no deployment target" : "",
    missing.clusterTypes ? "no cluster type" : "",
  ].filter(Boolean);
  return {
    severity: "warning",
    code: "policy-selects-nothing",
    message: `the policy \`${policy.name}\` selects ${nothing.join(" and ")}, so it assigns nothing: ${found.map(({ reason }) => reason).join("; ")}`,
    hint: first?.hint ?? "Run `kalypso explain` to see which labels do not match.",
    place: first?.place ?? policy.place,
    related: [
      ...(first?.related ?? []),
      ...others.flatMap(({ place, related = [] }) => [
        { message: "the other requirement", place },
        ...related,
      ]),
    ],
  };
}
