import { plainType } from "@kalypso-actions/yaml-values";

/** The longest word that is not text. */
const maxWord = 5;

/** Whether a plain scalar is text to all who apply manifests. */
export function isPlainText(text: string): boolean {
  const first = text.charCodeAt(0) | 32;
  const isLetter = first >= 97 && first <= 122;
  return (isLetter && text.length > maxWord) || plainType(text) === "text";
}
