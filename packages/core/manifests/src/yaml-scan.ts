/**
 * A fast reader of the YAML that templates write: block and flow collections, plain and quoted scalars and blocks of
 * text, of one line or several, comments, documents. It reads only what it is sure of, and there the YAML library
 * agrees with it, which a property test checks. The rest (anchors, tags, merge keys, tabs between tokens) is left
 * to the library, which is about twenty times slower: twenty thousand assignments have sixty thousand files.
 */
import { unsure } from "./scan-cursor.ts";
import type { ScannedDocument } from "./scan-identity.ts";
import { YamlScan } from "./scan-nodes.ts";
import { code, type Token, tokenKinds } from "./scan-tokens.ts";

/** Characters that YAML readers reject or treat differently. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const suspicious = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]|^%/m;

function scan(text: string, tokens: number[] | undefined): readonly ScannedDocument[] | undefined {
  if (suspicious.test(text)) return undefined;
  const found = new YamlScan(text, tokens);
  try {
    found.run();
  } catch (error) {
    if (error !== unsure) throw error;
    return undefined;
  }
  return found.documents;
}

/** The non-empty documents of a text that certainly is YAML; undefined means unsure. */
export function scanDocuments(text: string): readonly ScannedDocument[] | undefined {
  return scan(text, undefined);
}

/** All that is written in a text: its documents, but for empty ones, and their tokens, those of one after the other's. */
interface ScannedText {
  readonly documents: readonly ScannedDocument[];
  readonly tokens: readonly Token[];
}

/**
 * Documents, collections, keys, and scalars with their type of a text that surely is YAML, by one scan; undefined means:
 * not sure. In all that it hands out the YAML library agrees with it, places included.
 */
export function scanTokens(text: string): ScannedText | undefined {
  const numbers: number[] = [];
  const documents = scan(text, numbers);
  if (documents === undefined) return undefined;
  const tokens = Array.from({ length: numbers.length / 3 }, (_, index) => {
    const [kind, start, end] = [numbers[index * 3], numbers[index * 3 + 1], numbers[index * 3 + 2]];
    return { kind: tokenKinds[kind ?? code.null] ?? "null", start: start ?? 0, end: end ?? 0 };
  });
  return { documents, tokens };
}
