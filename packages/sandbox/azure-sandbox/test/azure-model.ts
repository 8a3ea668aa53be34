/** Checks a record against Azure's own description: the mappers of its SDK. */
import * as mappers from "@azure/arm-kubernetesconfiguration/dist-esm/src/models/mappers.js";
import type { FluxRecord } from "../src/azure/record.ts";

interface Kind {
  readonly name: string;
  readonly className?: string;
  readonly value?: Mapper;
  readonly element?: Mapper;
  readonly modelProperties?: Readonly<Record<string, Mapper>>;
  readonly allowedValues?: readonly unknown[];
}

interface Mapper {
  readonly serializedName?: string;
  readonly nullable?: boolean;
  readonly type: Kind;
}

type Data = Readonly<Record<string, unknown>>;

const models = mappers as unknown as Readonly<Record<string, Mapper>>;

/** A flattened model on the wire: `properties.scope` is a property of `properties`. */
function unflattened(properties: Readonly<Record<string, Mapper>>): ReadonlyMap<string, Mapper> {
  const found = new Map<string, Mapper>();
  const inner: Record<string, Record<string, Mapper>> = {};
  for (const [key, mapper] of Object.entries(properties)) {
    const name = (mapper.serializedName ?? key).replaceAll("\\.", "\0");
    const [head = "", ...rest] = name.split(".").map((part) => part.replaceAll("\0", "."));
    if (rest.length === 0) found.set(head, mapper);
    else inner[head] = { ...inner[head], [rest.join(".")]: { ...mapper, serializedName: rest.join(".") } };
  }
  for (const [head, modelProperties] of Object.entries(inner))
    found.set(head, { type: { name: "Composite", modelProperties } });
  return found;
}

function propertiesOf({ modelProperties, className = "" }: Kind): ReadonlyMap<string, Mapper> {
  return unflattened(modelProperties ?? models[className]?.type.modelProperties ?? {});
}

const plain: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === "string",
  Boolean: (value) => typeof value === "boolean",
  Number: (value) => typeof value === "number",
  DateTime: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
};

function violations({ type }: Mapper, value: unknown, at: string): readonly string[] {
  // Resource Graph returns null for unset values.
  if (value === null) return [];
  if (type.name === "Sequence")
    return Array.isArray(value)
      ? value.flatMap((each, index) => violations(type.element ?? { type }, each, `${at}[${index}]`))
      : [`${at} is not a list`];
  if (type.name !== "Dictionary" && type.name !== "Composite")
    return (plain[type.name] ?? (() => true))(value) ? [] : [`${at} is no ${type.name}`];
  if (typeof value !== "object" || Array.isArray(value)) return [`${at} is not an object`];
  const known = type.name === "Composite" ? propertiesOf(type) : undefined;
  return Object.entries(value as Data).flatMap(([key, each]) => {
    const mapper = known === undefined ? type.value : known.get(key);
    if (newer.has(`${at}.${key}`)) return [];
    return mapper === undefined ? [`${at}.${key} is not known`] : violations(mapper, each, `${at}.${key}`);
  });
}

/** Azure returns these since an API version newer than the SDK's. */
const newer = new Set(["record.properties.gitRepository.provider", "record.properties.ociRepository"]);

/** The resource's own fields: a row of the graph has further columns. */
export function recordViolations({ id, name, type, properties }: FluxRecord): readonly string[] {
  const model = models["FluxConfiguration"];
  if (model === undefined) throw new Error("Azure's SDK describes no FluxConfiguration any more");
  return violations(model, { id, name, type, properties }, "record");
}
