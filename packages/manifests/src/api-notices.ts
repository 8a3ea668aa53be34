import { type Diagnostic, type Place, placeInText } from "@kalypso-actions/diagnostics";
import type { Template } from "@kalypso-actions/resources";
import { objectsOf } from "./manifest-objects.ts";
import type { ManifestObject } from "./manifest-scan.ts";
import { mayHoldUnservedApis, type UnservedApi, unservedApi } from "./served-apis.ts";

/** The field of a block mapping, on its own line or at a list's dash. */
const field = /^([ -]*)["']?(apiVersion|kind)["']?: *["']?([^"'\s]+)["']?\s*$/;

/** 1-based line and column of the API version, in a document that says so of the kind if there is one, else in any. */
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

/** Where a template writes the API version; where it computes it, the beginning of the manifest. */
function placeOf({ manifests, place }: Template, index: number, object: ManifestObject): Place {
  const manifest = manifests[index];
  if (manifest === undefined) return place;
  const { verbatim: _, ...begin } = manifest.origin;
  const found = whereIn(manifest.text, object);
  return found === undefined ? begin : placeInText(manifest.origin, ...found);
}

function notice(template: Template, index: number, object: ManifestObject, api: UnservedApi): Diagnostic {
  const { controller, removedIn, use } = api;
  const since = removedIn === undefined ? "has never served" : `has not served since ${removedIn}`;
  return {
    severity: "notice",
    code: "api-version-not-served",
    message: `the template \`${template.name}\` renders kind ${object.kind} of \`${object.apiVersion}\`, which ${controller} ${since}`,
    hint: `Use \`${use}\`: a cluster with a current ${controller} refuses the manifest as it is.`,
    place: placeOf(template, index, object),
  };
}

/** What templates render in API versions that nobody serves: one notice a template and version, however many assignments. */
export class ApiNotices {
  readonly #notices = new Map<string, Diagnostic>();

  /**
   * @param text what has come out of one of the template's manifests
   * @param index which of them
   */
  add(text: string, template: Template, index: number): void {
    if (!mayHoldUnservedApis(text)) return;
    for (const object of objectsOf(text)) {
      const api = unservedApi(object.apiVersion, object.kind);
      if (api === undefined) continue;
      const id = `${template.name} ${object.apiVersion} ${api.use}`;
      if (!this.#notices.has(id)) this.#notices.set(id, notice(template, index, object, api));
    }
  }

  get diagnostics(): readonly Diagnostic[] {
    return [...this.#notices.values()];
  }
}
