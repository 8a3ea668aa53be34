/** Renders outside text in Markdown without structure, HTML or mentions. */
import { visible } from "./visible.ts";

/**
 * Text in one line, without characters that do not show.
 * @param longest the number of characters kept
 */
export function oneLine(text: string, longest = 300): string {
  const flat = visible(text.replaceAll(/\s+/g, " ").trim());
  if (flat.length <= longest) return flat;
  return `${flat.slice(0, longest - 3).replace(/[\ud800-\udbff]$/, "")}...`;
}

function escaped(flat: string): string {
  return flat
    .replaceAll(reference, "$1\u200b")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|!~]/g, "\\$&")
    .replace(/^([#>+=-]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\u200b` : `\\${start}`))
    .replace(/^\\>/, "&gt;");
}

/** What GitHub turns into links to people, issues and pages, and into notifications: `@x`, `#1`, `GH-1`, addresses. */
const reference = /([@#](?=\w)|:(?=\/\/)|\bGH(?=-\d)|\bwww(?=\.)|\b(?:mailto|xmpp)(?=:))/gi;

/** One line for a title or a commit's message, which have no escapes: mentions, issues and `[skip ci]` have no effect. */
export function titleText(text: string, longest = 200): string {
  return oneLine(text, longest)
    .replaceAll(reference, "$1\u200b")
    .replaceAll(/\[(?=(?:skip|no|ci|actions)[ -])/gi, "[\u200b")
    .replaceAll("`", "'");
}

function code(flat: string): string {
  // An empty span would be the fence of another one.
  if (flat === "") return "` `";
  const text = flat
    .replaceAll("`", "'")
    // A comment could be taken for a marker of ours.
    .replaceAll("<!--", "<\u200b!--")
    // A backslash before a bar is read differently by parsers of tables.
    .replaceAll("\\|", "\\\u200b|")
    .replaceAll("|", "\\|");
  return `\`${text}\``;
}

/**
 * Plain text for a line or a table cell.
 * @param longest the number of characters shown
 */
export function plainText(text: string, longest = 300): string {
  return escaped(oneLine(text, longest));
}

/** Text as a code span that the text cannot end. */
export function codeSpan(text: string, longest = 300): string {
  return code(oneLine(text, longest));
}

/** How much of a value stands before the first character that is another one. */
const lead = 40;

/**
 * An old and a new value as code spans, from where they begin to differ if that is not near their start. Line ends show.
 * @param longest the number of characters shown of each
 */
export function changedSpans(
  before: string | undefined,
  after: string | undefined,
  longest = 120,
): readonly [old: string, now: string] {
  const [old, now] = [before, after].map((text) => (text === undefined ? undefined : visible(text)));
  let same = 0;
  if (old !== undefined && now !== undefined) while (same < old.length && old[same] === now[same]) same++;
  const span = (text: string | undefined) => {
    if (text === undefined) return "";
    return codeSpan(same > 2 * lead ? `...${text.slice(same - lead)}` : text, longest);
  };
  return [span(old), span(now)];
}

/** Formats one of our messages: code in backticks stays code, outside text in it is escaped. */
export function messageText(text: string, longest = 2_000): string {
  const parts = oneLine(text, longest).split("`");
  // An unpaired last backtick is part of the text.
  const isBalanced = parts.length % 2 === 1;
  return parts
    .map((part, index) => {
      const isCode = index % 2 === 1 && (isBalanced || index < parts.length - 1);
      if (isCode) return part === "" ? "" : code(part);
      return index % 2 === 1 ? `\\\`${escaped(part)}` : escaped(part);
    })
    .join("");
}

/** A repository's address: GitHub links `https://host/owner/name`; `.` is a checkout, and anything else is code. */
export function addressText(address: string): string {
  const isPlain = address === "." || /^https:\/\/[\w.-]+(?::\d+)?(?:\/[\w.-]+){2}$/.test(address);
  return isPlain ? address : codeSpan(address);
}
