/** A person at a browser who agrees to everything: opens a page, sends its form, and goes on until a page has none. */

const unescapes: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|(amp|lt|gt|quot));/g, (_, code?: string, name?: string) =>
    code === undefined ? (unescapes[name ?? ""] ?? "") : String.fromCharCode(Number(code)),
  );
}

function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
}

interface Form {
  readonly action: string;
  readonly fields: URLSearchParams;
}

function formIn(html: string): Form | undefined {
  const [form, opening = ""] = /(<form\b[^>]*>)[\s\S]*?<\/form>/.exec(html) ?? [];
  if (form === undefined) return undefined;
  const fields = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input\b[^>]*>/g))
    fields.append(attribute(tag, "name"), attribute(tag, "value"));
  return { action: attribute(opening, "action"), fields };
}

/** A server may end a connection just when it is used again, and a page is no reason to fail for that. */
const once = { connection: "close" };

/** @returns the text of the last page, which has no form, or is no page of success */
export async function clickThrough(url: string): Promise<string> {
  let answer = await fetch(url, { headers: once });
  for (;;) {
    const html = await answer.text();
    const form = answer.ok ? formIn(html) : undefined;
    if (form === undefined) return html;
    answer = await fetch(new URL(form.action, answer.url), {
      method: "POST",
      body: form.fields,
      headers: once,
    });
  }
}
