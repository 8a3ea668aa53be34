/**
 * Whether a team's text changes the structure of what it is printed into. Only a text with characters that could have a
 * meaning in YAML is rendered a second time, with a letter for each of them.
 */
import type { Diagnostic } from "@kalypso-actions/diagnostics";
import {
  entriesToBlame,
  harmless,
  harmlessForm,
  isHarmless,
  onlyAsWritten,
} from "@kalypso-actions/templates";
import { beginOf, type RenderedText } from "./manifest-problems.ts";
import { structureOf } from "./structure.ts";

/** The error, if the same template makes something else of the harmless form of the team's texts. */
export function structureProblem(rendered: RenderedText): Diagnostic | undefined {
  const { compiled, data, text, template } = rendered;
  const texts = data.Manifests;
  const plain = harmlessForm(texts);
  if (plain === texts) return undefined;
  const structure = (manifests: typeof texts) => {
    const { value, diagnostics } = compiled.render({ ...data, Manifests: manifests });
    return diagnostics.length > 0 ? "none" : structureOf(value);
  };
  const expected = structure(plain);
  // Without a text, or with broken YAML, nothing could be compared.
  if (structureOf(text) === expected) return undefined;
  const blamed = entriesToBlame(texts, {
    isSuspect: (each) => !isHarmless(each),
    differs: (only) => structure(onlyAsWritten(texts, only, harmless)) !== expected,
  });
  return {
    severity: "error",
    code: "team-value-structure",
    message: `the template \`${template.name}\` prints ${blamed.join(" and ")} so that it changes the structure of the YAML; expected the same documents, keys, list lengths, apiVersion, kind and namespace as with letters in place of its special characters`,
    hint:
      compiled.engine === "go"
        ? "In the template, write `{{ .Manifests.NAME | quote }}`; or change the value in the workload."
        : 'In the template, write `"{{Manifests.NAME}}"`, or `{{yaml}}` in `ManifestEntries`; or change the value in the workload.',
    place: beginOf(rendered),
  };
}
