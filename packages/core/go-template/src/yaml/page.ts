/** Line breaks that a block may end in. */
const lineBreaks = "\n\u2028\u2029";

/**
 * A document that grows line by line. It remembers only whether its last line has ended: to look at the end of a long
 * text after each addition to it would take time that grows with the square of its length.
 */
export class Page {
  readonly #parts: string[] = [];
  #isLineOpen = false;

  /** Adds to the line. Text that ends in a line break, as blocks do that keep theirs, ends it. */
  add(text: string): void {
    if (text === "") return;
    this.#parts.push(text);
    this.#isLineOpen = !lineBreaks.includes(text.charAt(text.length - 1));
  }

  /** Ends the line, where that has not happened. */
  endLine(): void {
    if (this.#isLineOpen) this.add("\n");
  }

  startLine(indent: number): void {
    this.endLine();
    this.add(" ".repeat(indent));
  }

  text(): string {
    return this.#parts.join("");
  }
}
