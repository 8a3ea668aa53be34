import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { schemaRefusal } from "./schema-cost.ts";
import { addLinearKeywords, countedCode, linearRegExp } from "./schema-keywords.ts";

/**
 * There are many schemas and each is used rarely: a referenced part becomes one function instead of code at every
 * reference, and no time is spent on shortening the code. That halves the cost and the memory of a schema.
 */
const options = {
  allErrors: true,
  strict: false,
  logger: false,
  inlineRefs: false,
  code: { regExp: linearRegExp, optimize: false, lines: true, process: countedCode },
} as const;

/** Drafts 4, 6 and 7 are read as draft 7; 2019-09 and 2020-12 are read as 2020-12. */
type Dialect = "draft-07" | "2020-12";

function dialectOf(schema: object): Dialect {
  const written = "$schema" in schema && typeof schema.$schema === "string" ? schema.$schema : "";
  return /20(?:19-09|20-12)/.test(written) ? "2020-12" : "draft-07";
}

function newAjv(dialect: Dialect): Ajv {
  const ajv = dialect === "2020-12" ? new Ajv2020(options) : new Ajv(options);
  addFormats.default(ajv);
  addLinearKeywords(ajv);
  return ajv;
}

/** Keywords that give a schema, or a part of it, a name that other schemas could refer to; escapes may hide one, or divide it. */
const mayBeNamed = /\$id|nchor|\\[uUx\r\n]/;

/** @throws an error in one line */
function parsed(text: string): unknown {
  try {
    // Without a JSON Schema's types, such as dates, sets and symbols.
    return parse(text, { logLevel: "error", resolveKnownTags: false });
  } catch (error) {
    // The library shows the text below its message.
    const [message = ""] = String(error instanceof Error ? error.message : error).split("\n", 1);
    const isTooDeep = /call stack/.test(message);
    throw new Error(isTooDeep ? "it is nested too deeply" : message.replace(/:$/, ""), { cause: error });
  }
}

/** Compiles JSON Schemas, in YAML or JSON. Schemas are isolated from each other. */
export class SchemaCompiler {
  readonly #byText = new Map<string, ValidateFunction>();
  /** Creating one costs more than compiling most schemas. */
  readonly #shared = new Map<Dialect, Ajv>();

  /**
   * Workloads repeat the same text for every deployment target: it is compiled once.
   * @throws an error with the reason why the schema cannot be used
   */
  compile(text: string): ValidateFunction {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const schema = parsed(text);
    if (typeof schema !== "object" || schema === null || Array.isArray(schema))
      throw new Error("it is not a map");
    const refusal = schemaRefusal(schema as Readonly<Record<string, unknown>>);
    if (refusal !== undefined) throw new Error(refusal);
    const dialect = dialectOf(schema);
    const { $schema: _, ...body } = schema as Record<string, unknown>;
    const compiled = (mayBeNamed.test(text) ? newAjv(dialect) : this.#sharedAjv(dialect)).compile(body);
    this.#byText.set(text, compiled);
    return compiled;
  }

  #sharedAjv(dialect: Dialect): Ajv {
    const known = this.#shared.get(dialect);
    if (known !== undefined) return known;
    const made = newAjv(dialect);
    this.#shared.set(dialect, made);
    return made;
  }
}
