import { readFileSync } from "node:fs";
import type { RecordedRequest } from "@kalypso-actions/github-sandbox";
import { Ajv } from "ajv";
import formats from "ajv-formats";

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody: { readonly content?: Readonly<Record<string, { readonly schema: object }>> } | null;
  readonly responses: Readonly<
    Record<
      string,
      { readonly content?: Readonly<Record<string, { readonly schema: object }>>; readonly $ref?: string }
    >
  >;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, object>>;
}

const text = readFileSync(new URL("github-openapi.json", import.meta.url), "utf8");
const strict = JSON.parse(text) as Description;

/**
 * The sandbox's answers contain only the fields in use, which must have the right shape. Without the required ones, an
 * answer may have several of the shapes of which it should have one.
 */
function withoutRequired(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRequired);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !(key === "required" && Array.isArray(item)))
      .map(([key, item]) => [key === "oneOf" && Array.isArray(item) ? "anyOf" : key, withoutRequired(item)]),
  );
}

const lenient = withoutRequired(JSON.parse(text)) as Description;

function compilerOf(description: Description) {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  formats.default(ajv);
  ajv.addSchema(description as object, "github");
  const compiled = new Map<object, ReturnType<typeof ajv.compile>>();
  return (schema: object, value: unknown): readonly string[] => {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"github#/'));
    const validate = compiled.get(schema) ?? ajv.compile(absolute);
    compiled.set(schema, validate);
    return validate(value)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

const checkRequest = compilerOf(strict);
const checkAnswer = compilerOf(lenient);

const patterns = Object.keys(strict.paths).map((path) => ({
  path,
  pattern: new RegExp(`^${path.replace(/\{(?:ref|path|basehead)\}/g, ".+").replace(/\{\w+\}/g, "[^/]+")}$`),
}));

function schemaOf(
  content: Readonly<Record<string, { readonly schema: object }>> | undefined,
): object | undefined {
  return content?.["application/json"]?.schema;
}

/** The query parameters that an operation does not have: GitHub ignores them, so they mean nothing. */
function unknownParameters(operation: Operation | undefined, path: string): readonly string[] {
  const { parameters = {} } = strict.components as {
    readonly parameters?: Readonly<Record<string, Parameter>>;
  };
  const known = (operation?.parameters ?? []).map(
    (given) => parameters[given.$ref?.split("/").at(-1) ?? ""] ?? given,
  );
  const query = known.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  return [...new URLSearchParams(path.split("?")[1] ?? "").keys()]
    .filter((name) => !query.includes(name))
    .map((name) => `: no parameter ${name}`);
}

/** The problems of a request or its answer according to GitHub's own description. */
export function violations({ method, path, body, status, answer }: RecordedRequest): readonly string[] {
  const plain = path.replace(/\?.*$/, "");
  const name = `${method} ${plain}`;
  if (plain === "/api/graphql" || plain === "/oidc") return [];
  const candidates = patterns.filter(
    ({ pattern, path: known }) => pattern.test(plain) && method.toLowerCase() in (strict.paths[known] ?? {}),
  );
  // The most specific path wins: `.../status` before a ref of any length.
  const found = candidates.sort((a, b) => b.path.length - a.path.length)[0];
  if (found === undefined) return [`${name}: GitHub has no such operation`];
  const operation = strict.paths[found.path]?.[method.toLowerCase()];
  const request = schemaOf(operation?.requestBody?.content);
  const wrong = [
    ...unknownParameters(operation, path),
    ...(status < 400 && request !== undefined ? checkRequest(request, body) : []),
  ];
  if (status >= 400) return [];
  const response = lenient.paths[found.path]?.[method.toLowerCase()]?.responses[String(status)];
  if (response === undefined)
    return [...wrong.map((what) => `${name}: request${what}`), `${name}: no answer ${status}`];
  const schema = schemaOf(response.content);
  const bad = schema === undefined || answer === undefined ? [] : checkAnswer(schema, answer);
  return [...wrong.map((what) => `${name}: request${what}`), ...bad.map((what) => `${name}: answer${what}`)];
}
