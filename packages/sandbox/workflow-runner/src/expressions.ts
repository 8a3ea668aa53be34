/** Evaluates the expressions between `${{` and `}}`. */
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { Expression, isMap, Template, type Value } from "./value.ts";

type ExpressionData = ReturnType<Evaluator["evaluate"]>;

/** The data of a context: JSON values. */
export type Plain = null | string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

/** The status that an `if` can query: of the needed jobs for a job, of the steps so far for a step. */
interface Status {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

export interface Scope {
  /** Contexts by name: `github`, `env`, `steps`... A missing name cannot be used. */
  readonly contexts: Readonly<Record<string, Plain>>;
  readonly status?: Status;
  /** Hashes the workspace files that match the patterns. */
  readonly hashFiles?: (patterns: readonly string[]) => string;
}

function toData(value: Plain): ExpressionData {
  return JSON.parse(JSON.stringify(value), data.reviver) as ExpressionData;
}

function toPlain(value: ExpressionData): Plain {
  return JSON.parse(JSON.stringify(value, data.replacer)) as Plain;
}

type Functions = Map<
  string,
  { name: string; minArgs: number; maxArgs: number; call: (...args: ExpressionData[]) => ExpressionData }
>;

function functionsOf({ status, hashFiles }: Scope): Functions {
  const functions: Functions = new Map();
  const define = (
    name: string,
    [minArgs, maxArgs]: readonly [minArgs: number, maxArgs: number],
    call: (...args: ExpressionData[]) => Plain,
  ) =>
    functions.set(name.toLowerCase(), { name, minArgs, maxArgs, call: (...args) => toData(call(...args)) });
  if (status !== undefined) {
    define("always", [0, 0], () => true);
    define("success", [0, 255], () => status.success && !status.cancelled);
    define("failure", [0, 255], () => status.failure && !status.cancelled);
    define("cancelled", [0, 0], () => status.cancelled);
  }
  if (hashFiles !== undefined)
    define("hashFiles", [1, 255], (...args) => hashFiles(args.map((arg) => arg.coerceString())));
  return functions;
}

function evaluateExpression(source: string, scope: Scope): ExpressionData {
  const functions = functionsOf(scope);
  // In a text, the lexer unescapes only the first doubled quote.
  const tokens = new Lexer(source).lex().tokens.map((token) => {
    if (!token.lexeme.startsWith("'")) return token;
    return { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") };
  });
  const tree = new Parser(tokens, Object.keys(scope.contexts), [...functions.values()]).parse();
  const contexts = Object.entries(scope.contexts).map(([key, value]) => ({ key, value: toData(value) }));
  return new Evaluator(tree, new data.Dictionary(...contexts), functions).evaluate();
}

/** A value with its expressions evaluated. */
export function evaluate(value: Value, scope: Scope): Plain {
  if (value instanceof Template) return evaluateText(value, scope);
  if (value instanceof Expression) return toPlain(evaluateExpression(value.source, scope));
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [key, evaluate(item, scope)]));
  if (Array.isArray(value)) return value.map((item: Value) => evaluate(item, scope));
  return value as Plain;
}

/** Converts to text by GitHub's rules: null is empty, lists and maps become their kind's name. */
export function evaluateText(value: Value | undefined, scope: Scope): string {
  if (value === undefined || value === null) return "";
  if (value instanceof Expression) return evaluateExpression(value.source, scope).coerceString();
  if (value instanceof Template) return value.parts.map((part) => evaluateText(part, scope)).join("");
  return String(value);
}

/** A map of texts, such as `env` and `with`. */
export function evaluateTexts(value: Value | undefined, scope: Scope): Record<string, string> {
  if (value instanceof Expression) {
    const found = evaluate(value, scope);
    const entries = Object.entries(found !== null && typeof found === "object" ? found : {});
    return Object.fromEntries(entries.map(([key, item]) => [key, toData(item as Plain).coerceString()]));
  }
  if (!isMap(value)) return {};
  return Object.fromEntries([...value].map(([key, item]) => [key, evaluateText(item, scope)]));
}

/** The result of an `if`: empty text, 0, null and false count as false. */
export function evaluateCondition(source: string, scope: Scope): boolean {
  const result = evaluateExpression(source, scope);
  const plain = toPlain(result);
  return !(plain === null || plain === false || plain === 0 || plain === "" || Number.isNaN(plain));
}
