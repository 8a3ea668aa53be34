/**
 * Text of others (repositories, clusters, APIs) on its way to a terminal or a log. There it must not end a line, move the
 * cursor, turn what is around it about, or be taken by a runner for a command of ours.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */

/** Control characters, every line end of Unicode, halves of pairs, and the characters that turn the direction of text. */
const unseen = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A runner takes `::name::` at the beginning of a line for a command, behind white space too; `##[name]` anywhere in it. */
function withoutCommands(line: string): string {
  return line.replace(/^(\s*):(?=:)/, "$1\\:").replaceAll("##[", "##\\[");
}

/** One line in which everything can be seen and nothing acts. */
export function visible(text: string): string {
  return withoutCommands(text.replaceAll(unseen, (character) => short[character] ?? codeOf(character)));
}

/** Lines of ours, with text of others in them: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, visible);
}

/** JSON that means the same and holds nothing but what can be seen: these characters are in texts only, never between them. */
export function visibleJson(json: string): string {
  return json
    .replaceAll(unseen, (character) => (character === "\n" ? character : codeOf(character)))
    .replaceAll("##[", "#\\u0023[");
}
