import { parseLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { formatPlace, hasErrors, nearestName } from "@kalypso-actions/diagnostics";
import { ConfigComposer, type Contribution } from "@kalypso-actions/platform-config";
import type { Schedule } from "@kalypso-actions/resources";
import {
  explainAssignment,
  type PolicyExplanation,
  type RequirementMatch,
} from "@kalypso-actions/scheduling";
import { type ConfigValue, shownText, toWholeJson } from "@kalypso-actions/yaml-values";
import type { Command } from "../command.ts";
import { required, UsageError } from "../options.ts";
import { table } from "../table.ts";

interface PairExplanation {
  readonly clusterType: string;
  readonly assigned: boolean;
  readonly policies: readonly PolicyExplanation[];
  readonly configuration: readonly {
    readonly key: string;
    readonly value: ConfigValue;
    readonly from: readonly Contribution[];
  }[];
}

function conditionText(
  subject: string,
  { requirement, matched, found }: RequirementMatch,
): readonly string[] {
  return [
    matched ? "yes" : "NO",
    subject,
    requirement,
    found === undefined ? "(no such label)" : `is ${found === "" ? '""' : found}`,
  ];
}

function policyText({
  policy,
  assigns,
  workspace,
  deploymentTarget,
  clusterType,
}: PolicyExplanation): string {
  const rows = [
    ...(workspace === undefined ? [] : [conditionText("target", workspace)]),
    ...deploymentTarget.map((match) => conditionText("target", match)),
    ...clusterType.map((match) => conditionText("cluster type", match)),
  ];
  const details = rows.length === 0 ? "      empty selector: matches everything" : table(rows, "      ");
  return `    ${policy} ${assigns ? "assigns it" : "does not assign it"}\n${details}`;
}

function valueText(value: ConfigValue): string {
  return typeof value === "string" ? value : shownText(value);
}

function configurationText(configuration: PairExplanation["configuration"]): string {
  const rows = configuration.flatMap(({ key, value, from }) => {
    const last = from.at(-1);
    const head = [
      key,
      valueText(value),
      last === undefined ? "" : `${last.configMap}  ${formatPlace(last.place)}`,
    ];
    const earlier = from
      .slice(0, -1)
      .reverse()
      .map((one) => ["", `over ${valueText(one.value)}`, `${one.configMap}  ${formatPlace(one.place)}`]);
    return [head, ...earlier];
  });
  return rows.length === 0 ? "    no ConfigMap applies" : table(rows, "    ");
}

function pairText(
  target: string,
  { clusterType, assigned, policies, configuration }: PairExplanation,
): string {
  return [
    `${target} ${assigned ? "runs on" : "does not run on"} ${clusterType}`,
    "  policies",
    policies.length === 0 ? "    the environment has none" : policies.map(policyText).join("\n"),
    "  configuration",
    configurationText(configuration),
  ].join("\n");
}

interface Pair {
  readonly target: string;
  readonly clusterType: string;
  /** The one requested configuration key. */
  readonly key: string | undefined;
}

function explainPair(schedule: Schedule, { target, clusterType, key }: Pair): PairExplanation {
  const policies = explainAssignment(schedule, target, clusterType) ?? [];
  const type = schedule.clusterTypes.find(({ name }) => name === clusterType);
  const deploymentTarget = schedule.deploymentTargets.find(({ name }) => name === target);
  if (type === undefined || deploymentTarget === undefined)
    throw new UsageError(
      `deployment target ${target} and cluster type ${clusterType} are not both in this environment`,
    );
  const composed = new ConfigComposer(schedule).compose({ clusterType: type, deploymentTarget });
  const configuration = Object.entries(composed.data)
    .filter(([name]) => key === undefined || name === key)
    .map(([name, value]) => ({ key: name, value, from: composed.origins.get(name) ?? [] }));
  return { clusterType, assigned: policies.some(({ assigns }) => assigns), policies, configuration };
}

/** For programs: plain JSON. */
function pairData({ configuration, ...pair }: PairExplanation): object {
  const entries = configuration.map(({ key, value, from }) => ({
    key,
    value: toWholeJson(value),
    from: from.map((one) => ({ configMap: one.configMap, value: toWholeJson(one.value), place: one.place })),
  }));
  return { ...pair, configuration: entries };
}

function known(kind: string, name: string, names: readonly string[]): string {
  if (names.includes(name)) return name;
  const nearest = nearestName(name, names);
  const suggestion =
    nearest === undefined ? `; available: ${names.join(", ") || "none"}` : `; did you mean ${nearest}?`;
  throw new UsageError(`the environment has no ${kind} ${name}${suggestion}`);
}

/** Why a deployment target is on a cluster type or not, and where each configuration value comes from. */
export const explainCommand: Command = async (options, reader) => {
  const environment = required(options.environment, "--environment");
  const operand = required(options.operands[0], "<deployment target>");
  const request = { environment, controlPlane: parseLocation(options.controlPlane) };
  const { value: schedule, diagnostics } = await scheduleEnvironment(reader, request);
  if (schedule === undefined || hasErrors(diagnostics)) return { diagnostics, text: "", data: null };
  const kept = schedule.held.find((each) =>
    each.assignments.some(({ deploymentTarget }) => deploymentTarget === operand),
  );
  if (kept !== undefined)
    throw new UsageError(
      `${operand} stays unchanged on the GitOps branch, because the registration ${kept.registration} cannot be read: ${kept.reason}`,
    );
  const target = known(
    "deployment target",
    operand,
    schedule.deploymentTargets.map(({ name }) => name),
  );
  const names = schedule.clusterTypes.map(({ name }) => name);
  const wanted = options.operands[1];
  const clusterTypes = wanted === undefined ? names : [known("cluster type", wanted, names)];
  const pairs = clusterTypes.map((clusterType) =>
    explainPair(schedule, { target, clusterType, key: options.key }),
  );
  return {
    diagnostics,
    text: pairs.map((pair) => pairText(target, pair)).join("\n\n"),
    data: { target, pairs: pairs.map(pairData) },
  };
};
