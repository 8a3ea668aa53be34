import { type OutputTrace, shellWord } from "@kalypso-actions/go-template";
import type { Range } from "../shell-places.ts";
import { shellSafe, TeamText, TeamWord } from "../team-text.ts";
import { isFalsy, type Scope } from "./scope.ts";
import type { Refusal } from "./team-printing.ts";
import type { Token } from "./tokens.ts";
import { configText } from "./view.ts";

/** The maximum output in characters: far more than any manifest needs, far less than does harm. */
export const maxOutput = 4 * 1024 * 1024;

/** The output is longer than {@link maxOutput}. */
export class OutputLimit extends Error {}

/** `{{#shell}}...{{/shell}}` prints what it contains as one word of a POSIX shell, whatever the data has of that name. */
const shellSection = "shell";

/** How the text of a team is printed at a tag. */
export type PrintTeamText = (token: Token, text: TeamText) => string | Refusal;

/** One rendering of a template. */
export class Rendering {
  readonly missing: Token[] = [];
  readonly refused: { readonly token: Token; readonly text: TeamText; readonly refusal: Refusal }[] = [];
  /** What `shell` printed of a team's texts that mean something to a shell. */
  readonly words: (Range & { readonly token: Token })[] = [];
  readonly #printTeamText: PrintTeamText;
  readonly #trace: OutputTrace | undefined;
  #output = "";
  /** Inside the section `shell`, whose text becomes one word. */
  #isShell = false;
  #isTeamInShell = false;

  constructor(printTeamText: PrintTeamText, trace?: OutputTrace) {
    this.#printTeamText = printTeamText;
    this.#trace = trace;
  }

  write(tokens: readonly Token[], scope: Scope): void {
    for (const token of tokens) {
      const [type, value, , , inner] = token;
      if (type === "text") this.#append(value, token);
      else if (type === "name" || type === "&") this.#print(token, scope);
      else if (type === "#" && value === shellSection && Array.isArray(inner))
        this.#shell(token, inner, scope);
      else if (type === "#" && Array.isArray(inner)) this.#section(scope.lookup(value), inner, scope);
      else if (type === "^" && Array.isArray(inner) && isFalsy(scope.lookup(value))) this.write(inner, scope);
    }
  }

  get output(): string {
    return this.#output;
  }

  #append(text: string, [type, , offset]: Token): void {
    const start = this.#output.length;
    if (!this.#isShell)
      this.#trace?.add(start, start + text.length, { type: type === "text" ? "text" : "pipe", offset });
    this.#output += text;
    if (this.#output.length > maxOutput) throw new OutputLimit();
  }

  #print(token: Token, scope: Scope): void {
    const value = scope.lookup(token[1]);
    if (value === undefined) this.missing.push(token);
    else if (value instanceof TeamText) this.#printTeam(token, value);
    else if (value instanceof TeamWord) this.#printWord(token, value.word, !value.isSafe);
    else this.#append(configText(value as Parameters<typeof configText>[0]), token);
  }

  #printTeam(token: Token, text: TeamText): void {
    this.#isTeamInShell ||= this.#isShell && !shellSafe.test(text.text);
    const printed = this.#isShell ? text.text : this.#printTeamText(token, text);
    if (typeof printed === "string") this.#append(printed, token);
    else this.refused.push({ token, text, refusal: printed });
  }

  /** Its text as one word of a POSIX shell. */
  #shell(token: Token, inner: readonly Token[], scope: Scope): void {
    const before = this.#output;
    const wasShell = this.#isShell;
    this.#output = "";
    this.#isShell = true;
    this.write(inner, scope);
    const word = shellWord(this.#output);
    this.#isShell = wasShell;
    this.#output = before;
    this.#printWord(token, word, this.#isTeamInShell);
    if (!wasShell) this.#isTeamInShell = false;
  }

  #printWord(token: Token, word: string, isUnsafe: boolean): void {
    const start = this.#output.length;
    this.#append(word, token);
    if (isUnsafe && !this.#isShell) this.words.push({ start, end: start + word.length, token });
  }

  #section(value: unknown, inner: readonly Token[], scope: Scope): void {
    if (isFalsy(value)) return;
    const views = Array.isArray(value) ? value : [value];
    for (const view of views) this.write(inner, scope.push(view));
  }
}
