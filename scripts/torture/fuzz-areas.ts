/** What the fuzz tries: each area makes an input and reads it as the product does. */
import { checkManifests, manifestObjects, render } from "@kalypso-actions/manifests";
import { ConfigValidator, mergeValues } from "@kalypso-actions/platform-config";
import { readResources, type Schedule } from "@kalypso-actions/resources";
import { compileSelector, explainSelector } from "@kalypso-actions/scheduling";
import { compileTemplate, type TemplateData } from "@kalypso-actions/templates";
import { readConfigValue, toJson } from "@kalypso-actions/yaml-values";
import { scheduleWith } from "../../packages/core/manifests/test/schedule.ts";
import type { Dice } from "../bench/random.ts";
import { go, mustache, schema, value, word, yaml } from "./fuzz-inputs.ts";

/** An input as text, and what is done with it. */
interface Trial {
  readonly input: string;
  run(): void;
}

const origin = { file: "t.yaml", line: 1, column: 1, verbatim: true };

function configValue(dice: Dice) {
  return readConfigValue(value(dice)).value;
}

function dataOf(dice: Dice): TemplateData {
  return {
    DeploymentTargetName: "app-t",
    Namespace: "dev-drone-app-t",
    Environment: "dev",
    Workspace: "team",
    Workload: "app",
    ClusterType: "drone",
    Labels: { tier: "edge" },
    Manifests: { repo: "https://github.com/contoso/app", path: word(dice), [word(dice)]: word(dice) },
    ConfigData: { LIST: configValue(dice), GREETING: "hello {{ .Environment }}" },
  };
}

function template(text: string, dice: Dice): Trial {
  const data = dataOf(dice);
  const contentType = dice.chance(0.2) ? "sh" : "yaml";
  const run = () => {
    const { value: compiled } = compileTemplate({ name: "t", text, origin, contentType });
    if (compiled === undefined) return;
    const { diagnostics } = compiled.render(data);
    if (diagnostics.length === 0) compiled.trace(data).at(0);
  };
  return { input: JSON.stringify([contentType, data.Manifests, text]), run };
}

/** A whole render, with a team's texts in a template of either language. */
function teamText(dice: Dice): Trial {
  const text = dice.chance(0.5) ? mustache(dice) : go(dice);
  const made = scheduleWith("{{Namespace}}", 2);
  const [first] = made.templates;
  const { Manifests: manifests } = dataOf(dice);
  const schedule: Schedule = {
    ...made,
    templates: made.templates.map((each) =>
      each === first ? { ...each, manifests: [{ text, origin }] } : each,
    ),
    deploymentTargets: made.deploymentTargets.map((target) => ({ ...target, manifests })),
  };
  return { input: JSON.stringify([manifests, text]), run: () => void render(schedule) };
}

function schemaTrial(dice: Dice): Trial {
  const text = dice.chance(0.9) ? JSON.stringify(schema(dice)) : yaml(dice);
  const data = { a: configValue(dice), A: "1" };
  const made = scheduleWith("x", 1);
  const [clusterType] = made.clusterTypes;
  const [target] = made.deploymentTargets;
  if (clusterType === undefined || target === undefined) throw new Error("the schedule has both");
  const deploymentTarget = { ...target, configSchemas: [{ text, origin }] };
  const run = () => {
    const destination = { clusterType, deploymentTarget };
    const validator = new ConfigValidator({ configSchemas: [] });
    validator.validate(destination, { data, origins: new Map() });
    validator.unusable(destination);
  };
  return { input: text, run };
}

function selectorTrial(dice: Dice): Trial {
  const key = () => dice.pick(["a", "b", "a/b", "__proto__", "constructor", word(dice)]);
  const requirement = () => ({
    key: key(),
    operator: dice.pick(["In", "NotIn", "Exists", "DoesNotExist", word(dice)]),
    values: dice.pick([[key()], [], null, [key(), key()], 1]),
  });
  const labelSelector = dice.pick<unknown>([
    { matchLabels: { [key()]: key() } },
    { matchExpressions: [requirement(), requirement()] },
    { matchLabels: null, matchExpressions: requirement() },
    word(dice),
  ]);
  const spec = { deploymentTargetSelector: { labelSelector }, clusterTypeSelector: { labelSelector } };
  const input = JSON.stringify({
    apiVersion: "scheduler.kalypso.io/v1alpha1",
    kind: "SchedulingPolicy",
    metadata: { name: "p" },
    spec,
  });
  const run = () => {
    const { value: found } = readResources([{ path: "p.yaml", text: input }]);
    const labels = Object.fromEntries([[key(), key()]]);
    for (const {
      data: { spec: read },
    } of found.resources.SchedulingPolicy) {
      compileSelector(read.deploymentTargetSelector.labelSelector)(labels);
      explainSelector(read.clusterTypeSelector.labelSelector, labels);
    }
  };
  return { input, run };
}

/** By the name in the table. */
export const areas = {
  "YAML of resources": (dice: Dice): Trial => {
    const text = yaml(dice);
    return { input: text, run: () => void readResources([{ path: "f.yaml", text }]) };
  },
  mustache: (dice: Dice): Trial => template(mustache(dice), dice),
  "Go templates": (dice: Dice): Trial => template(go(dice), dice),
  "texts of teams": teamText,
  "values and merge": (dice: Dice): Trial => {
    const [one, other] = [value(dice), value(dice)];
    const run = () => void toJson(mergeValues(readConfigValue(one).value, readConfigValue(other).value));
    return { input: `${one}\n---\n${other}`, run };
  },
  "manifest check": (dice: Dice): Trial => {
    const text = yaml(dice);
    const run = () => {
      checkManifests(text);
      manifestObjects(text);
    };
    return { input: text, run };
  },
  schemas: schemaTrial,
  selectors: selectorTrial,
} as const;

export type Area = keyof typeof areas;
export const areaNames = Object.keys(areas) as Area[];
