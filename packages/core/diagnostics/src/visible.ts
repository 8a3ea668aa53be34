/**
 * Makes outside text (repositories, clusters, APIs) safe for a terminal or a log. It must not end a line, move the
 * cursor, change the direction of the text around it, or look like a workflow command to a runner.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */

/**
 * Control characters, all Unicode line ends, lone surrogates, and what has no width: characters that change a text's
 * direction, or make two names look the same. Those that join an emoji's parts, or colour it, stay.
 */
const unseen =
  /(?!(?<=\p{ExtPict})\ufe0f|(?<=\p{ExtPict}|\p{EMod}|\ufe0f)\u200d(?=\p{ExtPict}))[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{DI}\ufff9-\ufffb]/gu;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** As JSON escapes it: one code for each half of a pair. */
function codeOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** A runner treats `::name::` at the start of a line as a command, even after white space, and `##[name]` anywhere. */
function withoutCommands(line: string): string {
  return line.replace(/^(\s*):(?=:)/, "$1\\:").replaceAll("##[", "##\\[");
}

/** One line in which every character is visible and has no effect. */
export function visible(text: string): string {
  return withoutCommands(text.replaceAll(unseen, (character) => short[character] ?? codeOf(character)));
}

/** Keeps the line ends and tabs of our own multi-line messages, which contain outside text. */
export function visibleLines(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, visible);
}

/** Equivalent JSON with visible characters only: characters that need escaping occur only inside JSON strings. */
export function visibleJson(json: string): string {
  return json
    .replaceAll(unseen, (character) => (character === "\n" ? character : codeOf(character)))
    .replaceAll("##[", "#\\u0023[");
}
