import { GoInteger, GoMap, GoStruct, list, type Value } from "@kalypso-actions/go-template";
import { type ConfigValue, isList, type ValueMap } from "@kalypso-actions/yaml-values";
import type { TemplateData } from "../template.ts";

/** The type's name in the operator; error messages show it. */
const dataType = "scheduler.dataType";

/** Labels and manifests: string to string. An empty map is nil, as in the operator. */
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
 * Platform configuration: maps and lists of any values. Maps have the type that `dict` returns, so that sprig's
 * functions accept them, although the operator uses maps with keys of any type; maps with keys other than strings are
 * as in the operator.
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

/** All data that a template can use, with the fields in the order in which Go prints them. */
export function templateFields(
  texts: Omit<TemplateData, "Labels" | "Manifests" | "ConfigData">,
  { labels, manifests, config }: Readonly<Record<"labels" | "manifests" | "config", Value>>,
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

/** The fields of the operator's first README, without `Manifests`. */
function legacyFields({ Manifests }: TemplateData): ReadonlyMap<string, Value | undefined> {
  const own = (name: string) => (Object.hasOwn(Manifests, name) ? Manifests[name] : undefined);
  return new Map([
    ["Repo", own("repo")],
    ["Branch", own("branch")],
    ["Path", own("path")],
  ]);
}

/** The data of an assignment as template values: a copy, because a template can change it. */
export function goData(data: TemplateData): GoStruct {
  return templateFields(
    data,
    {
      labels: textMap(data.Labels),
      manifests: textMap(data.Manifests),
      config: configData(data.ConfigData),
    },
    legacyFields(data),
  );
}
