/** Markdown from people and actions, as GitHub shows it, with almost no HTML. */
import { Marked, type Tokens } from "marked";
import { escapeText, Html, safeAddress } from "./html.ts";

/** Tags used in bodies and summaries. They pass only if written exactly like this, without attributes. */
const paired = new Set(["details", "summary", "sub", "code"]);

const tagOrComment = /<!--[\s\S]*?(?:-->|$)|<(\/?)([a-zA-Z]+)[ \t]*(\/?)>/g;

/** Escapes tags that are not allowed and closes those left open, so that nothing affects the rest of the page. */
class RawHtml {
  readonly #open: string[] = [];

  pass(text: string): string {
    let passed = "";
    let end = 0;
    for (const match of text.matchAll(tagOrComment)) {
      passed += escapeText(text.slice(end, match.index)) + this.#tag(match);
      end = match.index + match[0].length;
    }
    return passed + escapeText(text.slice(end));
  }

  #tag([whole, slash, tag = "", selfClosing]: RegExpExecArray): string {
    if (whole.startsWith("<!--")) return "";
    const name = tag.toLowerCase();
    if (name === "br" && slash === "") return "<br>";
    if (!paired.has(name) || selfClosing !== "") return escapeText(whole);
    if (slash === "") {
      this.#open.push(name);
      return `<${name}>`;
    }
    const last = this.#open.lastIndexOf(name);
    if (last < 0) return escapeText(whole);
    this.#open.splice(last, 1);
    return `</${name}>`;
  }

  get rest(): string {
    return this.#open
      .splice(0)
      .reverse()
      .map((name) => `</${name}>`)
      .join("");
  }
}

/** Escapes text but keeps its character references. */
function escapeProse(text: string): string {
  return escapeText(text).replaceAll(/&amp;(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,32});/g, "&$1;");
}

function resolved(href: string, base: string): string | undefined {
  const safe = safeAddress(href.trim());
  const isRelative = safe !== undefined && !/^(?:[a-z][a-z0-9+.-]*:|[/#?])/i.test(safe);
  return isRelative ? base + safe : safe;
}

/** More quotes, items of lists or spaces at the beginning of a line than the library can nest, or nests in time. */
const tooDeep = /^(?:(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){101}|[ \t]{400}[ \t]*\S)/m;

/** Characters: GitHub has no longer bodies of issues and pull requests. */
const longest = 65_536;

/** Renders Markdown as HTML; what is too long or too deep, as the text that it is. Relative links start at `base`, which ends with a slash or is empty. */
export function markdown(text: string, base = ""): Html {
  if (text.length > longest || tooDeep.test(text)) return new Html(`<pre>${escapeText(text)}</pre>`);
  const raw = new RawHtml();
  const marked = new Marked({
    gfm: true,
    renderer: {
      html: ({ text: markup }: Tokens.HTML | Tokens.Tag) => raw.pass(markup),
      // Marked leaves the text inside tags such as <script> unescaped, but here they are not tags.
      text(token) {
        const { tokens } = token as Tokens.Text;
        return tokens === undefined ? escapeProse(token.text) : this.parser.parseInline(tokens);
      },
      link({ href, tokens }) {
        const content = this.parser.parseInline(tokens);
        const address = resolved(href, base);
        return address === undefined ? content : `<a href="${escapeText(address)}">${content}</a>`;
      },
      // Pages load nothing from elsewhere: an image becomes a link.
      image({ href, text: alternative }) {
        const address = resolved(href, base);
        const content = escapeText(alternative === "" ? href : alternative);
        return address === undefined ? content : `<a href="${escapeText(address)}">${content}</a>`;
      },
    },
  });
  const rendered = marked.parse(text, { async: false });
  return new Html(`<div class="markdown">${rendered}${raw.rest}</div>`);
}
