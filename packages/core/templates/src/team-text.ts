/**
 * Text of an application team: the keys and values of a workload's `manifests`. Labels and names of a team have the
 * forms that Kubernetes gives them, so nothing in them can end a scalar (docs/semantics.md#text-of-application-teams).
 */
import { escapedYaml } from "./yaml-text.ts";

/** What YAML gives a meaning to in a text that would otherwise be one plain scalar. */
const meaningful = /[^A-Za-z0-9 ._/:@+=,~-]|:(?= |$)|^[-@,: ]|^\.{3}(?= |$)| $/gu;

/** The text with each character that could have a meaning in YAML replaced by a letter. */
export function harmless(text: string, letters = "x"): string {
  return text.replace(meaningful, (found) => (letters.length === 1 ? letters.repeat(found.length) : letters));
}

/** Whether a text contains anything that could have a meaning in YAML. */
export function isHarmless(text: string): boolean {
  return harmless(text) === text;
}

/** What means nothing to a shell, as one word. */
export const shellSafe = /^[A-Za-z0-9._/:@-]+$/;

type Texts = Readonly<Record<string, string>>;

/** Makes another text of a key or a value; the letters replace what has to go. */
export type Change = (text: string, letters: string, isKey: boolean) => string;

const firstLetter = "\u0430".charCodeAt(0);

/** Different letters for each number, so that replaced keys stay distinct. Cyrillic, so that no other key contains them. */
function lettersOf(number: number): string {
  const digits = [...number.toString(26)].map((digit) => Number.parseInt(digit, 26));
  return String.fromCharCode(...digits.map((digit) => firstLetter + digit));
}

function changed(entries: readonly (readonly [string, string])[], change: Change): Map<string, string> {
  return new Map(
    entries.map(([key, value], index) => [change(key, lettersOf(index), true), change(value, "x", false)]),
  );
}

const harmlessTexts = new WeakMap<Texts, Texts>();

/** The harmless form of a team's texts: the same object if they are harmless already. */
export function harmlessForm(texts: Texts): Texts {
  let form = harmlessTexts.get(texts);
  if (form === undefined) {
    const isFine = Object.entries(texts).every(([key, value]) => isHarmless(key) && isHarmless(value));
    form = isFine ? texts : Object.fromEntries(changed(Object.entries(texts), harmless));
    harmlessTexts.set(texts, form);
  }
  return form;
}

/** Values in a message stay short. */
const maxShown = 60;

/** Such as `` `manifests.path` (`a: b`) ``. */
export function fieldText(key: string, value: string): string {
  const cut = (text: string) => (text.length > maxShown ? `${text.slice(0, maxShown)}...` : text);
  return `\`manifests.${cut(key)}\` (\`${cut(value)}\`)`;
}

/**
 * The entries that make a difference.
 * @param differs whether it does with only these entries as the team wrote them
 * @returns all of those that may be to blame, if only several together make the difference
 */
export function entriesToBlame(
  texts: Texts,
  { isSuspect, differs }: { isSuspect(text: string): boolean; differs(only: readonly string[]): boolean },
): readonly string[] {
  const suspects = Object.entries(texts)
    .filter(([key, value]) => isSuspect(key) || isSuspect(value))
    .slice(0, maxBlamed);
  const alone = suspects.filter(([key]) => differs([key]));
  return (alone.length > 0 ? alone : suspects).map(([key, value]) => fieldText(key, value));
}

/** A team's mistake is found with as many renderings at most. */
const maxBlamed = 10;

/** Some entries as the team wrote them, the others changed. */
export function onlyAsWritten(texts: Texts, only: readonly string[], change: Change): Texts {
  const others = Object.entries(texts).filter(([key]) => !only.includes(key));
  const kept = only.map((key) => [key, texts[key] ?? ""] as const);
  return Object.fromEntries([...changed(others, change), ...kept]);
}

/** A team's text as a word of a shell. */
export class TeamWord {
  readonly word: string;
  /** Whether it would mean nothing to a shell without quotes. */
  readonly isSafe: boolean;

  constructor(text: string, word: string) {
    this.word = word;
    this.isSafe = shellSafe.test(text);
  }
}

/** A team's text on its way into the output: templates print it by its place. */
export class TeamText {
  readonly text: string;
  /** The key in `manifests`. */
  readonly field: string;

  constructor(text: string, field: string) {
    this.text = text;
    this.field = field;
  }

  /** As the inside of double quotes. */
  get escaped(): string {
    return escapedYaml(JSON.stringify(this.text)).slice(1, -1);
  }
}
