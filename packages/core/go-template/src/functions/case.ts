/** sprig's functions that change the case of letters, ported from goutils and xstrings 1.3. */

import { define, type Functions } from "../values/function.ts";
import {
  isDigit,
  isLetter,
  isLower,
  isNumber,
  isPunctuation,
  isSpace,
  isTitle,
  isUpper,
  mapRunes,
  toLower,
  toTitle,
  toUpper,
} from "../values/unicode.ts";

/** Whether a letter after this character starts a word, according to Go's deprecated strings.Title. */
function isSeparator(character: string): boolean {
  if (character <= "\x7f") return !/\w/.test(character);
  return !isLetter(character) && !isDigit(character) && isSpace(character);
}

function title(text: string): string {
  let before = " ";
  return mapRunes(text, (character) => {
    const begins = isSeparator(before);
    before = character;
    return begins ? toTitle(character) : character;
  });
}

/** Lower-cases the first letter of each word. */
function untitle(text: string): string {
  let isNext = true;
  return mapRunes(text, (character) => {
    if (isSpace(character)) {
      isNext = true;
      return character;
    }
    const changed = isNext ? toLower(character) : character;
    isNext = false;
    return changed;
  });
}

function swapCase(text: string): string {
  let afterSpace = true;
  return mapRunes(text, (character) => {
    const isFirst = afterSpace;
    if (isUpper(character) || isTitle(character)) {
      afterSpace = false;
      return toLower(character);
    }
    if (!isLower(character)) {
      afterSpace = isSpace(character);
      return character;
    }
    afterSpace = false;
    return isFirst ? toTitle(character) : toUpper(character);
  });
}

function isConnector(character: string): boolean {
  return character === "-" || character === "_" || isSpace(character);
}

/** Joins words and capitalizes each; leading connectors stay, and so do all but one of consecutive connectors. */
function camelCase(text: string, ofRest: (character: string) => string): string {
  const characters = Array.from(mapRunes(text, (character) => character));
  const first = characters.findIndex((character) => !isConnector(character));
  // If there are only connectors, xstrings repeats the last one.
  if (first < 0) return characters.join("") + (characters.at(-1) ?? "");
  let result = characters.slice(0, first).join("");
  let previous = toUpper(characters[first] ?? "");
  for (const character of characters.slice(first + 1)) {
    const afterConnector = isConnector(previous);
    if (!afterConnector || isConnector(character)) result += previous;
    if (isConnector(character) && afterConnector) previous = character;
    else previous = afterConnector ? toUpper(character) : ofRest(character);
  }
  return result + previous;
}

type WordType = "number" | "upper" | "alphabet" | "connector" | "punctuation" | "other" | "end";

interface Word {
  readonly type: WordType;
  readonly text: string;
}

/** Letters of alphabets only: Chinese characters have no case that could mark words. */
function isAlphabet(character: string): boolean {
  return isLetter(character) && !/[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]/u.test(character);
}

function typeOfCharacter(character: string): WordType {
  if (isConnector(character)) return "connector";
  if (isPunctuation(character)) return "punctuation";
  if (isUpper(character)) return "upper";
  if (isAlphabet(character)) return "alphabet";
  return isNumber(character) ? "number" : "other";
}

/** An invalid byte takes the type of the character after it. */
function typesOf(characters: readonly string[]): WordType[] {
  const types: WordType[] = [];
  let next: WordType | undefined;
  for (const character of characters.toReversed()) {
    if (character.isWellFormed()) next = typeOfCharacter(character);
    types.push(next ?? "other");
  }
  return types.reverse();
}

/** Number of characters in the word that starts at this index. */
function wordLength(characters: readonly string[], types: readonly WordType[], begin: number): number {
  const type = types[begin] ?? "end";
  // In a run of punctuation, connectors count as punctuation too.
  const belongs = (at: number) =>
    types[at] === type || (type === "punctuation" && isPunctuation(characters[at] ?? ""));
  let end = begin + 1;
  while (belongs(end)) end++;
  if (type !== "upper" || types[end] !== "alphabet") return end - begin;
  // In HTTPStatus, the S belongs to the next word.
  if (end - begin > 1) return end - 1 - begin;
  while (types[end] === "alphabet") end++;
  return end - begin;
}

function wordsOf(text: string): Word[] {
  const characters = [...text];
  const types = typesOf(characters);
  const words: Word[] = [];
  for (let at = 0; at < characters.length; ) {
    const length = wordLength(characters, types, at);
    words.push({ type: types[at] ?? "other", text: characters.slice(at, at + length).join("") });
    at += length;
  }
  return words;
}

function lowerWord({ type, text }: Word, connector: string): string {
  if (type === "connector") return connector.repeat([...text].length);
  return type === "upper" ? mapRunes(text, toLower) : text;
}

const end: Word = { type: "end", text: "" };
const joinsDirectly = (type: WordType) => type === "connector" || type === "punctuation";

/** Lower-cases words and puts a connector between them; a number belongs to the word before it, as in `bld4_floor`. */
function separated(text: string, connector: string): string {
  const words = wordsOf(text);
  let at = 0;
  let result = "";
  const current = () => words[at] ?? end;
  const take = () => {
    result += lowerWord(current(), connector);
    at++;
  };
  const isWordOrNumber = () => current().type === "alphabet" || current().type === "number";
  const takeAll = () => {
    while (isWordOrNumber()) take();
    if (current().type !== "end" && !joinsDirectly(current().type)) result += connector;
  };
  while (at < words.length) {
    const { type } = current();
    take();
    if (at >= words.length || joinsDirectly(type)) continue;
    if (type === "number") takeAll();
    else if (current().type !== "number") {
      if (!joinsDirectly(current().type)) result += connector;
    } else if (at + 1 < words.length) {
      const number = current();
      at++;
      if (current().type === "alphabet") {
        // Lower-case letters after a number form one word with it: http_2xx.
        result += connector + lowerWord(number, connector);
        takeAll();
      } else {
        result += lowerWord(number, connector);
        if (!joinsDirectly(current().type)) result += connector;
      }
    }
  }
  return result;
}

export const caseFunctions: Functions = {
  upper: define(["string"], (text) => mapRunes(text, toUpper)),
  lower: define(["string"], (text) => mapRunes(text, toLower)),
  title: define(["string"], title),
  untitle: define(["string"], untitle),
  swapcase: define(["string"], swapCase),
  camelcase: define(["string"], (text) => camelCase(text, toLower)),
  snakecase: define(["string"], (text) => separated(text, "_")),
  kebabcase: define(["string"], (text) => separated(text, "-")),
};

/** xstrings 1.4 differs: it leaves the rest of each word as written. */
export const operatorCaseFunctions: Functions = {
  camelcase: define(["string"], (text) => camelCase(text, (character) => character)),
};
