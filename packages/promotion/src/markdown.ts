/** Text of clusters in Markdown: neither structure nor a mention of anybody. */
import { visible } from "@kalypso-actions/diagnostics";

const longest = 300;

function oneLine(text: string): string {
  const flat = visible(text.replaceAll(/\s+/g, " ").trim());
  return flat.length > longest ? `${flat.slice(0, longest - 3)}...` : flat;
}

/** A text as it is, in a line or in a cell of a table. */
export function plainText(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|!]/g, "\\$&")
    .replaceAll(/([@#])(?=\w)/g, "$1\u200b");
}

/** A text as code; it cannot end the code by itself. */
export function codeSpan(text: string): string {
  return `\`${oneLine(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}
