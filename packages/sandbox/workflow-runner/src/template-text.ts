/** Text that contains `${{ }}`. */
import { Expression, Template, type Value } from "./value.ts";

/** The end of an expression, after its `}}`; those inside its string literals do not count. */
function endOf(text: string, begin: number): number {
  let isQuoted = false;
  for (let at = begin + 3; at < text.length; at++) {
    if (text[at] === "'") isQuoted = !isQuoted;
    else if (!isQuoted && text.startsWith("}}", at)) return at + 2;
  }
  return -1;
}

/** A plain text, an expression, or a text that contains expressions. */
export function parseExpressions(text: string): Value {
  const parts: (string | Expression)[] = [];
  let rest = text;
  for (let begin = rest.indexOf("${{"); begin >= 0; begin = rest.indexOf("${{")) {
    const end = endOf(rest, begin);
    if (end < 0) break;
    if (begin > 0) parts.push(rest.slice(0, begin));
    parts.push(new Expression(rest.slice(begin + 3, end - 2).trim()));
    rest = rest.slice(end);
  }
  if (parts.length === 0) return text;
  if (rest !== "") parts.push(rest);
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : new Template(parts);
}
