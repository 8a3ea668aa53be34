import type { ConfigValue, TemplateData } from "../template.ts";
import { dictionary, GoMap, GoStruct, list, type Value } from "./values/value.ts";

/** The type's name in the operator; error messages show it. */
const dataType = "scheduler.dataType";

/** Labels and manifests: text to text. An empty one is the nil map that the operator has then. */
function textMap(entries: Readonly<Record<string, string>>): GoMap {
  const map = new Map<Value, Value>(Object.entries(entries));
  return new GoMap("map[string]string", map, map.size === 0);
}

/** Platform configuration: maps and lists of anything. Whole numbers are ints, as from YAML. */
export function configValue(value: ConfigValue): Value {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return list(value.map(configValue));
  return dictionary(Object.entries(value).map(([key, item]) => [key, configValue(item)] as const));
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
    configValue(data.ConfigData),
    legacyFields(data),
  );
}
