/**
 * A fast reader for the YAML that templates typically produce: block and flow collections, plain, quoted and block
 * scalars of one or more lines, comments, documents. It accepts only what it is sure of, and a property test checks
 * that the YAML library agrees. Everything else (anchors, tags, merge keys, tabs between tokens) is left to the
 * library, which is about twenty times slower: twenty thousand assignments have sixty thousand files.
 */
import { unsure } from "./scan-cursor.ts";
import type { ScannedDocument } from "./scan-identity.ts";
import { YamlScan } from "./scan-nodes.ts";
import { code, type Token, tokenKinds } from "./scan-tokens.ts";

/** Characters that YAML readers reject or treat differently. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for them.
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

/** The non-empty documents of a text that is certainly valid YAML; undefined means unsure. */
export function scanDocuments(text: string): readonly ScannedDocument[] | undefined {
  return scan(text, undefined);
}

/** A text's non-empty documents, and the tokens of all of them in order. */
interface ScannedText {
  readonly documents: readonly ScannedDocument[];
  readonly tokens: readonly Token[];
}

/**
 * Scans a text once for documents, collections, keys and typed scalars, if it is certainly valid YAML; undefined means
 * unsure. The YAML library would return the same result, including places.
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
