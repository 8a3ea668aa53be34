/** Reads YAML with the library, whose own search for repeated keys compares each key of a map with each other. */
import { isStackOverflow } from "@kalypso-actions/diagnostics";
import {
  type Document,
  isCollection,
  type LineCounter,
  type Node,
  parseAllDocuments,
  visit,
  YAMLParseError,
} from "yaml";
import { repeatedKeys } from "./repeated-keys.ts";

const collectionKeyMessage = "a list or a map cannot be a key";

interface ReadOptions {
  /** Whether `<<` merges a map. */
  readonly merge?: boolean;
  /** Whether a repeated key is an error of its document; it is by default. */
  readonly uniqueKeys?: boolean;
  readonly lineCounter?: LineCounter;
}

/**
 * The first key that is a list or a map. Kubernetes accepts none, and the library writes each as text, quoted once more at
 * each level: 90 of them in each other take seconds, 200 for ever.
 */
function collectionKey(document: Document.Parsed): Node | undefined {
  let found: Node | undefined;
  visit(document, {
    Pair(_, { key }) {
      if (!isCollection(key)) return undefined;
      found = key;
      return visit.BREAK;
    },
  });
  return found;
}

function refuseCollectionKey(document: Document.Parsed): void {
  if (document.errors.length > 0) return;
  const key = collectionKey(document);
  if (key === undefined) return;
  const at = key.range?.[0] ?? 0;
  document.errors.push(new YAMLParseError([at, at + 1], "BLOCK_AS_IMPLICIT_KEY", collectionKeyMessage));
}

/** The library gives `!!merge` a symbol as its value, which is no data: it can be neither copied nor printed. */
function nameMergeTags(document: Document.Parsed): void {
  visit(document, {
    Scalar(_, scalar) {
      if (typeof scalar.value === "symbol") scalar.value = scalar.source ?? scalar.value.description;
    },
  });
}

function addRepeatedKeys(document: Document.Parsed): void {
  if (document.errors.length > 0) return;
  for (const at of repeatedKeys(document))
    document.errors.push(new YAMLParseError([at, at + 1], "DUPLICATE_KEY", "Map keys must be unique"));
}

/**
 * The documents of a text with their errors, none of an empty one.
 * @returns undefined if the text is nested too deeply
 */
export function documentsOf(
  text: string,
  { uniqueKeys = true, ...options }: ReadOptions = {},
): readonly Document.Parsed[] | undefined {
  try {
    // The library prints its warnings unless it is told not to.
    const settings = {
      prettyErrors: false,
      logLevel: "error",
      uniqueKeys: false,
      resolveKnownTags: false,
    } as const;
    const documents = parseAllDocuments(text, { ...settings, ...options });
    if ("empty" in documents) return [];
    if (text.includes("<<")) documents.forEach(nameMergeTags);
    documents.forEach(refuseCollectionKey);
    if (uniqueKeys) documents.forEach(addRepeatedKeys);
    return documents;
  } catch (error) {
    if (isStackOverflow(error)) return undefined;
    throw error;
  }
}
