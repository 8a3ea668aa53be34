import { type Cursor, type Mark, ReadError } from "./cursor.ts";

/** Where a key without `?` may have started. */
interface PossibleKey {
  /** The number of its token in the text. */
  readonly number: number;
  readonly mark: Mark;
  /** Only a key is valid there. */
  readonly isRequired: boolean;
}

/** A key fits on one line and is at most this long. */
const maxLength = 1024;

/** The possible key of one level: its first or last noted token. */
interface Level {
  number: number;
  key: PossibleKey | undefined;
}

/** Possible keys: one for the block, and one per open flow collection in it. */
export class PossibleKeys {
  readonly #cursor: Cursor;
  readonly #levels: Level[] = [{ number: 0, key: undefined }];
  readonly #byNumber = new Map<number, Level>();

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
  }

  /** The number of open flow collections. */
  get depth(): number {
    return this.#levels.length - 1;
  }

  get #top(): Level {
    const top = this.#levels.at(-1);
    if (top === undefined) throw new RangeError("the block's own level always exists");
    return top;
  }

  /** @param number of the token that opens a flow collection */
  enter(number: number): void {
    this.#levels.push({ number, key: undefined });
  }

  leave(): void {
    if (this.depth === 0) return;
    const level = this.#levels.pop();
    // Here yaml.v2 forgets that an empty collection may be a key, so it stops looking: `{}: x` is only a map.
    if (level !== undefined) this.#byNumber.delete(level.number);
  }

  /** Whether the token with this number may still be a key. */
  mayBegin(number: number): boolean {
    const level = this.#byNumber.get(number);
    return level !== undefined && this.#possible(level) !== undefined;
  }

  note(number: number, isRequired: boolean): void {
    this.drop();
    const level = this.#top;
    level.number = number;
    level.key = { number, mark: this.#cursor.mark(), isRequired };
    this.#byNumber.set(number, level);
  }

  /** The key that ends before the `:` at the cursor; undefined if there is none. */
  take(): PossibleKey | undefined {
    const level = this.#top;
    const key = this.#possible(level);
    level.key = undefined;
    if (key !== undefined) this.#byNumber.delete(key.number);
    return key;
  }

  /** The recorded token is not a key. */
  drop(): void {
    const level = this.#top;
    const { key } = level;
    if (key === undefined) return;
    if (key.isRequired) throw new ReadError("a key has no `:`");
    level.key = undefined;
    this.#byNumber.delete(key.number);
  }

  #possible(level: Level): PossibleKey | undefined {
    const { key } = level;
    if (key === undefined) return undefined;
    const { line, index } = this.#cursor;
    if (key.mark.line === line && key.mark.index + maxLength >= index) return key;
    if (key.isRequired) throw new ReadError("a key has no `:`");
    level.key = undefined;
    return undefined;
  }
}
