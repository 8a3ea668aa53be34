/** HTML in which text cannot become markup: everything put into a template is escaped, except HTML itself. */

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Html | string | number | false | undefined | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}

function written(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return content.map(written).join("");
  return escapeText(String(content));
}

/** A piece of HTML. Attributes must be quoted to contain their values. */
export function html(literals: TemplateStringsArray, ...values: readonly Content[]): Html {
  const parts = literals.map((literal, index) => literal + written(values[index]));
  return new Html(parts.join(""));
}

const followed = new Set(["http:", "https:", "mailto:"]);

/** An address that is safe in a link; undefined if it would run something, such as `javascript:`. */
export function safeAddress(address: string): string | undefined {
  // Parsed as browsers do, which ignore tabs and line breaks in the scheme.
  const base = "http://relative.invalid/";
  const parsed = URL.parse(address, base);
  return parsed !== null && followed.has(parsed.protocol) ? address : undefined;
}

/** A link, or only its text if the address is unsafe. */
export function link(address: string | null | undefined, content: Content, style = ""): Html {
  const safe = address === null || address === undefined ? undefined : safeAddress(address);
  const named = style !== "" && html` class="${style}"`;
  if (safe === undefined) return html`<span${named}>${content}</span>`;
  return html`<a${named} href="${safe}">${content}</a>`;
}
