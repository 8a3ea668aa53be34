import { expectedNamespace, expectedObjectName } from "@kalypso-actions/names";
import { documentsOf } from "@kalypso-actions/yaml-documents";
import { type Document, isMap, isScalar, isSeq, LineCounter, type YAMLMap } from "yaml";
import { type ManifestObject, type Scanned, scanManifests } from "./manifest-scan.ts";
import { type WrongType, wrongTypes } from "./text-places.ts";

interface Found {
  /** 0-based, in UTF-16 code units of the output. */
  readonly start: number;
  readonly end: number;
  /** The 1-based line of the output. */
  readonly line: number;
  readonly message: string;
}

/** A document that is not well-formed or not a complete object. */
interface Incomplete extends Found {
  readonly type: "incomplete";
}

/** A value that Kubernetes rejects, and the object in which it is. */
interface Rejected extends Found {
  readonly object: ManifestObject;
  /** Such as `metadata.labels.tier`. */
  readonly field: string;
}

export interface WronglyTyped extends Rejected {
  readonly type: "value";
  readonly found: WrongType;
}

interface WronglyNamed extends Rejected {
  readonly type: "name";
  readonly written: string;
}

/** A problem of a rendered manifest. */
export type ManifestProblem = Incomplete | WronglyTyped | WronglyNamed;

function textAt(map: YAMLMap, path: readonly string[]): string {
  const node = map.getIn(path, true);
  return isScalar(node) && typeof node.value === "string" ? node.value : "";
}

/** Whether invalid YAML is meant to be an object: it starts like a map and has `apiVersion` or `kind`. */
function looksMeant(document: string): boolean {
  const first = document.split("\n").find((line) => !/^\s*(?:#.*|---.*)?$/.test(line)) ?? "";
  const isMap = /^\{|^["']?[\w.-]+["']?\s*:(?:\s|$)/.test(first);
  return isMap && /^(?:\{\s*)?(["']?)(?:apiVersion|kind)\1\s*:/m.test(document);
}

/** Text without these words is not a Kubernetes object. */
const mayBeObject = /apiVersion|kind/;

const what: Readonly<Record<WrongType["type"], string>> = {
  text: "text",
  boolean: "a boolean",
  integer: "an integer",
  float: "a number",
  null: "null",
  date: "a date",
  map: "a map",
  list: "a list",
};

/** `~`, `null` and nothing at all are null to everybody, but only some read a boolean in `yes`. */
const olderBoolean = /^(?:y|n|yes|no|on|off)$/i;

function readAs({ type, written }: WrongType): string {
  if (type === "boolean" && olderBoolean.test(written)) return "which YAML 1.1 reads as a boolean";
  return type === "date" ? "which Flux rewrites as a date" : `which YAML reads as ${what[type]}`;
}

/** Values in a message stay short. */
const maxShown = 60;

function shown(written: string): string {
  return `\`${written.length > maxShown ? `${written.slice(0, maxShown)}...` : written}\``;
}

/** What is printed for a field, such as `` prints `true` for the label... ``, and what was expected. */
function typeMessage(found: WrongType, field: string, object: string): string {
  const { isKey, type, wanted, written } = found;
  const place = isKey ? `as a key in \`${field}\` of ${object}` : `for \`${field}\` of ${object}`;
  const expected = `expected ${wanted === "text" ? "a string" : "a map of strings"}`;
  if (type === "map" || type === "list") return `prints ${what[type]} ${place}; ${expected}`;
  if (written === "") return `prints nothing ${place}, which YAML reads as null; ${expected}`;
  if (type === "text") return `prints ${shown(written)} ${place}; ${expected}`;
  return `prints ${shown(written)} ${place}, ${readAs(found)}; ${expected}`;
}

interface ReadText {
  readonly text: string;
  readonly lines: LineCounter;
}

/** A parsed document that is meant to be an object. */
class ParsedManifest {
  readonly #document: Document.Parsed;
  readonly #map: YAMLMap;
  readonly #text: string;
  readonly #lines: LineCounter;

  constructor(document: Document.Parsed, map: YAMLMap, { text, lines }: ReadText) {
    this.#document = document;
    this.#map = map;
    this.#text = text;
    this.#lines = lines;
  }

  get problems(): readonly ManifestProblem[] {
    const types = wrongTypes(this.#document, this.#text).map((found) => this.#wrongType(found));
    // What is not a string is already reported as such.
    const reported = new Set(types.filter(({ found }) => !found.isKey).map(({ field }) => field));
    const isReported = (path: string) => reported.has(path);
    const kind = textAt(this.#map, ["kind"]);
    // Lists contain manifests and have no name.
    const wanted = [["apiVersion"], ["kind"], ...(kind.endsWith("List") ? [] : [["metadata", "name"]])];
    const missing = wanted
      .filter((path) => textAt(this.#map, path) === "" && !isReported(path.join(".")))
      .map((path) => this.#missing(path));
    return [...missing, ...types, ...this.#objects.flatMap((path) => this.#namesOf(path, isReported))];
  }

  #at(offset: number, end = offset): Pick<Found, "start" | "end" | "line"> {
    return { start: offset, end, line: this.#lines.linePos(offset).line };
  }

  /** The innermost object around a path: an item of a list, or the document. */
  #object(path: readonly string[]): { readonly object: ManifestObject; readonly depth: number } {
    const depth = path[0] === "items" && textAt(this.#map, ["kind"]).endsWith("List") ? 2 : 0;
    const around = path.slice(0, depth);
    const text = (...inner: readonly string[]) => textAt(this.#map, [...around, ...inner]);
    const names = { namespace: text("metadata", "namespace"), name: text("metadata", "name") };
    return { object: { apiVersion: text("apiVersion"), kind: text("kind"), ...names }, depth };
  }

  #missing(path: readonly string[]): Incomplete {
    const message = `\`${path.join(".")}\` is missing or is not a string`;
    return { type: "incomplete", message, ...this.#at(this.#map.range?.[0] ?? 0) };
  }

  #wrongType(found: WrongType): WronglyTyped {
    const { object, depth } = this.#object(found.path);
    const path = found.path.slice(depth);
    const field = (found.isKey ? path.slice(0, -1) : path).join(".");
    const { kind, name } = object;
    const named = name === "" || kind === "" ? `a ${kind || "object"}` : `${kind} \`${name}\``;
    const message = typeMessage(found, field, named);
    return { type: "value", object, field, found, message, ...this.#at(found.start, found.end) };
  }

  /** The paths of the objects: the document's, or those of a list's items. */
  get #objects(): readonly (readonly string[])[] {
    const items = textAt(this.#map, ["kind"]).endsWith("List") ? this.#map.get("items") : undefined;
    return isSeq(items) ? items.items.map((_, index) => ["items", String(index)]) : [[]];
  }

  #namesOf(around: readonly string[], isReported: (field: string) => boolean): readonly WronglyNamed[] {
    const { object } = this.#object(around);
    const { kind, name, namespace } = object;
    const checked = [
      { path: ["metadata", "name"], given: name, expected: name && expectedObjectName(object) },
      { path: ["metadata", "namespace"], given: namespace, expected: expectedNamespace(namespace) },
    ];
    return checked.flatMap(({ path, given, expected }): readonly WronglyNamed[] => {
      const field = path.join(".");
      const node = this.#map.getIn([...around, ...path], true);
      if (!expected || isReported(field) || !isScalar(node)) return [];
      const [start, end] = node.range ?? [0, 0];
      const message = `prints ${shown(given)} for \`${field}\` of a ${kind}; expected ${expected}`;
      return [{ type: "name", object, field, written: given, message, ...this.#at(start, end) }];
    });
  }
}

/** One mistake in deep nesting can be an error on every level. */
const maxErrors = 20;

/** The slow, complete check: a full YAML parser. */
export function parseManifests(text: string): readonly ManifestProblem[] {
  const lines = new LineCounter();
  const documents = documentsOf(text, { merge: true, lineCounter: lines });
  if (documents === undefined)
    return [{ type: "incomplete", message: "it is nested too deeply", start: 0, end: 0, line: 1 }];
  return documents.flatMap((document): readonly ManifestProblem[] => {
    const { contents, errors, range } = document;
    if (errors.length > 0) {
      const isMeant = looksMeant(text.slice(range[0], range[1]));
      return errors
        .filter(() => isMeant)
        .slice(0, maxErrors)
        .map(({ message, pos: [start] }) => {
          return { type: "incomplete", message, start, end: start, line: lines.linePos(start).line };
        });
    }
    if (!isMap(contents) || !(contents.has("apiVersion") || contents.has("kind"))) return [];
    return new ParsedManifest(document, contents, { text, lines }).problems;
  });
}

/**
 * Whether every document that is meant to be a Kubernetes object, by its apiVersion or kind, is complete, with
 * apiVersion, kind and metadata.name; has text where Kubernetes wants text; and a name that Kubernetes accepts.
 * Templates may render anything else: playbooks, scripts, settings.
 * @param scanned the scan of the text, if there is one already
 */
export function checkManifests(text: string, scanned?: Scanned): readonly ManifestProblem[] {
  return scanManifests(text, scanned) || !mayBeObject.test(text) ? [] : parseManifests(text);
}
