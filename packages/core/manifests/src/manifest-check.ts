import { isMap, parseAllDocuments, Scalar } from "yaml";
import { type Scanned, scanManifests } from "./manifest-scan.ts";

/** A problem of a rendered manifest, and the 1-based line of the output. */
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

/** Whether invalid YAML is meant to be an object: it starts like a map and has `apiVersion` or `kind`. */
function looksMeant(document: string): boolean {
  const first = document.split("\n").find((line) => !/^\s*(?:#.*|---.*)?$/.test(line)) ?? "";
  const isMap = /^\{|^["']?[\w.-]+["']?\s*:(?:\s|$)/.test(first);
  return isMap && /^(?:\{\s*)?(["']?)(?:apiVersion|kind)\1\s*:/m.test(document);
}

/** Text without these words is not a Kubernetes object. */
const mayBeObject = /apiVersion|kind/;

/** The slow, complete check: a full YAML parser. */
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
    // Lists contain manifests and have no name.
    const wanted = [["apiVersion"], ["kind"], ...(kind?.endsWith("List") ? [] : [["metadata", "name"]])];
    return wanted
      .filter((path) => textAt(document, path) === undefined)
      .map((path) => at(begin, `\`${path.join(".")}\` is missing or is not a string`));
  });
}

/**
 * Whether every document that is meant to be a Kubernetes object, by its apiVersion or kind, is complete, with
 * apiVersion, kind and metadata.name. Templates may render anything else: playbooks, scripts, settings.
 * @param scanned the scan of the text, if there is one already
 */
export function checkManifests(text: string, scanned?: Scanned): readonly ManifestProblem[] {
  return scanManifests(text, scanned) || !mayBeObject.test(text) ? [] : parseManifests(text);
}
