/** Where a script prints the quoted text of a team: in another pair of quotes, it would not be quoted. */

/** 0-based offsets in the script: `start` inclusive, `end` exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

interface HereDocument {
  readonly delimiter: string;
  readonly isIndented: boolean;
}

const hereDocument = /<<(-?)[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|([^\s;&|<>()'"]+))/y;

/** Nobody nests quotes deeper; what is deeper is not safe. */
const maxDepth = 100;

/** Reads a script as far as its quotes, comments and here-documents. */
class Script {
  readonly #text: string;
  readonly #words: readonly Range[];
  #pos = 0;
  #next = 0;
  #depth = 0;
  /** Behind the last escaped character outside quotes. */
  #escapedEnd = -1;
  #waiting: HereDocument[] = [];
  /** The words that are where their quotes do not count, by their number. */
  readonly misplaced: number[] = [];

  constructor(text: string, words: readonly Range[]) {
    this.#text = text;
    this.#words = words;
  }

  read(): void {
    while (this.#pos < this.#text.length) {
      const word = this.#words[this.#next];
      if (word !== undefined && this.#pos === word.start) {
        this.#pos = Math.max(word.end, this.#pos + 1);
        this.#next++;
      } else this.#character(this.#text[this.#pos] ?? "");
    }
  }

  #character(found: string): void {
    if (found === "\\") this.#escape();
    else if (found === "'") this.#singleQuoted();
    else if (found === '"' || found === "`") this.#quoted(found, true);
    else if (found === "#" && this.#isWordStart) this.#skipTo(this.#lineEnd());
    else if (found === "<") this.#redirection();
    else if (found === "(" && this.#text[this.#pos + 1] === "(") this.#nested("(", ")");
    else if (found === "\n" && this.#waiting.length > 0) this.#hereDocuments();
    else this.#pos++;
  }

  #escape(): void {
    this.#skipTo(this.#pos + 2);
    this.#escapedEnd = this.#pos;
  }

  /** Moves on: the words before the end are misplaced. */
  #skipTo(end: number, isWord = false): void {
    for (; (this.#words[this.#next]?.start ?? Infinity) < end; this.#next++) this.misplaced.push(this.#next);
    if (isWord && this.#isAtWord()) this.misplaced.push(this.#next++);
    this.#pos = end;
  }

  #lineEnd(): number {
    const end = this.#text.indexOf("\n", this.#pos);
    return end < 0 ? this.#text.length : end;
  }

  /** Behind `\\$` and `$$`, shells differ in whether the text has escapes: no word after it is safe. */
  #singleQuoted(): void {
    const hasEscapes = this.#text[this.#pos - 1] === "$";
    const isUnclear = hasEscapes && /[$\\]/.test(this.#text[this.#pos - 2] ?? "");
    if (isUnclear) this.#skipTo(this.#text.length);
    else this.#quoted("'", hasEscapes);
  }

  /** To the closing quote. What is inside may begin quotes of its own, but not of the words there. */
  #quoted(quote: string, hasEscapes: boolean): void {
    this.#pos++;
    while (this.#pos < this.#text.length && this.#text[this.#pos] !== quote) {
      if (this.#isAtWord()) this.#skipTo(this.#words[this.#next]?.end ?? this.#pos + 1, true);
      else if (hasEscapes && this.#text[this.#pos] === "\\") this.#skipTo(this.#pos + 2);
      else if (quote === '"' && this.#text[this.#pos] === "`") this.#quoted("`", true);
      else if (quote === '"' && this.#text.startsWith("$(", this.#pos)) this.#nested("(", ")");
      else if (quote === '"' && this.#text.startsWith("${", this.#pos)) this.#nested("{", "}");
      else this.#pos++;
    }
    this.#skipTo(this.#pos + 1);
  }

  /** `$(...)` and `${...}` inside double quotes, and arithmetic anywhere: no word in it is safe. */
  #nested(open: string, close: string): void {
    this.#skipTo(this.#pos + 2);
    if (++this.#depth > maxDepth) this.#skipTo(this.#text.length);
    for (let level = 1; level > 0 && this.#pos < this.#text.length; ) {
      const found = this.#text[this.#pos] ?? "";
      if (this.#isAtWord()) this.#skipTo(this.#words[this.#next]?.end ?? this.#pos + 1, true);
      // The patterns of `case` have a parenthesis that closes nothing.
      else if (
        open === "(" &&
        this.#isWordStart &&
        /^case\s/.test(this.#text.slice(this.#pos, this.#pos + 5))
      )
        this.#skipTo(this.#text.length);
      else if (found === open || found === close) {
        level += found === open ? 1 : -1;
        this.#pos++;
      } else if (found === "'" && open === "{") this.#pos++;
      else this.#character(found);
    }
    this.#depth--;
  }

  get #isWordStart(): boolean {
    return this.#pos !== this.#escapedEnd && /^[\s;&|()]?$/.test(this.#text[this.#pos - 1] ?? "");
  }

  #isAtWord(): boolean {
    return this.#words[this.#next]?.start === this.#pos;
  }

  #redirection(): void {
    if (this.#text.startsWith("<<<", this.#pos)) {
      this.#pos += 3;
      return;
    }
    hereDocument.lastIndex = this.#pos;
    const found = hereDocument.exec(this.#text);
    const [all = "<", dash, single, double, bare] = found ?? [];
    if (found !== null)
      this.#waiting.push({
        delimiter: single ?? double ?? (bare ?? "").replaceAll("\\", ""),
        isIndented: dash === "-",
      });
    this.#skipTo(this.#pos + all.length);
  }

  #hereDocuments(): void {
    for (const { delimiter, isIndented } of this.#waiting) {
      for (;;) {
        const begin = this.#pos + 1;
        this.#pos = begin;
        const end = this.#lineEnd();
        const line = this.#text.slice(begin, end);
        this.#skipTo(end);
        if ((isIndented ? line.replace(/^\t+/, "") : line) === delimiter || end >= this.#text.length) break;
      }
    }
    this.#waiting = [];
  }
}

/** The numbers of the words that are inside quotes, arithmetic, a comment or a here-document. */
export function misplacedWords(script: string, words: readonly Range[]): readonly number[] {
  const reader = new Script(script, words);
  reader.read();
  return reader.misplaced;
}
