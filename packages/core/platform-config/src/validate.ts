import { type Diagnostic, type Place, placeInText, present } from "@kalypso-actions/diagnostics";
import type { ConfigSchema, DeploymentTarget, EmbeddedText, Schedule } from "@kalypso-actions/resources";
import {
  type ConfigValue,
  isList,
  isMap,
  type JsonValue,
  keyText,
  shownText,
  toJson,
} from "@kalypso-actions/yaml-values";
import type { ErrorObject, ValidateFunction } from "ajv";
import { type Destination, LabelIndex } from "./applies.ts";
import type { ComposedConfig, ConfigData } from "./compose.ts";
import { SchemaCompiler } from "./schema-compiler.ts";
import { CostlyPatterns, CostlySchema, countingSteps } from "./schema-keywords.ts";

/** One violation of a schema by a configuration. */
export interface Violation {
  /** `DATABASE.port`, or the empty string for the configuration as a whole. */
  readonly key: string;
  readonly message: string;
  /** Where the value was last set; the schema's place if the value is absent. */
  readonly place: Place;
  readonly schema: Place;
  /** The key at the top of the configuration that is missing, if that is the violation. */
  readonly missing?: string;
  /** Whose schema it is, if an application team brought it. */
  readonly broughtBy?: Bringer;
}

/** A deployment target, or the workload of it. */
export type Bringer = "target" | "workload";

const integer = /^-?(?:0|[1-9]\d*)$/;

/**
 * How validation types a text: integers, decimals that print as they were written (`1.5`, not `1.10`), and `true` and
 * `false`. The written value stays a text.
 */
export function coerce(value: ConfigValue): JsonValue {
  if (typeof value !== "string") return toJson(value);
  if (value === "true" || value === "false") return value === "true";
  const number = Number(value);
  if (integer.test(value)) return Number.isSafeInteger(number) ? number : value;
  return Number.isFinite(number) && String(number) === value ? number : value;
}

function keyOf(error: ErrorObject): readonly string[] {
  const path = error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const property =
    error.keyword === "required" ? error.params["missingProperty"] : error.params["additionalProperty"];
  return typeof property === "string" ? [...path, property] : path;
}

function valueAt(data: ConfigData, path: readonly string[]): ConfigValue | undefined {
  const [first = "", ...rest] = path;
  let value: ConfigValue | undefined = Object.hasOwn(data, first) ? data[first] : undefined;
  for (const part of rest) value = isMap(value) ? value.named(part) : itemAt(value, part);
  return value;
}

function itemAt(value: ConfigValue | undefined, index: string): ConfigValue | undefined {
  return isList(value) ? value[Number(index)] : undefined;
}

/** Says how a value is written if YAML 1.2 would read it differently; from the last ConfigMap that writes it so. */
function yaml11Note(
  config: ComposedConfig,
  [key = "", ...rest]: readonly string[],
  value: ConfigValue | undefined,
): string {
  const found = config.origins
    .get(key)
    ?.flatMap(({ differences }) => differences)
    .findLast((difference) => {
      const isThere = difference.path.map(String).join("\0") === rest.join("\0");
      return isThere && (difference.isKey || difference.value === value);
    });
  if (found === undefined) return "";
  return ` (YAML 1.1 reads \`${found.written}\` as ${found.isKey ? "the key " : ""}${keyText(found.value)})`;
}

function messageOf(error: ErrorObject, key: string, value: ConfigValue | undefined): string {
  if (error.keyword === "required") return `\`${key}\` is missing; the schema requires it`;
  if (error.keyword === "additionalProperties") return `\`${key}\` is not allowed by the schema`;
  const allowed: unknown = error.params["allowedValues"];
  const wanted = Array.isArray(allowed)
    ? `must be one of ${allowed.map((entry) => JSON.stringify(entry)).join(", ")}`
    : (error.message ?? "violates the schema");
  if (value === undefined) return `the configuration ${wanted}`;
  return `\`${key}\` is ${shownText(value)}; it ${wanted}`;
}

interface CompiledSchema {
  readonly embedded: EmbeddedText;
  readonly validate: ValidateFunction;
}

/** Text that looks like a number may be meant as text: where the schema requires text, it is text. */
function validated(validate: ValidateFunction, data: ConfigData): readonly ErrorObject[] {
  const coerced: Record<string, JsonValue> = Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, coerce(value)]),
  );
  // A plain predicate, because the library's type guard would narrow the data to nothing.
  const isValid: (value: unknown) => boolean = validate;
  const errors = () => (isValid(coerced) ? [] : (validate.errors ?? []));
  const first = errors();
  const wantText = first.filter(
    ({ keyword, params }) => keyword === "type" && [params["type"]].flat().includes("string"),
  );
  for (const error of wantText) {
    const [key = ""] = keyOf(error);
    const value = data[key];
    if (value !== undefined) coerced[key] = toJson(value);
  }
  return wantText.length === 0 ? first : errors();
}

/** Why a validation was ended. */
function unending(error: unknown): string | undefined {
  if (error instanceof CostlyPatterns)
    return "the schema's patterns are too long for a configuration of this size; expected fewer repetitions";
  if (error instanceof CostlySchema)
    return "the schema's references or violations are too many for a configuration of this size; expected fewer";
  return error instanceof RangeError ? "the schema refers to itself endlessly" : undefined;
}

/** Of one schema by one configuration: nobody reads more, and each is kept until the end of the run. */
const maxViolations = 100;

function violations({ embedded, validate }: CompiledSchema, config: ComposedConfig): readonly Violation[] {
  // A condition (if, oneOf, ...) reports its branches' errors and its own; its own adds nothing.
  const { verbatim: _, ...schema } = embedded.origin;
  let errors: readonly ErrorObject[];
  try {
    errors = countingSteps(() => validated(validate, config.data)).filter(({ keyword }) => keyword !== "if");
  } catch (error) {
    const message = unending(error);
    if (message === undefined) throw error;
    return [{ key: "", message, place: schema, schema }];
  }
  const told = errors.slice(0, maxViolations).map((error): Violation => {
    const path = keyOf(error);
    const key = path.join(".");
    const setBy = config.origins.get(path[0] ?? "")?.at(-1)?.place;
    const value = valueAt(config.data, path);
    return {
      key,
      message: messageOf(error, key, value) + yaml11Note(config, path, value),
      place: setBy ?? schema,
      schema,
      ...present({ missing: error.keyword === "required" && path.length === 1 ? path[0] : undefined }),
    };
  });
  const more = errors.length - told.length;
  if (more === 0) return told;
  return [...told, { key: "", message: `${more} more violations are not told`, place: schema, schema }];
}

function invalid(embedded: EmbeddedText, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    severity: "error",
    code: "config-schema-invalid",
    message: `the schema cannot be used: ${reason}; expected a JSON Schema (draft 7 or 2020-12)`,
    hint: "Write patterns in RE2 syntax (no look-around), and keep references inside the schema.",
    place: placeInText(embedded.origin, 1, 1),
  };
}

function bringerOf({ ofTarget }: DeploymentTarget["configSchemas"][number]): Bringer {
  return ofTarget === true ? "target" : "workload";
}

/** Checks composed configurations against the schemas that apply to their destinations. */
export class ConfigValidator {
  readonly #index: LabelIndex<ConfigSchema>;
  readonly #compiler = new SchemaCompiler();
  /** Undefined if a schema cannot be used. */
  readonly #compiled = new Map<EmbeddedText, CompiledSchema | undefined>();
  readonly #problems = new Map<EmbeddedText, Diagnostic>();
  readonly #results = new WeakMap<ComposedConfig, Map<string, readonly Violation[]>>();
  readonly #diagnostics: Diagnostic[] = [];

  constructor(schedule: Pick<Schedule, "configSchemas">) {
    this.#index = new LabelIndex(schedule.configSchemas);
  }

  /** Unusable schemas of the platform that apply to a validated destination. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  /** Schemas selected by labels, then the target's, then its workload's. */
  validate(destination: Destination, config: ComposedConfig): readonly Violation[] {
    const labelled = this.#index.find(destination).map(({ schema }) => this.#platforms(schema));
    const brought = destination.deploymentTarget.configSchemas.map((schema) => ({
      schema: this.#compiledOf(schema),
      broughtBy: bringerOf(schema),
    }));
    return [
      ...labelled.flatMap((schema) => (schema === undefined ? [] : this.#check(schema, config))),
      ...brought.flatMap(({ schema, broughtBy }) =>
        schema === undefined
          ? []
          : this.#check(schema, config).map((violation) => ({ ...violation, broughtBy })),
      ),
    ];
  }

  /** Unusable schemas that the application team of a validated destination brought. */
  unusable({ deploymentTarget }: Destination): readonly (readonly [Diagnostic, Bringer])[] {
    return deploymentTarget.configSchemas.flatMap((schema) => {
      const problem = this.#problems.get(schema);
      return problem === undefined ? [] : [[problem, bringerOf(schema)] as const];
    });
  }

  /** A schema of the platform. */
  #platforms(embedded: EmbeddedText): CompiledSchema | undefined {
    const isNew = !this.#compiled.has(embedded);
    const compiled = this.#compiledOf(embedded);
    const problem = this.#problems.get(embedded);
    if (isNew && problem !== undefined) this.#diagnostics.push(problem);
    return compiled;
  }

  /** Compiled for the first destination it applies to. */
  #compiledOf(embedded: EmbeddedText): CompiledSchema | undefined {
    if (this.#compiled.has(embedded)) return this.#compiled.get(embedded);
    let compiled: CompiledSchema | undefined;
    try {
      compiled = { embedded, validate: this.#compiler.compile(embedded.text) };
    } catch (error) {
      this.#problems.set(embedded, invalid(embedded, error));
    }
    this.#compiled.set(embedded, compiled);
    return compiled;
  }

  #check(schema: CompiledSchema, config: ComposedConfig): readonly Violation[] {
    const { file, line, column, source } = schema.embedded.origin;
    const id = JSON.stringify([source, file, line, column]);
    let results = this.#results.get(config);
    if (results === undefined) {
      results = new Map();
      this.#results.set(config, results);
    }
    let found = results.get(id);
    if (found === undefined) {
      found = violations(schema, config);
      results.set(id, found);
    }
    return found;
  }
}
