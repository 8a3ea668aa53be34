import { isMap, parseAllDocuments, Scalar } from "yaml";
import { type Scanned, scanManifests } from "./manifest-scan.ts";

/** What is wrong with a rendered manifest, and the 1-based line of the output. */
interface ManifestProblem {
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

/** Whether a document that is no YAML means to be an object: it begins as a map, and has a key that says so. */
function looksMeant(document: string): boolean {
  const first = document.split("\n").find((line) => !/^\s*(?:#.*|---.*)?$/.test(line)) ?? "";
  const isMap = /^\{|^["']?[\w.-]+["']?\s*:(?:\s|$)/.test(first);
  return isMap && /^(?:\{\s*)?(["']?)(?:apiVersion|kind)\1\s*:/m.test(document);
}

/** Text without these words is none of Kubernetes' business. */
const mayBeObject = /apiVersion|kind/;

/** The slow and sure way: a whole YAML parser. */
function parseManifests(text: string): readonly ManifestProblem[] {
  const documents = parseAllDocuments(text, { merge: true, prettyErrors: false });
  if ("empty" in documents) return [];
  return documents.flatMap((document): readonly ManifestProblem[] => {
    const at = (offset: number | undefined, message: string) => ({
      message,
      line: lineOf(text, offset ?? 0),
    });
    const { contents, errors, range } = document;
    if (errors.length > 0) {
      const isMeant = looksMeant(text.slice(range[0], range[1]));
      return isMeant ? errors.map((error) => at(error.pos[0], error.message)) : [];
    }
    if (!isMap(contents) || !(contents.has("apiVersion") || contents.has("kind"))) return [];
    const begin = contents.range?.[0];
    const kind = textAt(document, ["kind"]);
    // Lists hold manifests and have no name of their own.
    const wanted = [["apiVersion"], ["kind"], ...(kind?.endsWith("List") ? [] : [["metadata", "name"]])];
    return wanted
      .filter((path) => textAt(document, path) === undefined)
      .map((path) => at(begin, `\`${path.join(".")}\` is missing or is not a string`));
  });
}

/**
 * Whether every document of a text that means to be a Kubernetes object, by its apiVersion or kind, is a whole one, with
 * apiVersion, kind and metadata.name. Whatever else a template makes is its own business: playbooks, scripts, settings.
 * @param scanned what the scan says of the text, where that is known already
 */
export function checkManifests(text: string, scanned?: Scanned): readonly ManifestProblem[] {
  return scanManifests(text, scanned) || !mayBeObject.test(text) ? [] : parseManifests(text);
}
