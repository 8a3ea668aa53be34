/**
 * Writes scalars in the style yaml.v3 chooses: plain if possible, otherwise single-quoted, double-quoted or a block.
 */
import { encodeBase64 } from "../format/base64.ts";
import { byteLength, toBytes } from "../values/text.ts";
import { needsQuotes } from "./resolve.ts";

/** The indentation indicator of a nested block: yaml.v3 always writes this, whatever the actual indentation. */
const indentHint = "4";

const lineBreak = /[\r\n\u0085\u2028\u2029]/;
/** Characters that YAML must escape: control characters, the byte order mark and everything beyond U+FFFF. */
const special = /[^\t\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

/** The styles that a text allows. */
interface Analysis {
  readonly isMultiline: boolean;
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** White space before a comment or after an indicator; YAML has fewer kinds than JavaScript. */
const blank = "[ \\t\\r\\n\\u0085\\u2028\\u2029]";
const indicator = new RegExp(
  [
    "^[#,[\\]{}&*!|>'\"%@`]",
    `^[?-](?:${blank}|$)`,
    `:(?:${blank}|$)`,
    "^---|^\\.\\.\\.",
    `(?:${blank}|\\0)#`,
  ].join("|"),
);

function analyze(text: string): Analysis {
  if (text === "") return { isMultiline: false, plain: true, single: true, block: false };
  const isMultiline = lineBreak.test(text);
  const hasSpecial = special.test(text);
  const spaceBeforeBreak = / [\r\n\u0085\u2028\u2029]/.test(text);
  const spaceAfterBreak = /[\r\n\u0085\u2028\u2029] /.test(text);
  const isPadded = /^[ \r\n\u0085\u2028\u2029]|[ \r\n\u0085\u2028\u2029]$/.test(text);
  const isUnquotable = spaceBeforeBreak || hasSpecial || spaceAfterBreak || text.includes("\t");
  return {
    isMultiline,
    plain: !(isPadded || isUnquotable || isMultiline || indicator.test(text)),
    single: !isUnquotable,
    block: !(spaceBeforeBreak || hasSpecial || text.endsWith(" ")),
  };
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "0",
  "\u0007": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\u001b": "e",
  '"': '"',
  "\\": "\\",
  "\u0085": "N",
  "\u00a0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

function escapeCharacter(character: string): string {
  const known = escapes[character];
  if (known !== undefined) return `\\${known}`;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function doubleQuoted(text: string): string {
  // At every character, yaml.v3 looks for the byte order mark at the start of the text.
  const escapesAll = text.startsWith("\ufeff");
  const escaped = Array.from(text, (character) => {
    const isSpecial = special.test(character) || lineBreak.test(character);
    const isEscaped = (isSpecial && character !== "\t") || character === '"' || character === "\\";
    // yaml.v3 does not count a tab as printable, but does not quote a text just for it.
    return isEscaped || escapesAll || character === "\t" ? escapeCharacter(character) : character;
  });
  return `"${escaped.join("")}"`;
}

function singleQuoted(text: string, indent: number): string {
  // A line separator is a line break, after which yaml.v3 starts a new, indented line.
  const broken = text.replace(/[\u2028\u2029](?=[^\u2028\u2029])/g, `$&${" ".repeat(indent)}`);
  return `'${broken.replaceAll("'", "''")}'`;
}

function literal(text: string, indent: number): string {
  const hint = /^[ \r\n\u0085\u2028\u2029]/.test(text) ? indentHint : "";
  const chomp = /[^\n\u2028\u2029]$/.test(text) ? "-" : /(?:^|[\n\u2028\u2029]).$/s.test(text) ? "+" : "";
  const indented = text.replace(/(^|[\n\u2028\u2029])(?=[^\n\u2028\u2029])/g, `$1${" ".repeat(indent)}`);
  // yaml.v3 mistakes a leading line break for the one after the header and loses it.
  const isBroken = /^[\n\u2028\u2029]/.test(text);
  return `|${hint}${chomp}${isBroken ? "" : "\n"}${indented}`;
}

/** Base64, in lines of 70 characters if it needs several. */
function binary(text: string): string {
  const encoded = encodeBase64(toBytes(text));
  if (encoded.length < 70) return encoded;
  return encoded.replace(/.{1,70}/g, "$&\n");
}

export interface ScalarText {
  readonly text: string;
  /** Whether a key with this text can be written without `? `. */
  readonly isSimpleKey: boolean;
}

/** The longest key, in bytes, written without `? `. */
const maxSimpleKey = 128;

/**
 * A text as a YAML scalar.
 * @param indent the spaces before the further lines of a block
 * @param isKey a key that is written without `? ` is kept on one line
 */
export function stringScalar(value: string, indent: number, isKey: boolean): ScalarText {
  const isBinary = /[\udc80-\udcff]/u.test(value);
  const text = isBinary ? binary(value) : value;
  const tag = isBinary ? "!!binary " : "";
  const { isMultiline, plain, single, block } = analyze(text);
  const isSimpleKey = !isMultiline && byteLength(text) + tag.length - Number(isBinary) <= maxSimpleKey;
  const inline = isKey && isSimpleKey;
  const styled = () => {
    if (text.includes("\n")) return block && !inline ? literal(text, indent) : doubleQuoted(text);
    if (!isBinary && needsQuotes(text)) return doubleQuoted(text);
    if (plain && !(text === "" && inline)) return text;
    return single ? singleQuoted(text, indent) : doubleQuoted(text);
  };
  return { text: tag + styled(), isSimpleKey };
}
