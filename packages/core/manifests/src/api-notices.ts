import { type Diagnostic, type Place, placeInText } from "@kalypso-actions/diagnostics";
import type { Template } from "@kalypso-actions/resources";
import type { ManifestObject } from "./manifest-scan.ts";
import { type UnservedApi, unservedApi } from "./served-apis.ts";

/** The field of a block mapping, on its own line or at a list's dash. */
const field = /^([ -]*)["']?(apiVersion|kind)["']?: *["']?([^"'\s]+)["']?\s*$/;

/** 1-based line and column of the API version, preferably in a document of the given kind. */
function whereIn(text: string, { apiVersion, kind }: ManifestObject): readonly [number, number] | undefined {
  let first: readonly [number, number] | undefined;
  let inDocument: readonly [number, number] | undefined;
  let isOfKind = false;
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "---") [inDocument, isOfKind] = [undefined, false];
    const [, indent = "", key, value] = field.exec(line) ?? [];
    if (key === "kind" && value === kind) isOfKind = true;
    if (key === "apiVersion" && value === apiVersion) inDocument ??= [index + 1, indent.length + 1];
    if (inDocument !== undefined && isOfKind) return inDocument;
    first ??= inDocument;
  }
  return first;
}

/** One of a template's manifests. */
interface RenderedManifest {
  readonly template: Template;
  readonly index: number;
}

/** Where a template writes the API version, or the start of the manifest if it is computed. */
function placeOf({ template: { manifests, place }, index }: RenderedManifest, object: ManifestObject): Place {
  const manifest = manifests[index];
  if (manifest === undefined) return place;
  const { verbatim: _, ...begin } = manifest.origin;
  const found = whereIn(manifest.text, object);
  return found === undefined ? begin : placeInText(manifest.origin, ...found);
}

function notice(rendered: RenderedManifest, object: ManifestObject, api: UnservedApi): Diagnostic {
  const { template } = rendered;
  const { controller, removedIn, use } = api;
  const since = removedIn === undefined ? "has never served" : `has not served since ${removedIn}`;
  return {
    severity: "notice",
    code: "api-version-not-served",
    message: `the template \`${template.name}\` renders kind ${object.kind} of \`${object.apiVersion}\`, which ${controller} ${since}`,
    hint: `Use \`${use}\`: a cluster with a current ${controller} rejects this manifest.`,
    place: placeOf(rendered, object),
  };
}

/** A notice, and the number of the first assignment it concerns. */
export interface NumberedNotice {
  readonly id: string;
  readonly diagnostic: Diagnostic;
  readonly number: number;
}

/** API versions in templates that no release serves: one notice per template and version, however many assignments. */
export class ApiNotices {
  readonly #notices = new Map<string, NumberedNotice>();

  /**
   * @param objects the objects that the manifest rendered to
   * @param number the assignment's in the Schedule's order
   */
  add(objects: readonly ManifestObject[], rendered: RenderedManifest, number: number): void {
    const { template } = rendered;
    for (const object of objects) {
      const api = unservedApi(object.apiVersion, object.kind);
      if (api === undefined) continue;
      const id = `${template.name} ${object.apiVersion} ${api.use}`;
      const known = this.#notices.get(id);
      if (known === undefined || number < known.number)
        this.#notices.set(id, { id, diagnostic: notice(rendered, object, api), number });
    }
  }

  /** Adds the results of another part of the same Schedule. */
  addAll(notices: readonly NumberedNotice[]): void {
    for (const found of notices) {
      const known = this.#notices.get(found.id);
      if (known === undefined || found.number < known.number) this.#notices.set(found.id, found);
    }
  }

  /** Sorted by their first assignments. */
  get notices(): readonly NumberedNotice[] {
    return [...this.#notices.values()].sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1));
  }
}
