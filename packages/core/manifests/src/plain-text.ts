import { plainType } from "@kalypso-actions/yaml-values";

/** The longest word that is not text. */
const maxWord = "false".length;

/** How words start that are not text, in lower case: yes, no, null, on, off, true, false. */
const wordStarts = new Set([..."ynotf"].map((letter) => letter.charCodeAt(0)));

/** Whether a plain scalar is text to all who apply manifests. */
export function isPlainText(text: string): boolean {
  const first = text.charCodeAt(0) | 32;
  const isLetter = first >= 97 && first <= 122;
  if (isLetter && (text.length > maxWord || !wordStarts.has(first))) return true;
  return plainType(text) === "text";
}
