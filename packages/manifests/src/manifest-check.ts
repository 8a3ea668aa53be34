import { isMap, parseAllDocuments, Scalar } from "yaml";
import { type Scanned, scanManifests } from "./manifest-scan.ts";

/** What is wrong with a rendered manifest, and the 1-based line of the output. */
export interface ManifestProblem {
  readonly message: string;
  readonly line: number;
}

function textAt(
  document: ReturnType<typeof parseAllDocuments>[number],
  path: readonly string[],
): string | undefined {
  const node = document.getIn(path, true);
  return node instanceof Scalar && typeof node.value === "string" && node.value !== ""
    ? node.value
    : undefined;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The slow and sure way: a whole YAML parser. */
function parseManifests(text: string): readonly ManifestProblem[] {
  const documents = parseAllDocuments(text, { merge: true, prettyErrors: false });
  if ("empty" in documents) return [];
  return documents.flatMap((document): readonly ManifestProblem[] => {
    const at = (offset: number | undefined, message: string) => ({
      message,
      line: lineOf(text, offset ?? 0),
    });
    if (document.errors.length > 0) return document.errors.map((error) => at(error.pos[0], error.message));
    const { contents } = document;
    if (contents === null || (contents instanceof Scalar && contents.value === null)) return [];
    const begin = contents.range?.[0];
    if (!isMap(contents)) return [at(begin, "expected a manifest, found text or a list")];
    const kind = textAt(document, ["kind"]);
    // Lists hold manifests and have no name of their own.
    const wanted = [["apiVersion"], ["kind"], ...(kind?.endsWith("List") ? [] : [["metadata", "name"]])];
    return wanted
      .filter((path) => textAt(document, path) === undefined)
      .map((path) => at(begin, `\`${path.join(".")}\` is missing or is not a text`));
  });
}

/**
 * Whether a text is YAML whose every document is a Kubernetes manifest: apiVersion, kind and metadata.name. Empty
 * documents are none.
 * @param scanned what the scan says of the text, where that is known already
 */
export function checkManifests(text: string, scanned?: Scanned): readonly ManifestProblem[] {
  return scanManifests(text, scanned) ? [] : parseManifests(text);
}
