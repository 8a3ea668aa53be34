/** Text with `${{ }}` in it, where no parser of workflows has been at work: the defaults of an action's inputs. */
import { Expression, type Value } from "./value.ts";

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** One expression, which joins the parts of the text as GitHub does. */
export function parseExpressions(text: string): Value {
  const parts = text.split(/\$\{\{([\s\S]*?)\}\}/);
  if (parts.length === 1) return text;
  if (parts.length === 3 && parts[0] === "" && parts[2] === "")
    return new Expression((parts[1] ?? "").trim());
  const [pattern, values] = [[] as string[], [] as string[]];
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) pattern.push(part.replaceAll("{", "{{").replaceAll("}", "}}"));
    else {
      pattern.push(`{${values.length}}`);
      values.push(part.trim());
    }
  }
  return new Expression(`format(${[quoted(pattern.join("")), ...values].join(", ")})`);
}
