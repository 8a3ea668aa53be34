/** Escapes text for HTML, JavaScript and URL queries, as text/template's html, js and urlquery do. */
import { isPrintable } from "../format/quote.ts";
import { toBytes } from "../values/text.ts";

const htmlEscapes: Readonly<Record<string, string>> = {
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\0": "\ufffd",
};

export function escapeHtml(text: string): string {
  return text.replace(/["'&<>\0]/g, (character) => htmlEscapes[character] ?? character);
}

const jsEscapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
};

function escapeJsCharacter(character: string): string {
  const known = jsEscapes[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  // An invalid byte stays unchanged.
  if (!character.isWellFormed()) return character;
  const isPlain = code < 0x80 ? code >= 0x20 : isPrintable(code);
  return isPlain ? character : `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Escapes text for a JavaScript string literal. */
export function escapeJs(text: string): string {
  return Array.from(text, escapeJsCharacter).join("");
}

/** Escapes text for a URL query component: a space becomes a plus sign. */
export function escapeQuery(text: string): string {
  const parts = Array.from(toBytes(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (/[A-Za-z0-9\-_.~]/.test(character)) return character;
    return character === " " ? "+" : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  return parts.join("");
}
