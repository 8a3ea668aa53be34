/** Reads rendered YAML with the library. */
import { isStackOverflow } from "@kalypso-actions/diagnostics";
import { type Document, parseAllDocuments } from "yaml";

/**
 * The documents of a text, none of an empty one. The library prints its warnings unless it is told not to.
 * @returns undefined if the text is nested too deeply
 */
export function documentsOf(
  text: string,
  options: { readonly merge?: boolean; readonly uniqueKeys?: boolean } = {},
): readonly Document.Parsed[] | undefined {
  try {
    const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: "error", ...options });
    return "empty" in documents ? [] : documents;
  } catch (error) {
    if (isStackOverflow(error)) return undefined;
    throw error;
  }
}
