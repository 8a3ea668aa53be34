import { giveUp } from "./scan-cursor.ts";
import { code, plainType } from "./scan-tokens.ts";

/**
 * Integers that are equal only if they are written alike. Other non-text keys can be equal although written
 * differently.
 */
const plainInteger = /^(?:0|[1-9]\d{0,14})$/;

/** YAML limits a key before a colon on the same line to 1,024 characters. */
const maxLength = 1000;

/** From this size on, a set is faster than a linear search. */
const few = 12;

/** The unique keys of one mapping. */
export class ScannedKeys {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  add(key: string, isQuoted: boolean): void {
    const isText = isQuoted || plainType(key) === code.text || plainInteger.test(key);
    if (!isText || key === "<<" || key.length > maxLength) giveUp();
    if (this.#many === undefined && this.#few.length === few) this.#many = new Set(this.#few);
    const isKnown = this.#many?.has(key) ?? this.#few.includes(key);
    if (isKnown) giveUp();
    if (this.#many === undefined) this.#few.push(key);
    else this.#many.add(key);
  }
}
