/**
 * Outside text (repositories, clusters, APIs) for a terminal or a log. It must not end a line, move the
 * cursor, change the direction of the text around it, or look like a workflow command to a runner.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */

/** Control characters, all Unicode line ends, lone surrogates, and bidirectional formatting characters. */
const unseen = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A runner treats `::name::` at the start of a line as a command, also after white space; `##[name]` anywhere in it. */
function withoutCommands(line: string): string {
  return line.replace(/^(\s*):(?=:)/, "$1\\:").replaceAll("##[", "##\\[");
}

/** One line with everything visible and no effect. */
export function visible(text: string): string {
  return withoutCommands(text.replaceAll(unseen, (character) => short[character] ?? codeOf(character)));
}

/** Our own lines with outside text in them: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, visible);
}

/** Equivalent JSON with only visible characters: JSON has the escaped ones only inside strings. */
export function visibleJson(json: string): string {
  return json
    .replaceAll(unseen, (character) => (character === "\n" ? character : codeOf(character)))
    .replaceAll("##[", "#\\u0023[");
}
