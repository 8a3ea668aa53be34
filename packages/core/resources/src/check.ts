import { type Diagnostic, type DiagnosticCode, nearestName, present } from "@kalypso-actions/diagnostics";
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

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > maxShown ? `${text.slice(0, maxShown)}...` : text;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
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
};

function hintOf(code: DiagnosticCode, found: unknown, written: string | undefined): { hint?: string } {
  return present({ hint: quoteHint(found, written) ?? hints[code] });
}

function quoteHint(found: unknown, written: string | undefined): string | undefined {
  if (typeof found !== "boolean" && typeof found !== "number") return undefined;
  const text = written ?? String(found);
  return `YAML reads ${text} as a ${typeof found}. Quote it: "${text}"`;
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

function unknownFields(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  schema: z.ZodType,
  document: YamlDocument,
): Diagnostic[] {
  const path = issue.path as Path;
  const known = knownKeys(schema, path);
  return issue.keys.map((key) => {
    const nearest = nearestName(key, known);
    return {
      severity: "warning",
      code: "resource-field-unknown",
      message: `unknown field \`${formatPath([...path, key])}\` is ignored`,
      hint: nearest === undefined ? `Known fields: ${known.join(", ")}.` : `Did you mean \`${nearest}\`?`,
      place: document.placeOfKey([...path, key]),
    };
  });
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
      ...hintOf(code, undefined, undefined),
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
    ...hintOf(code, found, document.writtenAt(path)),
    place: document.placeOf(path),
  };
}

function without(value: unknown, issues: readonly z.core.$ZodIssueUnrecognizedKeys[]): unknown {
  const copy = structuredClone(value);
  for (const issue of issues) {
    const parent = valueAt(copy, issue.path as Path) as Record<string, unknown>;
    for (const key of issue.keys) delete parent[key];
  }
  return copy;
}

/**
 * Checks a document against the schema of its kind.
 * Unknown fields are dropped with a warning; every other problem is an error, and there is no data.
 */
export function checkDocument<Schema extends z.ZodType>(
  document: YamlDocument,
  schema: Schema,
): { readonly data?: z.output<Schema>; readonly diagnostics: readonly Diagnostic[] } {
  const first = schema.safeParse(document.value);
  if (first.success) return { data: first.data, diagnostics: [] };
  const unknown = first.error.issues.filter((issue) => issue.code === "unrecognized_keys");
  const warnings = unknown.flatMap((issue) => unknownFields(issue, schema, document));
  const second = unknown.length === 0 ? first : schema.safeParse(without(document.value, unknown));
  if (second.success) return { data: second.data, diagnostics: warnings };
  const { issues } = second.error;
  // A value of the wrong type may also be reported as too short: an empty list where text is required.
  const mistyped = new Set(
    issues.filter(({ code }) => code === "invalid_type").map(({ path }) => formatPath(path as Path)),
  );
  const told = issues.filter(
    ({ code, path }) => code !== "too_small" || !mistyped.has(formatPath(path as Path)),
  );
  return { diagnostics: [...warnings, ...told.map((issue) => problem(issue, document))] };
}
