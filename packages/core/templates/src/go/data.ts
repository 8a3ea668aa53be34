import { GoInteger, GoMap, GoStruct, list, type Value } from "@kalypso-actions/go-template";
import { type ConfigValue, isList, type ValueMap } from "@kalypso-actions/yaml-values";
import type { TemplateData } from "../template.ts";

/** The type's name in the operator; error messages show it. */
const dataType = "scheduler.dataType";

/** Labels and manifests: text to text. An empty one is the nil map that the operator has then. */
function textMap(entries: Readonly<Record<string, string>>): GoMap {
  const map = new Map<Value, Value>(Object.entries(entries));
  return new GoMap("map[string]string", map, map.size === 0);
}

const maxInt = 2n ** 63n - 1n;

function integer(value: bigint): Value {
  return value > maxInt ? new GoInteger("uint64", value) : value;
}

function configMap({ entries }: ValueMap): GoMap {
  let type: GoMap["type"] = "map[string]interface {}";
  const map = new Map<Value, Value>();
  for (const [key, item] of entries) {
    if (typeof key !== "string") type = "map[interface {}]interface {}";
    map.set(typeof key === "bigint" ? integer(key) : key, configValue(item));
  }
  return new GoMap(type, map);
}

/**
 * Platform configuration: maps and lists of anything. Maps are those that `dict` makes, where the operator has maps of
 * any key, so that sprig's functions take them; those with keys that are no text are what they are there.
 */
function configValue(value: ConfigValue): Value {
  if (typeof value === "bigint") return integer(value);
  if (typeof value !== "object" || value === null) return value;
  return isList(value) ? list(value.map(configValue)) : configMap(value);
}

function configData(data: TemplateData["ConfigData"]): GoMap {
  const entries = Object.entries(data).map(([key, item]) => [key, configValue(item)] as const);
  return new GoMap("map[string]interface {}", new Map<Value, Value>(entries));
}

/** What a template sees, and nothing else: the fields in the order in which Go would print them. */
export function templateFields(
  texts: Omit<TemplateData, "Labels" | "Manifests" | "ConfigData">,
  labels: Value,
  manifests: Value,
  config: Value,
  aliases?: ReadonlyMap<string, Value | undefined>,
): GoStruct {
  return new GoStruct(
    dataType,
    new Map<string, Value>([
      ["DeploymentTargetName", texts.DeploymentTargetName],
      ["Namespace", texts.Namespace],
      ["Environment", texts.Environment],
      ["Workspace", texts.Workspace],
      ["Workload", texts.Workload],
      ["Labels", labels],
      ["Manifests", manifests],
      ["ClusterType", texts.ClusterType],
      ["ConfigData", config],
    ]),
    aliases,
  );
}

/** The fields of the operator's first README, which has no `Manifests` yet. */
function legacyFields({ Manifests }: TemplateData): ReadonlyMap<string, Value | undefined> {
  const own = (name: string) => (Object.hasOwn(Manifests, name) ? Manifests[name] : undefined);
  return new Map([
    ["Repo", own("repo")],
    ["Branch", own("branch")],
    ["Path", own("path")],
  ]);
}

/** The data of an assignment as the values of the template language: a copy, which a template may change. */
export function goData(data: TemplateData): GoStruct {
  return templateFields(
    data,
    textMap(data.Labels),
    textMap(data.Manifests),
    configData(data.ConfigData),
    legacyFields(data),
  );
}
