import { inflateRawSync } from "node:zlib";

/** What a page of `kalypso report` is given, as text. */
export function reportText(html: string): string {
  const [, text = ""] = /id="data">([^<]*)</.exec(html) ?? [];
  return inflateRawSync(Buffer.from(text, "base64")).toString("utf8");
}
