import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { parser } from "./parser-modules.ts";
import { parseExpressions } from "./template-text.ts";
import type { Value } from "./value.ts";

function at(plain: unknown, key: string | number): unknown {
  return plain !== null && typeof plain === "object"
    ? (plain as Record<string | number, unknown>)[key]
    : undefined;
}

/**
 * Converts what the parser has accepted.
 * @param plain the same value as read by a YAML library: in a multi-line text with an expression, the parser keeps the
 * file's indentation
 */
export function fromToken(token: TemplateToken, plain: unknown): Value {
  if (parser.isMapping(token)) {
    const entries = [...token].map(({ key, value }) => [key.toString(), value] as const);
    return new Map(entries.map(([key, value]) => [key, fromToken(value, at(plain, key))]));
  }
  if (parser.isSequence(token)) return [...token].map((item, index) => fromToken(item, at(plain, index)));
  if (parser.isBasicExpression(token))
    return parseExpressions(typeof plain === "string" ? plain : `\${{ ${token.expression} }}`);
  if (parser.isString(token) || parser.isNumber(token) || parser.isBoolean(token)) return token.value;
  return null;
}
