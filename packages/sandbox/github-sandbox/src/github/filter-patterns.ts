/**
 * GitHub's filter patterns
 * (https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet).
 */

/** `*` within a segment, `**` across segments, `?` and `+` repeat the preceding character, `[...]`, and `\` escapes. */
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
    // Not a valid pattern: for example a leading `+`.
    return false;
  }
}

/** Later patterns override earlier ones; a leading `!` excludes. */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  let isMatch = false;
  for (const pattern of patterns) {
    const isNegative = pattern.startsWith("!");
    if (matches(isNegative ? pattern.slice(1) : pattern, name)) isMatch = !isNegative;
  }
  return isMatch;
}
