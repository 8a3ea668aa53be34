/** Scripts: the text of a team is printed through `shell`, or means nothing to a shell. */
import { type GoFunction, type GoResult, shellWord } from "@kalypso-actions/go-template";
import { misplacedWords } from "../shell-places.ts";
import { entriesToBlame, onlyAsWritten, shellSafe } from "../team-text.ts";
import type { TemplateData } from "../template.ts";

type Texts = TemplateData["Manifests"];

/** Renders with other texts of the team, and with some functions replaced. */
export type RenderWith = (
  manifests: Texts,
  replace?: (name: string, original: GoFunction) => GoFunction,
) => GoResult;

function replaced(text: string, letter: string): string {
  return text === "" ? letter : text.replace(/[^A-Za-z0-9._/:@-]/g, letter);
}

/** The script, with a placeholder in place of each word that `shell` printed. */
interface Outlined {
  readonly text: string | undefined;
  readonly words: readonly string[];
}

const placeholder = (index: number) => `'kalypso-shell-word-${index}'`;
const placeholders = /'kalypso-shell-word-(\d+)'/g;

function outlined(render: RenderWith, manifests: Texts): Outlined {
  const words: string[] = [];
  const result = render(manifests, (name, original) => {
    if (name !== "shell") return original;
    const call: GoFunction["call"] = (args) => {
      words.push(String(original.call(args)));
      return placeholder(words.length - 1);
    };
    return { ...original, call };
  });
  return { text: "text" in result ? result.text : undefined, words };
}

/** The numbers of the words whose quotes do not count. */
function misplaced(text: string): readonly number[] {
  const found = [...text.matchAll(placeholders)];
  const ranges = found.map(({ index, 0: { length } }) => ({ start: index, end: index + length }));
  return misplacedWords(text, ranges).map((number) => Number(found[number]?.[1]));
}

/** What a script prints of a team's texts, and how, if that is not safe. */
export function scriptProblem(texts: Texts, script: string, render: RenderWith): string | undefined {
  const isSuspect = (text: string) => !shellSafe.test(text);
  if (!Object.entries(texts).some((entry) => entry.some(isSuspect))) return undefined;
  const outline = outlined(render, texts);
  const plain = onlyAsWritten(texts, [], replaced);
  const expected = outlined(render, plain).text;
  if (outline.text !== expected) {
    const differs = (only: readonly string[]) =>
      outlined(render, onlyAsWritten(texts, only, replaced)).text !== expected;
    return `prints ${entriesToBlame(texts, { isSuspect, differs }).join(" and ")} without \`shell\``;
  }
  const { text = "", words } = outline;
  const whole = text.replace(placeholders, (found, number: string) => words[Number(number)] ?? found);
  if (whole !== script) return "changes what `shell` has printed";
  const [first] = misplaced(text);
  if (first === undefined) return undefined;
  return `prints \`${words[first] ?? shellWord("")}\` of \`shell\` inside quotes, arithmetic, a comment or a here-document`;
}
