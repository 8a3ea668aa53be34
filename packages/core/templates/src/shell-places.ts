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

/** Reads a script as far as its quotes, comments and here-documents. */
class Script {
  readonly #text: string;
  readonly #words: readonly Range[];
  #pos = 0;
  #next = 0;
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
    if (found === "\\") this.#skipTo(this.#pos + 2);
    else if (found === "'") this.#quoted("'", this.#text[this.#pos - 1] === "$");
    else if (found === '"' || found === "`") this.#quoted(found, true);
    else if (found === "#" && /^[\s;&|()]?$/.test(this.#text[this.#pos - 1] ?? ""))
      this.#skipTo(this.#lineEnd());
    else if (found === "<") this.#redirection();
    else if (found === "\n" && this.#waiting.length > 0) this.#hereDocuments();
    else this.#pos++;
  }

  /** Moves on: the words before the end are misplaced. */
  #skipTo(end: number): void {
    for (; (this.#words[this.#next]?.start ?? Infinity) < end; this.#next++) this.misplaced.push(this.#next);
    this.#pos = end;
  }

  #lineEnd(): number {
    const end = this.#text.indexOf("\n", this.#pos);
    return end < 0 ? this.#text.length : end;
  }

  #quoted(quote: string, hasEscapes: boolean): void {
    let at = this.#pos + 1;
    let index = this.#next;
    while (at < this.#text.length && this.#text[at] !== quote) {
      const word = this.#words[index];
      if (word !== undefined && word.start === at) {
        at = word.end;
        index++;
      } else at += hasEscapes && this.#text[at] === "\\" ? 2 : 1;
    }
    this.#skipTo(at + 1);
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

/** The numbers of the words that are inside quotes, a comment or a here-document. */
export function misplacedWords(script: string, words: readonly Range[]): readonly number[] {
  const reader = new Script(script, words);
  reader.read();
  return reader.misplaced;
}
