/**
 * Makes outside text (repositories, clusters, APIs) safe for a terminal or a log. It must not end a line, move the
 * cursor, change the direction of the text around it, or look like a workflow command to a runner.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */

/** Control characters, all Unicode line ends, lone surrogates, and bidirectional formatting characters. */
const unseen = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
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
