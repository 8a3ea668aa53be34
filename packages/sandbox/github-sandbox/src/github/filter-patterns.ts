/**
 * GitHub's filter patterns
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet).
 */

/** `*` within a part, `**` across them, `?` and `+` of what is before, `[...]`, and `\` before what is meant as it is. */
function patternOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\(.)|\*\*\/|\*\*|\*|[.^$()|{}]/g, (found, escaped?: string) => {
    if (escaped !== undefined) return escaped.replace(/\W/, "\\$&");
    const forms: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*" };
    return forms[found] ?? `\\${found}`;
  });
  return new RegExp(`^${source}$`);
}

function matches(pattern: string, name: string): boolean {
  try {
    return patternOf(pattern).test(name);
  } catch {
    // No pattern: such as a `+` behind nothing.
    return false;
  }
}

/** Patterns count in order; one that begins with `!` takes back. */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  let isMatch = false;
  for (const pattern of patterns) {
    const isNegative = pattern.startsWith("!");
    if (matches(isNegative ? pattern.slice(1) : pattern, name)) isMatch = !isNegative;
  }
  return isMatch;
}
