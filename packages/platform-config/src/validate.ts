import { type Diagnostic, type Place, placeInText } from "@kalypso-actions/diagnostics";
import type { ConfigSchema, EmbeddedText, Schedule } from "@kalypso-actions/resources";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { RE2JS } from "re2js";
import { parse } from "yaml";
import { type Destination, LabelIndex } from "./applies.ts";
import type { ComposedConfig } from "./compose.ts";
import type { ConfigObject, ConfigValue } from "./value.ts";

/** One way in which a configuration breaks a schema. */
export interface Violation {
  /** `DATABASE.port`, or the empty string for the configuration as a whole. */
  readonly key: string;
  readonly message: string;
  /** Where the value was last set; where the schema stands when the value is absent. */
  readonly place: Place;
  readonly schema: Place;
}

const integer = /^-?(?:0|[1-9]\d*)$/;

/**
 * What a text counts as in validation: integers, decimals that print as they were written (`1.5`, not `1.10`), and
 * `true` and `false`. The value that is written stays the text.
 */
export function coerce(value: ConfigValue): ConfigValue {
  if (typeof value !== "string") return value;
  if (value === "true" || value === "false") return value === "true";
  const number = Number(value);
  if (integer.test(value)) return Number.isSafeInteger(number) ? number : value;
  return Number.isFinite(number) && String(number) === value ? number : value;
}

/** JSON Schema patterns in RE2 syntax: a schema from a workload repository cannot make a run hang. */
function linearRegExp(pattern: string): { test(text: string): boolean } {
  const compiled = RE2JS.compile(pattern);
  return { test: (text) => compiled.matcher(text).find() };
}
linearRegExp.code = "linearRegExp";

function validatorFor(schema: object): ValidateFunction {
  const dialect = "$schema" in schema && typeof schema.$schema === "string" ? schema.$schema : "";
  // Drafts 4, 6 and 7 are read as draft 7; 2019-09 and 2020-12 as 2020-12.
  const newer = /20(?:19-09|20-12)/.test(dialect);
  const options = { allErrors: true, strict: false, logger: false, code: { regExp: linearRegExp } } as const;
  const ajv = newer ? new Ajv2020(options) : new Ajv(options);
  addFormats.default(ajv);
  const { $schema: _, ...body } = schema as Record<string, unknown>;
  return ajv.compile(body);
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

function valueAt(data: ConfigValue, path: readonly string[]): ConfigValue | undefined {
  let value: unknown = data;
  for (const part of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value as ConfigValue;
}

function messageOf(error: ErrorObject, key: string, value: ConfigValue | undefined): string {
  if (error.keyword === "required") return `\`${key}\` is missing; the schema requires it`;
  if (error.keyword === "additionalProperties") return `\`${key}\` is not a key that the schema allows`;
  const allowed: unknown = error.params["allowedValues"];
  const wanted = Array.isArray(allowed)
    ? `must be one of ${allowed.map((entry) => JSON.stringify(entry)).join(", ")}`
    : (error.message ?? "breaks the schema");
  return key === "" ? `the configuration ${wanted}` : `\`${key}\` is ${JSON.stringify(value)}; it ${wanted}`;
}

interface CompiledSchema {
  readonly embedded: EmbeddedText;
  readonly validate: ValidateFunction;
}

/** Text that looks like a number may be meant as text: where the schema asks for text, it is. */
function validated(validate: ValidateFunction, data: ConfigObject): readonly ErrorObject[] {
  const coerced: Record<string, ConfigValue> = Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, coerce(value)]),
  );
  // As a plain predicate: the library's type guard would narrow the data to nothing.
  const isValid: (value: unknown) => boolean = validate;
  if (isValid(coerced)) return [];
  const wantText = (validate.errors ?? []).filter(
    ({ keyword, params }) => keyword === "type" && [params["type"]].flat().includes("string"),
  );
  for (const error of wantText) {
    const [key, ...rest] = keyOf(error);
    if (key !== undefined && rest.length === 0) coerced[key] = data[key] ?? null;
  }
  return wantText.length === 0 || !isValid(coerced) ? (validate.errors ?? []) : [];
}

function violations({ embedded, validate }: CompiledSchema, config: ComposedConfig): readonly Violation[] {
  // A condition (if, oneOf, ...) reports its branches' errors and its own; the latter says nothing more.
  const { verbatim: _, ...schema } = embedded.origin;
  let errors: readonly ErrorObject[];
  try {
    errors = validated(validate, config.data).filter(({ keyword }) => keyword !== "if");
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ key: "", message: "the schema refers to itself without end", place: schema, schema }];
  }
  return errors.map((error) => {
    const path = keyOf(error);
    const key = path.join(".");
    const setBy = config.origins.get(path[0] ?? "")?.at(-1)?.place;
    return {
      key,
      message: messageOf(error, key, valueAt(config.data, path)),
      place: setBy ?? schema,
      schema,
    };
  });
}

function invalid(embedded: EmbeddedText, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    severity: "error",
    code: "config-schema-invalid",
    message: `the schema cannot be used: ${reason}; expected a JSON Schema (draft 7 or 2020-12)`,
    hint: "Patterns are in RE2 syntax (no look-around), and references stay inside the schema.",
    place: placeInText(embedded.origin, 1, 1),
  };
}

function compile(embedded: EmbeddedText): CompiledSchema {
  const schema: unknown = parse(embedded.text, { logLevel: "error" });
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    throw new Error("it is not a map");
  return { embedded, validate: validatorFor(schema) };
}

/** Checks composed configurations against the schemas that apply to their destinations. */
export class ConfigValidator {
  /** Schemas that cannot be used, each once. */
  readonly diagnostics: readonly Diagnostic[];
  readonly #index: LabelIndex<ConfigSchema>;
  readonly #compiled = new Map<EmbeddedText, CompiledSchema>();
  readonly #results = new WeakMap<ComposedConfig, Map<string, readonly Violation[]>>();
  readonly #byText = new Map<string, ValidateFunction>();

  constructor(schedule: Pick<Schedule, "configSchemas" | "deploymentTargets">) {
    this.#index = new LabelIndex(schedule.configSchemas);
    const diagnostics: Diagnostic[] = [];
    const all = [
      ...schedule.configSchemas.map(({ schema }) => schema),
      ...schedule.deploymentTargets.flatMap(({ configSchemas }) => configSchemas),
    ];
    for (const embedded of all) {
      try {
        this.#compiled.set(embedded, this.#compile(embedded));
      } catch (error) {
        diagnostics.push(invalid(embedded, error));
      }
    }
    this.diagnostics = diagnostics;
  }

  /** Schemas selected by labels, then the target's, then its workload's. */
  validate(destination: Destination, config: ComposedConfig): readonly Violation[] {
    const labelled = this.#index.find(destination).map(({ schema }) => schema);
    return [...labelled, ...destination.deploymentTarget.configSchemas].flatMap((embedded) => {
      const compiled = this.#compiled.get(embedded);
      return compiled === undefined ? [] : this.#check(compiled, config);
    });
  }

  /** Workloads give the same text once per deployment target: it is compiled once. */
  #compile(embedded: EmbeddedText): CompiledSchema {
    const known = this.#byText.get(embedded.text);
    if (known !== undefined) return { embedded, validate: known };
    const compiled = compile(embedded);
    this.#byText.set(embedded.text, compiled.validate);
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
