/** Line breaks that can end a block. */
const lineBreaks = "\n\u2028\u2029";

/**
 * A document that grows line by line. It only remembers whether its last line has ended: inspecting the end of a long
 * text after each addition would take quadratic time.
 */
export class Page {
  readonly #parts: string[] = [];
  #isLineOpen = false;

  /** Appends to the line. Text that ends in a line break, such as a block that keeps its breaks, ends the line. */
  add(text: string): void {
    if (text === "") return;
    this.#parts.push(text);
    this.#isLineOpen = !lineBreaks.includes(text.charAt(text.length - 1));
  }

  /** Ends the line unless it has already ended. */
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
