/** Functions whose result can contain characters that none of their text arguments contains. */
import type { Cell } from "../values/value.ts";

/** By name. `printf` is one only with a verb that prints a number as a character. */
export const decodingFunctions: ReadonlySet<string> = new Set([
  "b32dec",
  "b64dec",
  "decryptAES",
  "derivePassword",
  "fromJson",
  "mustFromJson",
  "printf",
  "urlParse",
]);

const characterVerb = /%[^A-Za-z%]*[cqU]/;

/** Whether a call of a decoding function can make characters. */
export function makesCharacters(name: string, [first]: readonly Cell[]): boolean {
  return name !== "printf" || (typeof first === "string" && characterVerb.test(first));
}
