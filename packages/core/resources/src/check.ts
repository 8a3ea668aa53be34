import { type Diagnostic, type DiagnosticCode, nearestName, present } from "@kalypso-actions/diagnostics";
import { YamlDate } from "@kalypso-actions/yaml-values";
import * as z from "zod";
import { ruleOf } from "./rule.ts";
import type { Path, YamlDocument } from "./yaml-document.ts";

type Issue = z.core.$ZodIssue;

/** For example `spec.deploymentTargets[2].labels.edge`. */
function formatPath(path: Path): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join("");
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (current === null || typeof current !== "object" || !Object.hasOwn(current, part)) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}

/** The longest text that a message shows. */
const maxShown = 200;

/** A value as a message shows it, without the credentials in an address. */
function shown(value: unknown): string {
  const text = JSON.stringify(value).replace(/:\/\/[^/"]*@/g, "://***@");
  return text.length > maxShown ? `${text.slice(0, maxShown)}...` : text;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (value instanceof YamlDate) return `the date ${value.written}`;
  if (typeof value === "object") return "a map";
  if (typeof value === "number") return `the number ${value}`;
  return `the ${typeof value} ${shown(value)}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a string",
  object: "a map",
  record: "a map",
  array: "a list",
  boolean: "true or false",
};

function expectation(issue: Issue): string {
  if (issue.code === "invalid_type") return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(" or ");
  if (issue.code === "too_small") return "a non-empty string";
  return issue.message;
}

const hints: Readonly<Partial<Record<DiagnosticCode, string>>> = {
  "workload-text-refused":
    "Use short values such as URLs, branches and paths here. Put longer text in the application's own manifests.",
  "repository-credentials":
    "Revoke the password or token, and give the run its own: the input `token`, or git's credential helpers.",
};

function hintOf(
  code: DiagnosticCode,
  path: Path,
  { found, written }: { readonly found: unknown; readonly written: string | undefined },
): { hint?: string } {
  const isSchema = path.at(-1) === "schema" && typeof found === "object" && found !== null;
  const schemaHint = "A schema is JSON Schema as text: write `schema: |`, and indent the schema below it.";
  return present({ hint: isSchema ? schemaHint : (quoteHint(found, written) ?? hints[code]) });
}

function quoteHint(found: unknown, written: string | undefined): string | undefined {
  const isDate = found instanceof YamlDate;
  if (typeof found !== "boolean" && typeof found !== "number" && !isDate) return undefined;
  const text = written ?? String(found);
  return `YAML reads ${text} as a ${isDate ? "date" : typeof found}. Quote it: "${text}"`;
}

/** The keys that the schema allows in the map at `path`. */
function knownKeys(schema: z.ZodType, path: Path): readonly string[] {
  let current: unknown = schema;
  const unwrap = (value: unknown): unknown => {
    let inner = value;
    while (
      inner instanceof z.ZodOptional ||
      inner instanceof z.ZodNullable ||
      inner instanceof z.ZodDefault ||
      inner instanceof z.ZodPipe
    ) {
      inner = inner instanceof z.ZodPipe ? inner.in : inner.unwrap();
    }
    return inner;
  };
  for (const part of path) {
    current = unwrap(current);
    if (current instanceof z.ZodObject) current = current.shape[String(part)];
    else if (current instanceof z.ZodArray) current = current.element;
    else return [];
  }
  current = unwrap(current);
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

/** An unknown key, and the known one that it was probably meant to be. */
interface UnknownKey {
  readonly parent: Path;
  readonly key: string;
  readonly known: readonly string[];
  readonly nearest: string | undefined;
}

function unknownKeys(issues: readonly Issue[], schema: z.ZodType): readonly UnknownKey[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [];
    const parent = issue.path as Path;
    const known = knownKeys(schema, parent);
    return issue.keys.map((key) => ({ parent, key, known, nearest: nearestName(key, known) }));
  });
}

function unknownField({ parent, key, known, nearest }: UnknownKey, document: YamlDocument): Diagnostic {
  const kind = String(valueAt(document.value, ["kind"]));
  return {
    severity: "error",
    code: "resource-field-unknown",
    message: `${kind} has no field \`${formatPath([...parent, key])}\``,
    hint: nearest === undefined ? `Known fields: ${known.join(", ")}.` : `Did you mean \`${nearest}\`?`,
    place: document.placeOfKey([...parent, key]),
  };
}

/** Whether the key at the end of the issue's path is wrong, not its value. */
function isKey(issue: Issue): boolean {
  return issue.code === "invalid_key" || (issue.code === "custom" && issue.params?.["isKey"] === true);
}

function problem(issue: Issue, document: YamlDocument): Diagnostic {
  const path = issue.path as Path;
  const found = valueAt(document.value, path);
  const field = formatPath(path);
  if (isKey(issue)) {
    const broken = ruleOf(issue.code === "invalid_key" ? (issue.issues[0]?.message ?? "") : issue.message);
    const code = broken?.code ?? "resource-invalid";
    return {
      severity: "error",
      code,
      message: `\`${formatPath(path.slice(0, -1))}\` has the key \`${String(path.at(-1))}\`; expected ${broken?.expected ?? "another key"}`,
      ...present({ hint: hints[code] }),
      place: document.placeOfKey(path),
    };
  }
  const broken = ruleOf(issue.message);
  if (found === undefined) {
    return {
      severity: "error",
      code: "resource-field-missing",
      message: `\`${field}\` is missing; expected ${broken?.expected ?? expectation(issue)}`,
      hint: `Add \`${String(path.at(-1))}\`.`,
      place: document.placeOf(path),
    };
  }
  const code: DiagnosticCode = broken?.code ?? "resource-invalid";
  const inLabels = path.at(-2) === "labels";
  return {
    severity: "error",
    code: inLabels && typeof found !== "string" ? "label-not-text" : code,
    message: `\`${field}\` is ${describe(found)}; expected ${broken?.expected ?? expectation(issue)}`,
    ...hintOf(code, path, { found, written: document.writtenAt(path) }),
    place: document.placeOf(path),
  };
}

/** The document without its unknown fields, or with them under the names that were meant. */
class Repaired {
  readonly value: unknown;
  /** The path of each renamed field, as it was written. */
  readonly #written = new Map<string, string>();

  constructor(value: unknown) {
    this.value = structuredClone(value);
  }

  repair({ parent, key, nearest }: UnknownKey): void {
    const map = valueAt(this.value, parent) as Record<string, unknown>;
    if (nearest !== undefined && !Object.hasOwn(map, nearest)) {
      map[nearest] = map[key];
      this.#written.set(formatPath([...parent, nearest]), key);
    }
    delete map[key];
  }

  /** A path in this value, as it is in the document. */
  written(path: Path): Path {
    return path.map((part, index) => this.#written.get(formatPath(path.slice(0, index + 1))) ?? part);
  }
}

/** Unknown fields inside a field that was mistyped itself are found one level at a time. */
const maxRepairs = 10;

/**
 * Checks a document against the schema of its kind. There is data only without errors; unknown fields are errors, too,
 * because what they were meant to say would be ignored.
 */
export function checkDocument<Schema extends z.ZodType>(
  document: YamlDocument,
  schema: Schema,
): { readonly data?: z.output<Schema>; readonly diagnostics: readonly Diagnostic[] } {
  let result = schema.safeParse(document.value);
  if (result.success) return { data: result.data, diagnostics: [] };
  const repaired = new Repaired(document.value);
  const diagnostics: Diagnostic[] = [];
  for (let round = 0; round < maxRepairs && !result.success; round++) {
    const unknown = unknownKeys(result.error.issues, schema);
    if (unknown.length === 0) break;
    for (const each of unknown) {
      diagnostics.push(unknownField({ ...each, parent: repaired.written(each.parent) }, document));
      repaired.repair(each);
    }
    result = schema.safeParse(repaired.value);
  }
  if (result.success) return { diagnostics };
  const { issues } = result.error;
  // What is of another type may also be too short: an empty list where a text is wanted.
  const mistyped = new Set(
    issues.filter(({ code }) => code === "invalid_type").map(({ path }) => formatPath(path as Path)),
  );
  const told = issues
    .filter(({ code, path }) => code !== "too_small" || !mistyped.has(formatPath(path as Path)))
    .map((issue) => problem({ ...issue, path: [...repaired.written(issue.path as Path)] }, document));
  return { diagnostics: [...diagnostics, ...told] };
}
