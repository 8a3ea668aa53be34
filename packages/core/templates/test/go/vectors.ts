import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dictionary, GoInteger, GoMap, type GoStruct, list, type Value } from "@kalypso-actions/go-template";
import { templateFields } from "../../src/go/data.ts";

/** A recorded rendering; the markers of its data are described in test/vectors/go-template.md. */
export interface Vector {
  readonly id: string;
  readonly group: string;
  readonly template: string;
  readonly data: VectorData;
  readonly output?: string;
  readonly error?: string;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type VectorData = { readonly [key: string]: Json };

function marked(marker: string, content: Json): Value | undefined {
  switch (marker) {
    case "$int":
      return BigInt(String(content));
    case "$int64":
    case "$uint64":
      return new GoInteger(marker === "$int64" ? "int64" : "uint64", BigInt(String(content)));
    case "$float":
      return Number(String(content).replace("Inf", "Infinity"));
    case "$imap": {
      const pairs: readonly Json[] = Array.isArray(content) ? content : Object.entries(content ?? {});
      const entries = pairs.map((pair) => (pair as readonly Json[]).map(decode) as [Value, Value]);
      return new GoMap("map[interface {}]interface {}", new Map(entries));
    }
    default:
      return undefined;
  }
}

function decode(json: Json): Value {
  if (json === null || typeof json !== "object") return json;
  if (Array.isArray(json)) return list(json.map(decode));
  const entries = Object.entries(json);
  const [first] = entries;
  const value = entries.length === 1 && first !== undefined ? marked(first[0], first[1]) : undefined;
  return value ?? dictionary(entries.map(([key, item]) => [key, decode(item)] as const));
}

function texts(json: Json | undefined): GoMap {
  const entries = Object.entries((json ?? {}) as Readonly<Record<string, string>>);
  return new GoMap("map[string]string", new Map<Value, Value>(entries), json === undefined || json === null);
}

/** A vector's data in the engine's form; missing parts are empty or nil. */
export function vectorData(data: VectorData): GoStruct {
  const text = (name: string) => String(data[name] ?? "");
  const config = data["ConfigData"];
  return templateFields(
    {
      DeploymentTargetName: text("DeploymentTargetName"),
      Namespace: text("Namespace"),
      Environment: text("Environment"),
      Workspace: text("Workspace"),
      Workload: text("Workload"),
      ClusterType: text("ClusterType"),
    },
    {
      labels: texts(data["Labels"]),
      manifests: texts(data["Manifests"]),
      config:
        config === undefined || config === null
          ? new GoMap("map[string]interface {}", new Map(), true)
          : decode(config),
    },
  );
}

export function readVectors(): readonly Vector[] {
  const path = fileURLToPath(new URL("../../../../../test/vectors/go-template.jsonl", import.meta.url));
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line): Vector => JSON.parse(line));
}
