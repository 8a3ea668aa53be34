import { parseLocation, scheduleEnvironment } from "@kalypso-actions/control-plane";
import { formatPlace, hasErrors, nearestName } from "@kalypso-actions/diagnostics";
import { ConfigComposer, type Contribution } from "@kalypso-actions/platform-config";
import { isAppConfig, type Schedule } from "@kalypso-actions/resources";
import {
  explainAssignment,
  type PolicyExplanation,
  type RequirementMatch,
} from "@kalypso-actions/scheduling";
import { type ConfigValue, shownText, toWholeJson } from "@kalypso-actions/yaml-values";
import { type Command, onlyProblems } from "../command.ts";
import { required } from "../options.ts";
import { type Pair, pairsOf } from "../subject.ts";
import { table } from "../table.ts";
import type { Line, Span } from "../text.ts";
import { didYouMean, UsageError } from "../usage-error.ts";

interface PairExplanation extends Pair {
  readonly assigned: boolean;
  readonly policies: readonly PolicyExplanation[];
  readonly configuration: readonly {
    readonly key: string;
    readonly value: ConfigValue;
    readonly from: readonly Contribution[];
  }[];
}

function conditionText(subject: string, { requirement, matched, found }: RequirementMatch): readonly Span[] {
  return [
    matched ? { text: "yes", style: "green" } : { text: "NO", style: "red" },
    subject,
    requirement,
    found === undefined ? "(no such label)" : `is ${found === "" ? '""' : found}`,
  ];
}

function policyLines(explanation: PolicyExplanation, columns: number | undefined): readonly Line[] {
  const { policy, assigns, workspace, deploymentTarget, clusterType } = explanation;
  const rows = [
    ...(workspace === undefined ? [] : [conditionText("target", workspace)]),
    ...deploymentTarget.map((match) => conditionText("target", match)),
    ...clusterType.map((match) => conditionText("cluster type", match)),
  ];
  const details =
    rows.length === 0
      ? ["      empty selector: matches everything"]
      : table(rows, { indent: "      ", columns });
  const verdict: Span = assigns
    ? { text: "assigns it", style: "green" }
    : { text: "does not assign it", style: "dim" };
  return [[`    ${policy} `, verdict], ...details];
}

function valueText(value: ConfigValue): string {
  return typeof value === "string" ? value : shownText(value);
}

function sourceText({ configMap, place }: Contribution): string {
  return `${configMap}  ${formatPlace(place)}`;
}

interface Setting {
  /** Empty for a value that another one overrides. */
  readonly key: string;
  readonly value: string;
  readonly source: string;
}

function settingsOf({ configuration }: PairExplanation): readonly Setting[] {
  return configuration.flatMap(({ key, value, from }) => {
    const last = from.at(-1);
    const earlier = from.slice(0, -1).reverse();
    return [
      { key, value: valueText(value), source: last === undefined ? "" : sourceText(last) },
      ...earlier.map((one) => ({ key: "", value: `over ${valueText(one.value)}`, source: sourceText(one) })),
    ];
  });
}

/** For terminals that a table of these would not fit: places stay whole, so that they can be followed. */
function stackedLines(settings: readonly Setting[]): readonly Line[] {
  return settings.flatMap(({ key, value, source }) => [
    ...(key === "" ? [] : [[{ text: `    ${key}`, style: "bold" as const }]]),
    `      ${value}`,
    `        ${source}`,
  ]);
}

function configurationLines(
  pair: PairExplanation,
  key: string | undefined,
  columns: number | undefined,
): readonly Line[] {
  const settings = settingsOf(pair);
  if (settings.length === 0)
    return [`    no ConfigMap ${key === undefined ? "applies" : `that applies sets ${key}`}`];
  const rows = settings.map(({ key: name, value, source }) => [name, value, source]);
  const lines = table(rows, { indent: "    ", columns });
  return lines.length === rows.length ? lines : stackedLines(settings);
}

function pairLines(
  pair: PairExplanation,
  key: string | undefined,
  columns: number | undefined,
): readonly Line[] {
  const { target, clusterType, assigned, policies } = pair;
  const verdict = assigned ? "runs on" : "does not run on";
  return [
    [{ text: `${target} ${verdict} ${clusterType}`, style: "bold" }],
    "  policies",
    ...(policies.length === 0
      ? ["    the environment has none"]
      : policies.flatMap((policy) => policyLines(policy, columns))),
    "  configuration",
    ...configurationLines(pair, key, columns),
  ];
}

/** Explains pairs of one Schedule. */
class Explainer {
  readonly #schedule: Schedule;
  readonly #composer: ConfigComposer;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#composer = new ConfigComposer(schedule);
  }

  explain(pair: Pair, key: string | undefined): PairExplanation {
    const policies = explainAssignment(this.#schedule, pair.target, pair.clusterType) ?? [];
    const clusterType = this.#schedule.clusterTypes.find(({ name }) => name === pair.clusterType);
    const deploymentTarget = this.#schedule.deploymentTargets.find(({ name }) => name === pair.target);
    if (clusterType === undefined || deploymentTarget === undefined)
      throw new UsageError(`${pair.target} and ${pair.clusterType} are not both in this environment`);
    const composed = this.#composer.compose({ clusterType, deploymentTarget });
    const configuration = Object.entries(composed.data)
      .filter(([name]) => key === undefined || name === key)
      .map(([name, value]) => ({ key: name, value, from: composed.origins.get(name) ?? [] }));
    return { ...pair, assigned: policies.some(({ assigns }) => assigns), policies, configuration };
  }
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

/** Azure App Configuration's keys start with the labels they are for. */
function keysOf({ configMaps }: Schedule): ReadonlySet<string> {
  return new Set(
    configMaps.flatMap((configMap) =>
      configMap.data.map(({ key }) => (isAppConfig(configMap) ? key.slice(key.lastIndexOf(".") + 1) : key)),
    ),
  );
}

/** @throws UsageError for a key that no ConfigMap sets */
function checkKey(schedule: Schedule, key: string): void {
  const keys = keysOf(schedule);
  if (keys.has(key)) return;
  throw new UsageError(
    `no ConfigMap of the environment sets the key ${key}${didYouMean(nearestName(key, keys))}`,
  );
}

/** @throws UsageError for what is not scheduled, and stays as it is */
function checkHeld({ held }: Schedule, pairs: readonly Pair[]): void {
  for (const { registration, workload, deploymentTarget, reason, assignments } of held) {
    const names = new Set(assignments.map(({ deploymentTarget }) => deploymentTarget));
    const kept = pairs.find(({ target }) => names.has(target));
    if (kept === undefined) continue;
    throw new UsageError(
      `${kept.target} stays unchanged on the GitOps branch, because ${
        deploymentTarget !== undefined
          ? "it is held"
          : workload !== undefined
            ? `the workload ${workload} is held`
            : `the registration ${registration} cannot be read`
      }: ${reason}`,
    );
  }
}

/** Why a deployment target is on a cluster type or not, and where each configuration value comes from. */
export const explainCommand: Command = async ({ controlPlane, operands, key, ...options }, { reader }) => {
  const environment = required(options.environment, "--environment");
  const request = { environment, controlPlane: parseLocation(controlPlane) };
  const { value: schedule, diagnostics } = await scheduleEnvironment(reader, request);
  if (schedule === undefined || hasErrors(diagnostics)) return onlyProblems(diagnostics);
  const named = pairsOf(schedule, operands);
  checkHeld(schedule, named);
  if (key !== undefined) checkKey(schedule, key);
  const explainer = new Explainer(schedule);
  const pairs = named.map((pair) => explainer.explain(pair, key));
  return {
    diagnostics,
    text: (columns) =>
      pairs.flatMap((pair, index) => [...(index === 0 ? [] : [""]), ...pairLines(pair, key, columns)]),
    data: { pairs: pairs.map(pairData) },
  };
};
