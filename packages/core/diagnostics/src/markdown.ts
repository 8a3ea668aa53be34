/** Text of others in Markdown: no structure, no HTML, no mention of anybody. */
import { visible } from "./visible.ts";

function oneLine(text: string, longest: number): string {
  const flat = visible(text.replaceAll(/\s+/g, " ").trim());
  if (flat.length <= longest) return flat;
  return `${flat.slice(0, longest - 3).replace(/[\ud800-\udbff]$/, "")}...`;
}

function escaped(flat: string): string {
  return flat
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|!~]/g, "\\$&")
    .replaceAll(/([@#])(?=\w)/g, "$1\u200b");
}

function code(flat: string): string {
  return `\`${flat.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

/** A text as it is, in a line or in a cell of a table. @param longest characters of it that are shown */
export function plainText(text: string, longest = 300): string {
  return escaped(oneLine(text, longest));
}

/** A text as code; it cannot end the code by itself. */
export function codeSpan(text: string, longest = 300): string {
  return code(oneLine(text, longest));
}

/** A message of ours, whose code in backticks stays code, with text of others wherever it is in it. */
export function messageText(text: string, longest = 2_000): string {
  const parts = oneLine(text, longest).split("`");
  // A last backtick without a partner is one of the text's own.
  const isBalanced = parts.length % 2 === 1;
  return parts
    .map((part, index) => {
      const isCode = index % 2 === 1 && (isBalanced || index < parts.length - 1);
      if (isCode) return part === "" ? "" : code(part);
      return index % 2 === 1 ? `\\\`${escaped(part)}` : escaped(part);
    })
    .join("");
}
