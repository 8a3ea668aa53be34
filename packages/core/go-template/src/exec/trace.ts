/** A part of the output, and what wrote it. Offsets are 0-based, in UTF-16 code units. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** Where the text begins in the template, or the first word of the action. */
  readonly offset: number;
  readonly isText: boolean;
}

/** A node of a template that writes. */
export interface Writer {
  readonly type: "text" | "pipe";
  readonly offset: number;
}

/** What wrote a character of the output: a character of the template's text, or an action. */
export interface WrittenBy {
  /** In the template: of the character, or inside the action. */
  readonly offset: number;
  readonly isText: boolean;
  /** The extent of what the text or action wrote. */
  readonly start: number;
  readonly end: number;
}

function writtenBy({ offset, isText, start, end }: Piece, at: number): WrittenBy {
  return { offset: isText ? offset + at - start : offset, isText, start, end };
}

/** The writers of one output. */
export interface OutputWriters {
  /** Of the character at an offset; the last one for the end of the output. */
  at(offset: number): WrittenBy | undefined;
  /** An action that wrote nothing, at an offset. */
  nothingAt(offset: number): WrittenBy | undefined;
}

/** Records which node writes which part of one output. */
export class OutputTrace implements OutputWriters {
  readonly #pieces: Piece[] = [];

  add(start: number, end: number, { type, offset }: Writer): void {
    this.#pieces.push({ start, end, offset, isText: type === "text" });
  }

  at(offset: number): WrittenBy | undefined {
    const piece = this.#pieces.find(({ start, end }) => start <= offset && offset < end);
    const found = piece ?? this.#pieces.at(-1);
    return found && writtenBy(found, offset);
  }

  nothingAt(offset: number): WrittenBy | undefined {
    const found = this.#pieces.find(({ start, end }) => start === offset && end === offset);
    return found && writtenBy(found, offset);
  }
}
